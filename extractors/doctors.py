"""Doctors by their titles: who signed, and who is named beside a label."""

import re

from extractors.fields import Words, field
from extractors.headings import hits_of, pieces
from extractors.starter import surnames
from models.document import Document
from models.page import Line, Page
from models.record import Field
from models.text import fold

VERSION = "2"
_NAME = "doctors " + VERSION

DOCTOR = re.compile(
    r"(?<!\w)(?:(?:PGS|GS|TS|ThS|Ths|TH\.?S|BS\s?C\s?K\s?[I1l]+|CK[I1l]+|BS|Bs|B5|Bác sĩ|Dr|DR)"
    r"(?:[.,]\s*|\s+))+(?=[A-ZĐÀ-Ỹ])"
)


def physician(document: Document) -> Field | None:
    """Return the doctor who signed: the last line that is a doctor's title and a name.

    Who is only named as having ordered something did not sign.
    """
    for page in reversed(document.pages):
        for line in reversed(page.lines):
            signs = DOCTOR.search(line.text) and not _orders(line)
            made = person(page, _own(line)) if signs else None
            if made is not None and made.value is not None:
                return made
    return None


def _orders(line: Line) -> bool:
    return any(hit.label.field == "encounter.ordered_by" for hit in hits_of(pieces(line)))


def _own(line: Line) -> Words:
    """Return the words before a second label in the line: `BS. Lê An   Ngày: 05/11/2024`."""
    words = pieces(line)
    ends = [hit.start for hit in hits_of(words) if hit.start > 0]
    return words[: ends[0]] if ends and DOCTOR.search(_text(words[: ends[0]])) else line.words


def _text(words: Words) -> str:
    return " ".join(word.text for word in words)


def person(page: Page, words: Words) -> Field | None:
    """Return a doctor's name without titles."""
    text = _text(words)
    match = DOCTOR.search(text)
    plain = text[match.end() :] if match else text
    plain = re.sub(r"[^\w\s.'-]|[\d_]", "", plain).strip(" .-")
    parts = _unstamped(plain.split())
    if not 2 <= len(parts) <= 5 or not all(part[:1].isupper() for part in parts):
        return None
    surname = fold(parts[0]) in surnames()
    capitals = [part.isupper() and len(part) > 1 for part in parts]
    if any(capitals) and not (all(capitals) and surname and len(parts) >= 3):
        return None
    known = page.language == "en" or surname
    return field(page, words, " ".join(parts), _NAME, sure=0.96 if known else 0.7)


def _unstamped(parts: list[str]) -> list[str]:
    """Drop capitals after a name in small letters: a stamp `ĐÃ KÝ` that overlaps the line."""
    end = len(parts)
    while end > 2 and len(parts[end - 1]) > 1 and parts[end - 1].isupper():
        end -= 1
    return parts if not parts or parts[0].isupper() else parts[:end]
