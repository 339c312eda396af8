"""Whether store, catalogue and audit are whole, and making again what can be."""
