"""Lines of diagnoses: one or several of them, with codes or without."""

import re
from collections.abc import Iterator
from itertools import pairwise

from extractors.coding import proposed_code, written_code
from extractors.context import unqueried
from extractors.fields import Words, others
from models.page import Word

KNOWN = 0.92
"""How like a known name words must be to be a disease wherever they stand."""


def parts(words: Words) -> Iterator[list[Word]]:
    """Part a line of diagnoses at semicolons, and at commas between whole diagnoses."""
    for part in (own for whole in _ended(words, ";") for own in _led_by_codes(whole)):
        listed = list(_ended(part, ","))
        yield from listed if len(listed) > 1 and _are_several(listed) else [part]


def _ended(words: Words, sign: str) -> Iterator[list[Word]]:
    part: list[Word] = []
    for word in words:
        part.append(word)
        if word.text.endswith(sign):
            yield part
            part = []
    if part:
        yield part


_LEADING = re.compile(r"[(\[]?[A-Z]\d{2}(?:[.,]\d{1,2})?[)\]]?")


def _led_by_codes(words: list[Word]) -> Iterator[list[Word]]:
    """Part diagnoses that begin with their codes where the sign between them was misread."""
    starts = [k for k, word in enumerate(words) if _LEADING.fullmatch(word.text)]
    ended = all(words[k - 1].text[-1] in ":.,;" for k in starts[1:])
    if len(starts) < 2 or starts[0] != 0 or not ended:
        yield words
        return
    for start, end in pairwise([*starts, len(words)]):
        yield words[start:end]


def _are_several(listed: list[list[Word]]) -> bool:
    """Say whether words between commas are diagnoses each: all have a code, or known names.

    `Suy tim, không đặc hiệu (I50.9)` is one.
    """
    texts = [" ".join(word.text for word in words) for words in listed]
    codes = [written_code(text) is not None for text in texts]
    if any(codes):
        return all(codes)
    known = [proposed_code(unqueried(tidy(text))) for text in texts]
    return all(name is not None and name[1] >= KNOWN for name in known)


def coded(words: Words) -> tuple[Words, tuple[str, int, int, float] | None, float]:
    """Return the reading with the surer code, the code, and how sure that reading is."""
    code = written_code(" ".join(word.text for word in words))
    if code is None or code[3] < 1.0:
        for again in others(words):
            second = written_code(" ".join(word.text for word in again))
            if second is not None and second[3] == 1.0:
                return again, second, 0.9
    return words, code, 1.0


def tidy(text: str) -> str:
    """Drop an emptied pair of brackets, joining dashes and numbers at the ends."""
    plain = re.sub(r"[(\[]\s*[)\]]", " ", text)
    plain = re.sub(r"^\s*(?:\d{1,2}\s*[.)]\s+)?[-–:.,;|\s]+|[-–:.,;|\[\(\s]+$", "", plain)
    plain = re.sub(r"^\d{1,2}[.)]\s+", "", plain)
    return " ".join(re.sub(r"\s+([,.;)])", r"\1", plain).split())
