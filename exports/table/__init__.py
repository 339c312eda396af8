"""Documents as tables, for analysis."""
