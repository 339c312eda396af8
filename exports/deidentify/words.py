"""Taking names and numbers out of running text: those that are known, and what looks like some."""

import re
import unicodedata
from collections.abc import Iterable

from exports.deidentify.labels import (
    APART,
    CAPITAL,
    GONE,
    UPPER,
    labels,
    provinces,
    surnamed,
    unlabelled,
)
from models.text import bare, fold

_TITLE = (
    r"\b(?:(?:PGS|GS|TS|ThS|CN|DS)\.|BS(?:CK)?|ThS|ĐD|KTV|NHS|[Bb]ác (?:sĩ|sỹ)|BÁC (?:SĨ|SỸ)"
    r"|Điều dưỡng|Kỹ thuật viên|Hộ sinh|[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]háu|[Bb]é"
    r"|Mr|Mrs|Ms|Dr)(?:[.:]|\b)[ \t]*(?:CK ?[I12]+\.?[ \t]*)?"
)
_TITLED = re.compile(rf"({_TITLE}){CAPITAL}(?:[ \t]+[{UPPER}]\w*){{0,5}}")
_STREET = re.compile(
    rf"^\W*(?:Số )?\d{{1,4}}\w?(?:/\d+)*,? (?:{CAPITAL}[ ,]+){{2,6}}[^\n\f]*", re.M
)
_NUMBER = re.compile(
    r"[A-Za-zĐđ]{0,4}[-./]?\d{6,}"  # cards, records, any long number
    r"|[A-Za-zĐđ]{0,4}[-. ]?\d(?:[-./]?\d){8,}"
    r"|(?<!\d)\d{3,5}(?: \d{3,5}){2,}"
    r"|(?<!\d)(?:\+84|0)[ .-]?\d{1,3}(?:[ .-]?\d{2,4}){2,4}"
)
_MAIL = re.compile(r"\S+@\S+|\bhttps?://\S+")
_AGE = re.compile(
    r"(?<!\d)(?:9\d|1[0-2]\d)(?=\s*(?:tu[ổo]i|t\b|years?|yrs?|y/?o))"
    r"|(?<=tuổi: )(?:9\d|1[0-2]\d)|(?<=age: )(?:9\d|1[0-2]\d)",
    re.I,
)
OLDEST = 89
"""Ages over it are told as 90, in text `90+` (45 CFR 164.514(b)(2)(i)(C))."""


class Words:
    """Words that are known to tell who somebody is."""

    def __init__(self, names: Iterable[str] = (), numbers: Iterable[str] = ()) -> None:
        phrases = {" ".join(words) for name in names for words in _parts(name)}
        plain = [APART.join(map(re.escape, phrase.split())) for phrase in phrases]
        plain += [APART.join(map(re.escape, fold(n).replace(" ", ""))) for n in numbers if n]
        # The longest first: a part of a name must not leave the rest of it.
        found = "|".join(sorted(plain, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![a-z0-9])(?:{found})(?![a-z0-9])") if found else None

    def without(self, text: str) -> str:
        """Return text without these, in whatever case, with marks or without, and run together."""
        return _cut(text, self._pattern) if self._pattern else text


def scrubbed(text: str) -> str:
    """Return text without what stands behind a label of an identity, titles, names and numbers.

    Digits of dates must be hidden (`exports.deidentify.dates`).
    """
    said = "".join(unlabelled(line) for line in re.split(r"([\n\f])", text))
    said = _cut(_cut(said, labels(), group=1), provinces())
    said = _STREET.sub(GONE, said)
    said = _TITLED.sub(rf"\1{GONE}", said)
    said = surnamed().sub(GONE, said)
    said = _NUMBER.sub(GONE, _MAIL.sub(GONE, said))
    return _AGE.sub("90+", said)


def _parts(name: str) -> list[list[str]]:
    """Return the words of a name, address or the like, and those of its parts.

    A single short word is none: it would be found everywhere.
    """
    pieces = [name, *re.split(r"[,;:()–/-]", name)]
    found = [fold(re.sub(r"\d{6,}", " ", piece)).split() for piece in pieces]
    short = [words[-2:] for words in found[:1] if 3 <= len(words) <= 5]
    return [words for words in (*found, *short) if len("".join(words)) >= 5]


def _cut(text: str, pattern: re.Pattern[str], group: int = 0) -> str:
    """Return text without what a pattern finds in it, folded letter by letter."""
    said = unicodedata.normalize("NFC", text)
    plain = "".join(low if len(low := bare(sign).lower()) == 1 else sign for sign in said)
    made, last = [], 0
    for match in pattern.finditer(plain):
        start, end = match.span(group)
        if end > start:
            made += [said[last:start], GONE]
            last = end
    return "".join([*made, said[last:]])
