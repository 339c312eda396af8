"""Trial sets: drawn pages with exact truth, each for one thing that the pipeline must find."""
