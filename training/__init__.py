"""How the weights are made; never imported by the program."""
