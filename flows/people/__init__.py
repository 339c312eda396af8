"""The hospital's register: files and servers that it comes from, and loading it."""
