"""The forms that the corpus fills in, a file for each kind."""
