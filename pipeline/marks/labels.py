"""Which printed option a checkbox or a ring belongs to."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from models.page import CHOICES, Line, Mark, MarkKind, Word

NEAR = 0.05
"""Largest gap, in page widths, between a box and its label."""
APART = 0.018
"""A wider gap between words, in page widths, ends a label."""


def labelled(marks: Sequence[Mark], lines: Sequence[Line]) -> tuple[Mark, ...]:
    """Return the marks with the words of their options; other kinds as they are.

    A ring's words lie in it, or follow where it holds only a number. A box's words lie on the
    side that more boxes of its row have words on: forms print all boxes of a row alike. Where
    both sides do, a row that begins with a box has its labels on the right.
    """
    return tuple(
        replace(mark, label=_label(mark, marks, lines)) if mark.kind in CHOICES else mark
        for mark in marks
    )


def _label(mark: Mark, marks: Sequence[Mark], lines: Sequence[Line]) -> str:
    row = sorted(
        (word for line in lines for word in line.words if _level(mark, word)),
        key=lambda word: word.box.left,
    )
    if mark.kind is MarkKind.CIRCLE:
        return _ringed(mark, row)
    boxes = [other for other in marks if other.kind is mark.kind and _beside(mark, other)]
    row = [word for word in row if not any(box.box.covers(word.box) > 0.5 for box in boxes)]
    first = min(boxes, key=lambda box: box.box.left)
    rights = [bool(_right(box, row, boxes)) for box in boxes]
    lefts = [bool(_left(box, row, boxes)) for box in boxes]
    begins = not _left(first, row, boxes)
    on_right = sum(rights) > sum(lefts) or (sum(rights) == sum(lefts) and begins)
    sides = (_right, _left) if on_right else (_left, _right)
    return _text(sides[0](mark, row, boxes) or sides[1](mark, row, boxes))


def _level(mark: Mark, word: Word) -> bool:
    return mark.box.top < word.box.middle < mark.box.bottom or (
        word.box.top < mark.box.middle < word.box.bottom
    )


def _beside(mark: Mark, other: Mark) -> bool:
    return abs(mark.box.middle - other.box.middle) < 0.6 * max(mark.box.height, other.box.height)


def _right(mark: Mark, row: Sequence[Word], boxes: Sequence[Mark]) -> list[Word]:
    """Return the words from a box rightwards up to a gap or the next box."""
    edge = mark.box.right - 0.2 * mark.box.width
    stop = min((b.box.left for b in boxes if b.box.left > mark.box.left), default=1.0)
    return _run([w for w in row if edge <= w.box.left and w.box.centre < stop], mark.box.right)


def _left(mark: Mark, row: Sequence[Word], boxes: Sequence[Mark]) -> list[Word]:
    """Return the words before a box back to a gap or the box before."""
    edge = mark.box.left + 0.2 * mark.box.width
    stop = max((b.box.right for b in boxes if b.box.left < mark.box.left), default=0.0)
    before = [w for w in row if w.box.right <= edge and w.box.centre > stop]
    if not before or mark.box.left - before[-1].box.right > NEAR:
        return []
    kept = [before[-1]]
    for word, after in zip(before[-2::-1], before[:0:-1], strict=True):
        if after.box.left - word.box.right > APART:
            break
        kept.append(word)
    return kept[::-1]


def _run(words: Sequence[Word], start: float) -> list[Word]:
    if not words or words[0].box.left - start > NEAR:
        return []
    kept = [words[0]]
    for before, word in pairwise(words):
        if word.box.left - before.box.right > APART:
            break
        kept.append(word)
    return kept


def _ringed(mark: Mark, row: Sequence[Word]) -> str:
    inside = [word for word in row if mark.box.covers(word.box) > 0.5]
    if inside and not _text(inside).strip(" .):").isdigit():
        return _text(inside)
    after = [word for word in row if word.box.left > mark.box.centre and word not in inside]
    return _text([*inside, *_run(after, mark.box.right - 0.2 * mark.box.width)])


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
