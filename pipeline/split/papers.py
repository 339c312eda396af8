"""How papers begin that no register knows: `configs/terms/papers.toml`."""

import tomllib
from functools import cache
from importlib.resources import files

from models.text import fold

LEAST_WORDS = 2


def is_heading(text: str) -> bool:
    """Say whether a line in capitals reads like a form's title."""
    plain = f"{fold(text)} "
    if len(plain.split()) < LEAST_WORDS or plain.startswith(_words("headings", "never")):
        return False
    closing = tuple(word.strip() for word in _words("headings", "closing"))
    return plain.startswith(_words("headings", "opening")) or plain.split()[-1] in closing


def is_letterhead(text: str) -> bool:
    """Say whether a line is an authority's or a hospital's, as at the head of a form."""
    return f"{fold(text)} ".startswith(_words("letterheads", "opening"))


def is_separator(code: str) -> bool:
    """Say whether what a barcode holds is that of a separator sheet."""
    plain = f" {fold(code)} "
    return any(f" {word}" in plain for word in _words("separators", "codes"))


@cache
def _words(part: str, key: str) -> tuple[str, ...]:
    """Return words folded, each with a space after it."""
    terms = tomllib.loads(files("configs").joinpath("terms/papers.toml").read_text("utf-8"))
    return tuple(f"{fold(word)} " for word in terms[part][key])
