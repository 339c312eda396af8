"""When, how often and in what order; and the sohoa command."""
