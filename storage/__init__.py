"""Bytes and rows."""
