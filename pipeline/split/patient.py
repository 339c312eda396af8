"""Whose page it is, as its head says: a name and numbers, to be compared and never kept."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein

from models.page import Page, Word
from models.text import fold, squeeze

UPPER_PART = 0.5
"""A patient is named in this upper part of a page."""
LEGIBLE = 0.5
"""A name or number of which a word was read less surely tells nobody apart."""
MOST_NAMES = 7
LONGEST = 6
"""No label of a name or number has more words."""
FAR = 3
"""Numbers that differ in so many characters are not one number misread."""
LEAST_DIGITS = 5
ALIKE, OTHER_GIVEN, OTHER_NAME = 0.8, 0.5, 0.6
"""Likeness (0..1) from which names are one, and up to which given and whole names are two."""

_NUMBERS = ("patient_id", "national_id", "insurance_number", "record_number")
_AFTER_NAME = frozenset(
    "tuoi sinh gioi ngay nam ma so pid age sex dob gender date phai ns khoa dia nghe dan".split()
)
_NUMBER = re.compile(r"[A-Za-z]{0,3}[0-9][0-9A-Za-z./ -]*")


@dataclass(frozen=True, slots=True)
class Head:
    """What names a patient: a name's folded words, and numbers by their label."""

    name: tuple[str, ...] = ()
    numbers: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.name or self.numbers)


def head_of(page: Page) -> Head:
    """Return whom the upper part of a page names: the first name, the first number of a kind."""
    name: tuple[str, ...] = ()
    numbers: dict[str, str] = {}
    for line in page.lines:
        if line.words[0].box.top > UPPER_PART:
            continue
        for what, label, rest in _labelled(line.words):
            if what == "full_name":
                name = name or _name(rest)
            elif number := _number(rest):
                numbers.setdefault(label, number)
    return Head(name, numbers)


def same(one: Head, other: Head) -> bool | None:
    """Say whether two heads name one patient; None where they do not tell."""
    shared = [
        (number, other.numbers[label])
        for label, number in one.numbers.items()
        if label in other.numbers
    ]
    apart = [Levenshtein.distance(a, b) for a, b in shared]
    if any(distance <= 1 for distance in apart):
        return True
    if any(distance >= FAR for distance in apart):
        return False
    return _same_name(one.name, other.name)


def _same_name(one: Sequence[str], other: Sequence[str]) -> bool | None:
    if not one or not other:
        return None
    a, b = "".join(one), "".join(other)
    shorter = min(len(a), len(b))
    likeness = Levenshtein.normalized_similarity(a, b)
    # One letter of a given name may be another name: Lan, Lam.
    if a[:shorter] == b[:shorter] or (one[-1] == other[-1] and likeness >= ALIKE):
        return True
    given = Levenshtein.normalized_similarity(one[-1], other[-1])
    return False if given <= OTHER_GIVEN or likeness < OTHER_NAME else None


def _labelled(words: Sequence[Word]) -> Iterator[tuple[str, str, Sequence[Word]]]:
    """Yield what is labelled in a line: which field, the label folded, and the words after it."""
    known, beginnings = _labels(), _beginnings()
    folded = [squeeze(word.text) for word in words]
    start = 0
    while start < len(words):
        label, found = "", 0
        for end in range(start + 1, min(len(words), start + LONGEST) + 1):
            label += folded[end - 1]
            if label not in beginnings:
                break
            if label in known and _ends(words, end):
                found = end
        if found:
            label = "".join(folded[start:found])
            yield known[label], label, words[found:]
        start = max(start + 1, found)


def _ends(words: Sequence[Word], end: int) -> bool:
    """Say whether a label ends here: with a colon, or before a capital or a digit."""
    if ":" in words[end - 1].text or end == len(words):
        return True
    begins = words[end].text[:1]
    return begins in ":.…" or begins.isupper() or begins.isdigit()


def _name(words: Sequence[Word]) -> tuple[str, ...]:
    """Return the capitalised words that come first; after capitals, only more capitals."""
    first = next((word for word in words if squeeze(word.text)), None)
    taken: list[str] = []
    for word in words[words.index(first) :] if first else ():
        small = any(map(str.islower, word.text))
        plain = squeeze(word.text)
        if not plain.isalpha() or word.confidence < LEGIBLE or len(taken) == MOST_NAMES:
            break
        if not word.text.strip(".:,-…")[:1].isupper() or (small and plain in _AFTER_NAME):
            break
        if small and first and first.text.isupper():
            break
        taken.append(plain)
        if word.text.endswith((",", ":")):
            break
    return tuple(taken) if len(taken) > 1 else ()


def _number(words: Sequence[Word]) -> str:
    text = " ".join(word.text for word in words[:4] if word.confidence >= LEGIBLE)
    found = _NUMBER.search(text)
    number = squeeze(found[0]) if found else ""
    return number if sum(map(str.isdigit, number)) >= LEAST_DIGITS else ""


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(label[:end] for label in _labels() for end in range(len(label) + 1))


@cache
def _labels() -> dict[str, str]:
    """Return the labels of names and numbers of `configs/labels.toml`, and what each is of."""
    register = tomllib.loads(files("configs").joinpath("labels.toml").read_text("utf-8"))
    wanted = {f"patient.{name}": name for name in ("full_name", *_NUMBERS)}
    return {
        squeeze(text): wanted[entry["field"]]
        for entry in register["label"]
        if entry["field"] in wanted
        for text in entry["labels"]
        if len(fold(text)) > 3
    }
