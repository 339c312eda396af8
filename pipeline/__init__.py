"""From pixels to read, typed documents."""
