"""Ordered drugs: where their words stand, in tables, in lines and in running text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.doctors import DOCTOR
from extractors.fields import Words
from extractors.headings import starts_anew
from extractors.labels import Labelled
from extractors.lexicon import nearest_drug
from extractors.tables import by_prefix, rows_under
from models.document import Document
from models.page import Cell, Line, Page, Table, Word
from models.record import DocumentType

_MASS = r"mcg|µg|ug|mg|mạ|mq|g|ml|mL|UI|IU|U|%|đơn vị"
_PER = r"mcg|µg|mg|g|ml|mL|viên|gói|liều|UI|IU|%"
STRENGTH = re.compile(
    rf"(?<![\w.,])(?P<strength>\d+(?:[.,]\d+)?\s*(?P<unit>{_MASS})"
    rf"(?:\s*/\s*\d*(?:[.,]\d+)?\s*(?:{_PER}))?)(?!\w)"
)
NUMBER = re.compile(r"^\W*(?:\d{1,2}\s*[.)/]\s*|[-–+•*~>]+\s*|\d{1,2}\s+(?=[A-ZĐ]))")
_RUN_ON = re.compile(r"(?<=[^\W\d_]{4})(?=\d+(?:[.,]\d+)?\s?(?:m[gq]|g|mcg|ml)\b)")
_CARE = re.compile(r"chăm sóc|c\.?s\.? cấp|chế độ ăn|hộ lý|theo dõi", re.IGNORECASE)
"""What a treatment sheet orders beside drugs."""
_COLUMNS = {
    "head": ("ten thuoc", "thuoc", "drug", "medicine", "medication"),
    "count": ("so luong", "sl", "quantity", "qty"),
    "form": ("dvt", "don vi", "unit"),
    "taken": ("cach dung", "lieu dung", "huong dan", "directions", "dosage"),
}
WRITTEN_IN = frozenset(
    {DocumentType.PRESCRIPTION, DocumentType.TREATMENT_SHEET, DocumentType.OTHER}
)
"""Papers that drugs are ordered on, line by line."""


@dataclass(frozen=True, slots=True)
class Order:
    """The words of one ordered drug: what it is, how many, in what form, how to take it."""

    page: Page
    head: Words
    count: Words = ()
    form: Words = ()
    taken: Words = ()


def written(words: Words) -> str:
    """Return the words of a head, a strength that ran into the name parted: `Omeprazol20mg`."""
    return _RUN_ON.sub(" ", " ".join(word.text for word in words))


def orders(document: Document, labelled: Sequence[Labelled]) -> Iterator[Order]:
    """Yield the orders of a document in reading order."""
    for page in document.pages:
        in_tables: set[Line] = set()
        for table in page.tables:
            rows = list(_in_table(page, table))
            if rows:
                in_tables |= {line for cell in table.cells for line in cell.lines}
                yield from rows
            elif document.type in WRITTEN_IN:
                for cell in table.cells:
                    in_tables |= set(cell.lines)
                    yield from _in_lines(page, [line.words for line in cell.lines])
        if document.type in WRITTEN_IN or document.language == "en":
            yield from _in_lines(page, _rows(page, in_tables))
    if document.type not in WRITTEN_IN:
        for hit in labelled:
            if hit.field == "medication" and document.language == "vi":
                yield from _in_running_text(hit)


def _rows(page: Page, taken: set[Line]) -> list[Words]:
    """Return the lines outside tables, those side by side joined."""
    rows: list[list[Word]] = []
    for line in page.lines:
        if line in taken:
            continue
        if (
            rows
            and abs(rows[-1][-1].box.middle - line.box.middle) < 0.5 * line.box.height
            and (line.box.left >= rows[-1][-1].box.right)
        ):
            rows[-1] += line.words
        else:
            rows.append(list(line.words))
    return list(rows)


def drug_rows(table: Table) -> list[dict[str, Cell]]:
    """Return the rows of a table of drugs, cells by `Order`'s names; its head says which is which.

    A table of other things has none.
    """
    rows = rows_under(table, by_prefix(_COLUMNS), ("head",))
    return [row for row in rows if "head" in row]


def _in_table(page: Page, table: Table) -> Iterator[Order]:
    for row in drug_rows(table):
        words = {name: cell.words for name, cell in row.items()}
        if any(len(word.text) > 2 for word in words.get("head", ())):
            yield Order(page, **words)


def _in_lines(page: Page, lines: Sequence[Words]) -> Iterator[Order]:
    """Yield orders written as a head line and the lines of directions under it."""
    head: Words = ()
    taken: list[Word] = []
    for words in lines:
        text = written(words)
        if _is_head(text):
            if head:
                yield Order(page, head, taken=tuple(taken))
            head, taken = words, []
        elif head and _goes_on(head, taken, words, text):
            taken += words
        elif head:
            yield Order(page, head, taken=tuple(taken))
            head, taken = (), []
    if head:
        yield Order(page, head, taken=tuple(taken))


def _is_head(text: str) -> bool:
    """Say whether a line begins an order; without its number or dash it must name a known drug."""
    strength = STRENGTH.search(text)
    if strength is None:
        return False
    before = NUMBER.sub("", text[: strength.start()]).strip()
    named = len(before) >= 3 and before[:1].isupper() and ":" not in before
    if not named or NUMBER.match(text):
        return named
    return nearest_drug(before.split("(")[0].strip(" -")) is not None


def _goes_on(head: Words, taken: Sequence[Word], words: Words, text: str) -> bool:
    last = (taken or head)[-1].box
    near = words[0].box.top < last.bottom + 1.5 * last.height
    ends = (
        NUMBER.match(text)
        or _CARE.match(text)
        or DOCTOR.search(text)
        or starts_anew(Line(tuple(words)))
    )
    return near and not ends and len(taken) < 30


def _in_running_text(hit: Labelled) -> Iterator[Order]:
    """Yield the drugs of a list in a sentence, parted by commas outside brackets."""
    part: list[Word] = []
    depth = 0
    for word in hit.every:
        depth += word.text.count("(") - word.text.count(")")
        part.append(word)
        if depth <= 0 and word.text.endswith((",", ";", ".")):
            yield Order(hit.page, tuple(part))
            part = []
    if part:
        yield Order(hit.page, tuple(part))
