"""Documents without what tells whose they are."""
