"""Draws docs/screens of batches and dashboard: made-up patients, the same each time.

PYTHONPATH=. .venv/bin/python tests/review/quality_screens.py docs/screens
"""
