"""Readers: from a clean page to words."""
