"""Which of several printed options is ticked."""

import re
from collections.abc import Sequence

from models.page import Mark, MarkKind, Page, Word

_NUMBER = re.compile(r"^(\d)\s*[.)]\s*(.*)$")
_CROSS = re.compile(r"[xX×✓☒☑]")


def ticked_option(page: Page, words: Sequence[Word]) -> str | None:
    """Return the words of the one option of `1. A [ ] 2. B [x]` that is chosen, or None.

    A box or a ring found on the image decides; where neither was, a cross read as a letter does.
    """
    options = _options(words)
    if len(options) < 2:
        return None
    ticked = [_is_ticked(page.choices, option, after) for option, after in _with_next(options)]
    if sum(mark is True for mark in ticked) != 1:
        ticked = [_crossed(option) for option in options]
    if sum(mark is True for mark in ticked) != 1:
        return None
    return _plain(options[ticked.index(True)])


def _options(words: Sequence[Word]) -> list[list[Word]]:
    options: list[list[Word]] = []
    for word in words:
        if _NUMBER.match(word.text):
            options.append([])
        if options:
            options[-1].append(word)
    return options


def _with_next(options: list[list[Word]]) -> list[tuple[list[Word], Word | None]]:
    starts: list[Word | None] = [option[0] for option in options[1:]]
    return list(zip(options, [*starts, None], strict=True))


def _is_ticked(marks: Sequence[Mark], option: list[Word], after: Word | None) -> bool | None:
    """Say whether the box between an option and the next one is ticked; None without a box."""
    first = option[0].box
    right = after.box.left if after is not None else option[-1].box.right + 0.05
    for mark in marks:
        level = mark.box.top < first.bottom and mark.box.bottom > first.top
        slack = 0.01 if mark.kind is MarkKind.CHECKBOX else 0.0
        if level and first.left < mark.box.centre < right + slack:
            return mark.ticked
    return None


def _crossed(option: list[Word]) -> bool:
    tail = " ".join(word.text for word in option)[-6:]
    return bool(_CROSS.search(re.sub(r"\w{2,}", "", tail)))


def _plain(option: list[Word]) -> str:
    text = " ".join(word.text for word in option)
    text = re.sub(r"^\d\s*[.)]\s*", "", text)
    text = re.sub(r"[\[(|]?\s*[xX×✓]?\s*[\])|]?\s*$", "", text)
    return re.sub(r"[\[\](){}|]+", "", text).strip(" .,;")
