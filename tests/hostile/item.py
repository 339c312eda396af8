"""What a hostile file is: its name, its bytes, and what must become of it."""

TAKEN, REFUSED, EITHER = "taken", "refused", "either"
"""A file is read as if nothing were odd; it is refused; a viewer may do the one or the other."""

Item = tuple[str, bytes, str]
