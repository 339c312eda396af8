"""Text whose entities are marked in place, as in `Tiền sử [DISEASE|THA] 5 năm`.

`[DISEASE.family|THA]` also says how a disease is asserted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_MARK = re.compile(r"\[([A-Z]+)(?:\.([a-z]+))?\|([^\[\]|]*)\]")

UNKNOWN = "UNKNOWN"
"""The label of words of which nobody says whether they are an entity."""

Span = tuple[int, int, str]
"""Start and end in characters, half open, and the label."""


@dataclass(frozen=True)
class Marked:
    """Plain text and where its entities lie."""

    text: str
    spans: tuple[Span, ...]


def mark(label: str, words: str) -> str:
    """Return `words` marked as an entity."""
    return f"[{label}|{words}]"


def plain(text: str) -> str:
    """Return the text without its marks."""
    return _MARK.sub(r"\3", text)


def parse(text: str) -> Marked:
    """Return marked text as plain text with spans."""
    parts: list[str] = []
    spans: list[Span] = []
    length, last = 0, 0
    for found in _MARK.finditer(text):
        before = text[last : found.start()]
        start = length + len(before)
        length = start + len(found[3])
        parts += [before, found[3]]
        spans.append((start, length, found[1]))
        last = found.end()
    return Marked("".join([*parts, text[last:]]), tuple(spans))


def asserted(text: str) -> list[tuple[str, str]]:
    """Return the marked words that carry an assertion, and it."""
    return [(found[3], found[2]) for found in _MARK.finditer(text) if found[2]]


def sentences(parts: Iterable[str]) -> str:
    """Join sentences with full stops and single spaces."""
    return " ".join(f"{part.rstrip('. ')}." for part in parts if part)
