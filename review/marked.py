"""Which characters of a text are doubtful: those in which the two readers differ. Pure."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from models.page import Word

Span = tuple[int, int]
"""Half open, in characters of the text."""


def doubtful(text: str, words: Sequence[Word]) -> tuple[Span, ...]:
    """Return where readers differ in a text that was made of `words`, in order.

    Case makes no difference: a name is filed in capitals. What is not in the text has no place.
    """
    found: list[Span] = []
    for start, word in _placed(text, words):
        found += [(start + first, start + last) for first, last in _differing(word)]
    return tuple(found)


def otherwise(text: str, words: Sequence[Word]) -> str:
    """Return a text that was made of `words` as the second reader has it."""
    parts, at = [], 0
    for start, word in _placed(text, words):
        parts += [text[at:start], word.other or ""]
        at = start + len(word.text)
    return " ".join("".join([*parts, text[at:]]).split())


def pieces(text: str, spans: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces, each with whether it is doubtful."""
    made, at = [], 0
    for first, last in spans:
        made += [(text[at:first], False), (text[first:last], True)]
        at = last
    return tuple((piece, doubt) for piece, doubt in [*made, (text[at:], False)] if piece)


def _placed(text: str, words: Sequence[Word]) -> list[tuple[int, Word]]:
    """Return the words in which readers differ, each with where it begins in the text."""
    plain, at, found = text.lower(), 0, []
    for word in words:
        place = plain.find(word.text.lower(), at)
        if place < 0:
            continue
        at = place + len(word.text)
        if word.other is not None:
            found.append((place, word))
    return found


def _differing(word: Word) -> list[Span]:
    other = word.other or ""
    changes = SequenceMatcher(None, word.text, other, autojunk=False).get_opcodes()
    spans = [(first, last) for how, first, last, _, _ in changes if how != "equal"]
    # Where the other reader has more, the character beside the gap stands for it.
    return [
        (first, last) if first < last else (beside := min(first, len(word.text) - 1), beside + 1)
        for first, last in spans
    ]
