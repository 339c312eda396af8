"""Signing PDFs with the hospital's key (PAdES, by pyHanko)."""
