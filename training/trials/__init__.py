"""Trial sets: many made pages for measuring one thing, the same for the same seed."""
