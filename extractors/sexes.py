"""The patient's sex: said, ticked, ringed or crossed."""

import re
from collections.abc import Sequence

from extractors.fields import Words, field
from extractors.labels import Labelled, across
from extractors.particulars import sex
from models.page import Mark, MarkKind, Page, Word
from models.record import Field
from models.text import fold

_OPTION = re.compile(r"[\d.]*(nam|nu)")
_NUMBERED = re.compile(r"\W*[1l]\s*[.,)]")
_CROSS = re.compile(r"[xX×]")
_SEX = {"nam": "male", "nu": "female"}


def sex_of(hit: Labelled, extractor: str) -> Field | None:
    """Return the sex beside its label; printed options of which none is chosen say none."""
    words = hit.words
    if not words:
        return field(hit.page, (), None, extractor, sure=0.9, zone=hit.zone)
    numbered = _NUMBERED.match(" ".join(word.text for word in words)) is not None
    if numbered:
        words = across(hit)
    ticked = _ticked(hit.page, words, numbered)
    if ticked is not None:
        return field(hit.page, words, ticked[0], extractor, sure=ticked[1])
    parsed = None if numbered else sex(" ".join(word.text for word in words))
    if parsed is None:
        return field(hit.page, words, None, extractor)
    return field(hit.page, words, parsed[0], extractor, sure=parsed[1])


def _ticked(page: Page, words: Words, numbered: bool) -> tuple[str, float] | None:
    """Return the option of `1. Nam [ ] 2. Nữ [x]` whose box is ticked."""
    options: list[tuple[str, Word]] = []
    for word in words:
        letters = _OPTION.match(fold(word.text).replace(" ", ""))
        if letters is not None:
            options.append((_SEX[letters[1]], word))
    if len(options) >= 2:
        chosen = [_mark_of(page.choices, word) for _, word in options]
        for (value, _), mark, other in zip(options, chosen, reversed(chosen), strict=False):
            if mark is not None and mark.ticked and (other is None or not other.ticked):
                return value, 0.98
    elif numbered:
        return _by_label(page, words)
    return _crossed(words) if len(options) >= 2 else None


def _by_label(page: Page, words: Words) -> tuple[str, float] | None:
    """Return the option that the one ticked box of the row belongs to.

    It is told by the words of its label, or where those are lost by its number.
    """
    row = [mark for mark in page.choices if mark.ticked and _level(mark, words)]
    if len(row) != 1:
        return None
    last = re.findall(r"\b(?:nam|nu)\b", fold(row[0].label))[-1:]
    if last:
        return _SEX[last[0]], 0.95
    before = [word for word in words if word.box.centre < row[0].box.left]
    numbers = [word.text[0] for word in before if re.match(r"[12]\W", word.text + ".")]
    return ({"1": "male", "2": "female"}[numbers[-1]], 0.85) if numbers else None


def _level(mark: Mark, words: Words) -> bool:
    """Say whether a mark stands in the row of the options, not far behind them."""
    first, last = words[0].box, words[-1].box
    middle = mark.box.top < first.middle < mark.box.bottom
    return middle and first.left < mark.box.centre < last.right + 0.15


def _mark_of(marks: Sequence[Mark], word: Word) -> Mark | None:
    """Return the ring around an option or its number, else the box after it."""
    for mark in marks:
        if mark.kind is MarkKind.CIRCLE and mark.box.top < word.box.middle < mark.box.bottom:
            before = -0.01 < word.box.left - mark.box.right < 0.02
            if before or mark.box.left < word.box.centre < mark.box.right:
                return mark
    return _box_after([mark for mark in marks if mark.kind is MarkKind.CHECKBOX], word)


def _box_after(marks: Sequence[Mark], word: Word) -> Mark | None:
    level = [
        mark
        for mark in marks
        if mark.box.top < word.box.bottom
        and mark.box.bottom > word.box.top
        and mark.box.centre > word.box.left
    ]

    def away(mark: Mark) -> float:
        # `Nam2.` is two options run together over the box between them.
        return 0.0 if mark.box.right < word.box.right else abs(mark.box.left - word.box.right)

    nearest = min(level, key=away, default=None)
    return nearest if nearest is not None and away(nearest) <= 0.06 else None


def _crossed(words: Words) -> tuple[str, float] | None:
    """Tell the option by the cross that was read as a letter after it."""
    text = " ".join(word.text for word in words)
    match = re.search(r"nam(?P<male>.*?)(?:2\W*)?n[ữưứừửuú](?P<female>.*)", text, re.IGNORECASE)
    if match is None:
        return None
    male, female = (bool(_CROSS.search(match[k])) for k in ("male", "female"))
    if male == female:
        return None
    return ("male" if male else "female"), 0.95
