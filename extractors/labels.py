"""Labels that forms print, and the words that stand beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.headings import Hit, Label, Own, hits_of, own_labels, pieces, starts_anew
from models.document import Document
from models.geometry import Box
from models.page import Line, Page, Word


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


def find_labels(document: Document) -> tuple[Labelled, ...]:
    """Return every label of a document with its value, in reading order."""
    own = own_labels(document.labels)
    return tuple(found for page in document.pages for found in _on_page(page, own))


def across(hit: Labelled) -> tuple[Word, ...]:
    """Return all words behind a label in its row, up to the next label: options stand apart."""
    label = hit.heading[-1].box
    found: list[Word] = []
    for line in sorted(hit.page.lines, key=lambda line: line.box.left):
        words = pieces(line)
        behind = [
            k
            for k, word in enumerate(words)
            if word.box.left >= label.right - 0.002
            and abs(word.box.middle - label.middle) < 0.8 * label.height
        ]
        if not behind:
            continue
        stops = [own.start for own in hits_of(words) if own.start >= behind[0]]
        found += [words[k] for k in behind if not stops or k < stops[0]]
        if stops:
            break
    return tuple(found)


def _on_page(page: Page, labels: Own) -> list[Labelled]:
    split = [pieces(line) for line in page.lines]
    hits = [hits_of(words, labels) for words in split]
    margin = max((line.box.right for line in page.lines), default=1.0)
    cells = {line: cell for table in page.tables for cell in table.cells for line in cell.lines}
    found = []
    for k, (words, own) in enumerate(zip(split, hits, strict=True)):
        for n, hit in enumerate(own):
            end = own[n + 1].start if n + 1 < len(own) else len(words)
            value = _trimmed(words[hit.end : end])
            last = n + 1 == len(own)
            if not value and last:
                value = _beside(page.lines, hits, k)
            if not value and last and not hit.label.wraps:
                value = _under(page.lines, hits, k, words[hit.start], labels)
            more = _below(page.lines, hits, k, hit.label, margin, labels) if last else ()
            more = tuple(x for x in more if cells.get(x) is cells.get(page.lines[k]))
            zone = _zone(words, hit, end, margin)
            heading = words[hit.start : hit.end]
            found.append(Labelled(hit.label.field, page, heading, value, more, zone, hit.likeness))
    return found


def _trimmed(words: Sequence[Word]) -> tuple[Word, ...]:
    """Drop leading signs and a trailing bullet that belongs to the next label."""
    kept = list(words)
    while kept and not any(map(str.isalnum, kept[0].text)) and kept[0].text not in "(<>":
        kept.pop(0)
    while kept and not any(map(str.isalnum, kept[-1].text)) and kept[-1].text not in ")%°":
        kept.pop()
    return tuple(kept)


def _beside(lines: Sequence[Line], hits: list[list[Hit]], at: int) -> tuple[Word, ...]:
    """Return the next line to the right in the same row, if it bears no label of its own."""
    own = lines[at].box
    for k in range(at + 1, min(at + 4, len(lines))):
        box = lines[k].box
        level = abs(box.middle - own.middle) < 0.5 * max(box.height, own.height)
        if level and box.left >= own.right:
            return () if hits[k] and hits[k][0].start == 0 else _trimmed(lines[k].words)
    return ()


def _under(
    lines: Sequence[Line], hits: list[list[Hit]], at: int, heading: Word, own: Own
) -> tuple[Word, ...]:
    """Return the line that starts right under a label, if it bears no label of its own."""
    for k in range(at + 1, min(at + 6, len(lines))):
        line = lines[k]
        if _follows(lines[at], line) and abs(line.box.left - heading.box.left) < 0.02:
            return () if hits[k] or starts_anew(line, own) else _trimmed(line.words)
    return ()


def _below(
    lines: Sequence[Line],
    hits: list[list[Hit]],
    at: int,
    label: Label,
    margin: float,
    own: Own,
) -> tuple[Line, ...]:
    """Return the lines that a value goes on in."""
    if not label.wraps:
        return ()
    flows = label.field.startswith(("section.", "imaging.conclusion", "medication"))
    taken: list[Line] = []
    before = lines[at]
    empty = len(hits[at]) == 1 and hits[at][0].end >= len(lines[at].words)
    for k, line in enumerate(lines[at + 1 :], start=at + 1):
        if not _follows(before, line):
            if line.box.top > before.box.bottom + 2.5 * before.box.height:
                break
            continue
        fits = before.box.right + line.words[0].box.width + 0.02 <= margin
        listed = flows and empty and (not taken or (not hits[k] and _same_bullet(taken[0], line)))
        if starts_anew(line, own) and not listed:
            break
        if fits and not flows and not (empty and not taken):
            break
        taken.append(line)
        before = line
    return tuple(taken)


def _same_bullet(first: Line, line: Line) -> bool:
    """Say whether two lines are items of one list: both begin with the same sign."""
    return line.words[0].text == first.words[0].text and line.words[0].text in "-–+*•"


def _follows(before: Line, line: Line) -> bool:
    """Say whether `line` is the next line of writing under `before`, in the same column."""
    high = max(before.box.height, line.box.height)
    under = before.box.middle + 0.5 * high < line.box.middle < before.box.bottom + 2.2 * high
    return under and line.box.left < before.box.right and line.box.right > before.box.left - 0.02


def _zone(words: Sequence[Word], hit: Hit, end: int, margin: float) -> Box:
    heading = words[hit.end - 1].box
    right = words[end].box.left if end < len(words) else max(margin, heading.right)
    return Box(heading.right, heading.top, max(heading.right, right), heading.bottom)
