"""Lists that a hospital loads: reading the file, its rows, and keeping what they say."""
