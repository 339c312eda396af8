"""Stays as the social insurer's tables (Decisions 130, 4750 and 3176/QĐ-BYT)."""
