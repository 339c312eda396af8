"""What the program learns from what stewards said: how sure it may be of a value."""
