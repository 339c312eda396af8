"""Printed labels within one line of writing."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from extractors.abbreviations import expanded_words
from models.forms import FormLabel
from models.geometry import Box
from models.page import Line, Word
from models.text import squeeze

LONGEST = 16
"""No label has more words."""
LEAST_LIKENESS = 84
"""Of 100, for a label with a colon; one without must be exact."""

_ENUMERATOR = re.compile(r"^(?:[-–—+*•·~]+|\(?[IVX]{1,4}[.)]|\(?\d{1,2}[.)]|[A-ZĐa-zđ][.)])$")
_CLOCK = re.compile(r"\d:\d")
_SIGNING = re.compile(r"^\(?(?:ky|sign)(?:ten|vaghi|ghiro|dongdau|ed)")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label: which field it announces and whether its value may wrap."""

    field: str
    wraps: bool
    bare: bool


Own = Mapping[str, Label]
"""Labels that one form prints beside those of all forms, by their squeezed text."""
NONE: Own = {}


@dataclass(frozen=True, slots=True)
class Hit:
    """Words [start, end) of a line are a label."""

    start: int
    end: int
    label: Label
    likeness: float


def own_labels(labels: Sequence[FormLabel]) -> Own:
    """Return the labels of one form for looking up."""
    return {squeeze(own.text): Label(own.field, own.wraps, own.bare) for own in labels}


def pieces(line: Line) -> tuple[Word, ...]:
    """Return the words of a line, those that run on after a colon parted there."""
    parts: list[Word] = []
    for word in line.words:
        at = word.text.find(":")
        if 0 < at < len(word.text) - 1 and not _CLOCK.search(word.text):
            left, box = at + 1, word.box
            cut = box.left + box.width * left / len(word.text)
            first = Box(box.left, box.top, cut, box.bottom)
            second = Box(cut, box.top, box.right, box.bottom)
            parts.append(Word(word.text[:left], first, word.confidence))
            parts.append(Word(word.text[left:], second, word.confidence))
        else:
            parts.append(word)
    return tuple(parts)


def starts_anew(line: Line, own: Own = NONE) -> bool:
    """Say whether a line begins a new part: it starts with a label, a bullet or a number."""
    words = pieces(line)
    if _ENUMERATOR.match(words[0].text) or _SIGNING.match(squeeze(line.text)):
        return True
    hits = hits_of(words, own)
    return bool(hits) and hits[0].start == 0


def hits_of(words: Sequence[Word], own: Own = NONE) -> list[Hit]:
    """Return the labels of one line from left to right; `TS:` counts as what it stands for."""
    hits: list[Hit] = []
    full = expanded_words([word.text for word in words])
    start = 0
    while start < len(words) and _ENUMERATOR.match(words[start].text):
        start += 1
    for k, word in enumerate(words):
        if word.text.endswith((":", "：")):
            hit = _with_colon(words, full, hits[-1].end if hits else start, k + 1, own)
            # Inside a sentence a label is told from a word by its capital: `Nội khoa: ...`
            if hit is not None and (hit.start == start or words[hit.start].text[:1].isupper()):
                hits.append(hit)
    if not hits or hits[0].start > start:
        bare = _without_colon(words[start:], own)
        if bare is not None and (not hits or start + bare.end <= hits[0].start):
            hits.insert(0, Hit(start, start + bare.end, bare.label, bare.likeness))
    return hits


def _with_colon(
    words: Sequence[Word], full: Sequence[str], start: int, end: int, own: Own
) -> Hit | None:
    best: Hit | None = None
    for first in range(end - 1, max(start, end - LONGEST) - 1, -1):
        if not squeeze(words[first].text):
            continue
        written = squeeze(" ".join(word.text for word in words[first:end]))
        label, likeness = _likest(written, own)
        in_full = squeeze(" ".join(full[first:end]))
        if label is None and in_full != written:
            label, likeness = _likest(in_full, own)
        if label is not None and (best is None or likeness >= best.likeness):
            best = Hit(first, end, label, likeness)
    return best


def _without_colon(words: Sequence[Word], own: Own) -> Hit | None:
    """Return a label at the start of a line that lost its colon or never had one."""
    known = {**_labels(), **own} if own else _labels()
    whole = squeeze(" ".join(word.text for word in words))
    label = known.get(whole)
    if label is not None and label.bare:
        return Hit(0, len(words), label, 1.0)
    for end in range(min(LONGEST, len(words) - 1), 0, -1):
        text = squeeze(" ".join(word.text for word in words[:end]))
        label = known.get(text)
        follows = words[end].text[:1]
        if label is None or not (follows.isupper() or follows.isdigit()):
            continue
        if label.bare or (end >= 2 and len(text) >= 7):
            return Hit(0, end, label, 0.95)
    return None


def _likest(text: str, own: Own) -> tuple[Label | None, float]:
    """Return the label likest to a text, of the form's own before any other."""
    if text in own:
        return own[text], 1.0
    label, likeness = _best(text)
    if not own or likeness == 1:
        return label, likeness
    least = max(LEAST_LIKENESS, 100 * likeness + 1)
    match = process.extractOne(text, own.keys(), scorer=fuzz.ratio, score_cutoff=least)
    if match is None or min(len(text), len(match[0])) < 6:
        return label, likeness
    return own[match[0]], match[1] / 100


@cache
def _best(text: str) -> tuple[Label | None, float]:
    known = _labels()
    if text in known:
        return known[text], 1.0
    if len(text) < 6:
        return None, 0.0
    match = process.extractOne(text, _names(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    if match is None or len(match[0]) < 6:
        return None, 0.0
    return known[match[0]], match[1] / 100


@cache
def _labels() -> dict[str, Label]:
    register = tomllib.loads(files("configs").joinpath("labels.toml").read_text("utf-8"))
    return {
        squeeze(text): Label(entry["field"], entry.get("wraps", False), entry.get("bare", False))
        for entry in register["label"]
        for text in entry["labels"]
    }


@cache
def _names() -> tuple[str, ...]:
    return tuple(_labels())
