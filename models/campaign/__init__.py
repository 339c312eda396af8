"""The conversion of a hospital's paper as a whole: how much there is, how far it has come."""
