"""Labels that forms print, and the words that stand beside them."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from models.document import Document
from models.geometry import Box
from models.page import Line, Page, Word
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


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label found on a page and the words beside it.

    `heading` is the label as read, `words` what stands after it in its line and `more` what
    goes on in the lines below; `zone` is the place for the value when nothing was written.
    `likeness` is 0..1, how well the label was read.
    """

    field: str
    page: Page
    heading: tuple[Word, ...]
    words: tuple[Word, ...]
    more: tuple[Line, ...]
    zone: Box
    likeness: float

    @property
    def text(self) -> str:
        """The value's words with single spaces."""
        return " ".join(word.text for word in self.every)

    @property
    def every(self) -> tuple[Word, ...]:
        """The words beside and below."""
        return self.words + tuple(word for line in self.more for word in line.words)


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words [start, end) of a line are a label."""

    start: int
    end: int
    label: Label
    likeness: float


def find_labels(document: Document) -> tuple[Labelled, ...]:
    """Return every label of a document with its value, in reading order."""
    return tuple(found for page in document.pages for found in _on_page(page))


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


def starts_anew(line: Line) -> bool:
    """Say whether a line begins a new part: it starts with a label, a bullet or a number."""
    words = pieces(line)
    if _ENUMERATOR.match(words[0].text) or _SIGNING.match(squeeze(line.text)):
        return True
    hits = _hits(words)
    return bool(hits) and hits[0].start == 0


def _on_page(page: Page) -> list[Labelled]:
    split = [pieces(line) for line in page.lines]
    hits = [_hits(words) for words in split]
    margin = max((line.box.right for line in page.lines), default=1.0)
    ruled = {id(line) for table in page.tables for cell in table.cells for line in cell.lines}
    found = []
    for k, (words, own) in enumerate(zip(split, hits, strict=True)):
        for n, hit in enumerate(own):
            end = own[n + 1].start if n + 1 < len(own) else len(words)
            value = _trimmed(words[hit.end : end])
            last = n + 1 == len(own)
            if not value and last:
                value = _beside(page.lines, hits, k)
            if not value and last and not hit.label.wraps:
                value = _under(page.lines, hits, k, words[hit.start])
            more = _below(page.lines, hits, k, hit.label, margin) if last else ()
            more = tuple(x for x in more if id(x) not in ruled or id(page.lines[k]) in ruled)
            zone = _zone(words, hit, end, margin)
            heading = words[hit.start : hit.end]
            found.append(Labelled(hit.label.field, page, heading, value, more, zone, hit.likeness))
    return found


def _hits(words: Sequence[Word]) -> list[_Hit]:
    """Return the labels of one line from left to right."""
    hits: list[_Hit] = []
    start = 0
    while start < len(words) and _ENUMERATOR.match(words[start].text):
        start += 1
    for k, word in enumerate(words):
        if word.text.endswith((":", "：")):
            hit = _with_colon(words, hits[-1].end if hits else start, k + 1)
            # Inside a sentence a label is told from a word by its capital: `Nội khoa: ...`
            if hit is not None and (hit.start == start or words[hit.start].text[:1].isupper()):
                hits.append(hit)
    if not hits or hits[0].start > start:
        bare = _without_colon(words[start:])
        if bare is not None and (not hits or start + bare.end <= hits[0].start):
            hits.insert(0, _Hit(start, start + bare.end, bare.label, bare.likeness))
    return hits


def _with_colon(words: Sequence[Word], start: int, end: int) -> _Hit | None:
    best: _Hit | None = None
    for first in range(end - 1, max(start, end - LONGEST) - 1, -1):
        if not squeeze(words[first].text):
            continue
        text = squeeze(" ".join(word.text for word in words[first:end]))
        label, likeness = _best(text)
        if label is not None and (best is None or likeness >= best.likeness):
            best = _Hit(first, end, label, likeness)
    return best


def _without_colon(words: Sequence[Word]) -> _Hit | None:
    """Return a label at the start of a line that lost its colon or never had one."""
    known = _labels()
    whole = squeeze(" ".join(word.text for word in words))
    label = known.get(whole)
    if label is not None and label.bare:
        return _Hit(0, len(words), label, 1.0)
    for end in range(min(LONGEST, len(words) - 1), 0, -1):
        text = squeeze(" ".join(word.text for word in words[:end]))
        label = known.get(text)
        follows = words[end].text[:1]
        if label is None or not (follows.isupper() or follows.isdigit()):
            continue
        if label.bare or (end >= 2 and len(text) >= 7):
            return _Hit(0, end, label, 0.95)
    return None


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


def _trimmed(words: Sequence[Word]) -> tuple[Word, ...]:
    """Drop leading signs and a trailing bullet that belongs to the next label."""
    kept = list(words)
    while kept and not any(map(str.isalnum, kept[0].text)) and kept[0].text not in "(<>":
        kept.pop(0)
    while kept and not any(map(str.isalnum, kept[-1].text)) and kept[-1].text not in ")%°":
        kept.pop()
    return tuple(kept)


def _beside(lines: Sequence[Line], hits: list[list[_Hit]], at: int) -> tuple[Word, ...]:
    """Return the next line to the right in the same row, if it bears no label of its own."""
    own = lines[at].box
    for k in range(at + 1, min(at + 4, len(lines))):
        box = lines[k].box
        level = abs(box.middle - own.middle) < 0.5 * max(box.height, own.height)
        if level and box.left >= own.right:
            return () if hits[k] and hits[k][0].start == 0 else _trimmed(lines[k].words)
    return ()


def _under(
    lines: Sequence[Line], hits: list[list[_Hit]], at: int, heading: Word
) -> tuple[Word, ...]:
    """Return the line that starts right under a label, if it bears no label of its own."""
    for k in range(at + 1, min(at + 6, len(lines))):
        line = lines[k]
        if _follows(lines[at], line) and abs(line.box.left - heading.box.left) < 0.02:
            return () if hits[k] or starts_anew(line) else _trimmed(line.words)
    return ()


def _below(
    lines: Sequence[Line], hits: list[list[_Hit]], at: int, label: Label, margin: float
) -> tuple[Line, ...]:
    """Return the lines that a value goes on in."""
    if not label.wraps:
        return ()
    flows = label.field.startswith(("section.", "imaging.conclusion", "medication"))
    taken: list[Line] = []
    before = lines[at]
    empty = len(hits[at]) == 1 and hits[at][0].end >= len(lines[at].words)
    for line in lines[at + 1 :]:
        if not _follows(before, line):
            if line.box.top > before.box.bottom + 2.5 * before.box.height:
                break
            continue
        fits = before.box.right + line.words[0].box.width + 0.02 <= margin
        if starts_anew(line) and not (flows and not taken and empty):
            break
        if fits and not flows and not (empty and not taken):
            break
        taken.append(line)
        before = line
    return tuple(taken)


def _follows(before: Line, line: Line) -> bool:
    """Say whether `line` is the next line of writing under `before`, in the same column."""
    high = max(before.box.height, line.box.height)
    under = before.box.middle + 0.5 * high < line.box.middle < before.box.bottom + 2.2 * high
    return under and line.box.left < before.box.right and line.box.right > before.box.left - 0.02


def _zone(words: Sequence[Word], hit: _Hit, end: int, margin: float) -> Box:
    heading = words[hit.end - 1].box
    right = words[end].box.left if end < len(words) else max(margin, heading.right)
    return Box(heading.right, heading.top, max(heading.right, right), heading.bottom)


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
