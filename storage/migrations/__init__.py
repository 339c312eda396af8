"""How the catalogue grew."""
