"""Operations and procedures."""

from collections.abc import Iterator, Sequence

from extractors.context import assertion
from extractors.dates import find_moment
from extractors.doctors import person
from extractors.fields import field, item, within
from extractors.labels import Labelled
from extractors.language import entities
from extractors.tables import Row, by_prefix, rows_under
from models.document import Document
from models.page import Page
from models.record import DocumentType, Field, Item

VERSION = "2"
_NAME = "procedures " + VERSION

_COLUMNS = {
    "performed_on": ("gio ngay", "ngay gio", "ngay", "date"),
    "text": ("phuong phap p", "phuong phap thu thuat", "procedure", "operation"),
    "physician": ("bac si phau thuat", "phau thuat vien", "bac si thuc hien", "surgeon"),
}


_TELLING = (DocumentType.DISCHARGE_CERTIFICATE, DocumentType.RECORD_SUMMARY)
"""Forms that say how the patient was treated, when it is over."""


def extract(
    document: Document, labelled: Sequence[Labelled], *, model: bool = True
) -> tuple[Item, ...]:
    """Return the procedure that a form is about, or the rows of its table of operations.

    Without such a table the `model` finds what was done in the words on treatment.
    """
    rows = _from_tables(document)
    if document.type is not DocumentType.PROCEDURE_NOTE:
        return rows or (tuple(_told(labelled)) if model and document.type in _TELLING else ())
    found: dict[str, Field] = {}
    for hit in labelled:
        group, _, key = hit.field.partition(".")
        if group != "procedure" or key in found or not hit.every:
            continue
        if key == "performed_on":
            value = find_moment(hit.text)
            made = field(hit.page, hit.every, value, _NAME, sure=hit.likeness) if value else None
        elif key == "physician":
            made = person(hit.page, hit.words)
        else:
            text = hit.text.strip(" .,;:")
            made = field(hit.page, hit.every, text, _NAME, sure=0.96 * hit.likeness)
        if made is not None:
            found[key] = made
    if "text" not in found:
        return rows
    return (item(**{k: found[k] for k in ("text", "performed_on", "physician") if k in found}),)


def _told(labelled: Sequence[Labelled]) -> Iterator[Item]:
    for hit in labelled:
        if hit.field != "section.treatment":
            continue
        for entity in entities(hit.text):
            if entity.label != "PROCEDURE":
                continue
            if assertion(hit.text, entity.start, entity.end) != "present":
                continue
            words = within(hit.every, entity.start, entity.end)
            text = hit.text[entity.start : entity.end].strip(" .,;:")
            yield item(text=field(hit.page, words, text, _NAME, sure=0.9))


def _from_tables(document: Document) -> tuple[Item, ...]:
    """Return operations from a table headed by time, method and surgeon."""
    found: list[Item] = []
    for page in document.pages:
        for table in page.tables:
            for row in rows_under(table, by_prefix(_COLUMNS), ("text",)):
                if "text" not in row or not row["text"].words:
                    continue
                text = row["text"].text.split(" / ")[0].strip(" .,;")
                made = field(page, row["text"].words, text, _NAME, sure=0.9)
                found.append(
                    item(text=made, performed_on=_when(page, row), physician=_who(page, row))
                )
    return tuple(found)


def _when(page: Page, row: Row) -> Field | None:
    cell = row.get("performed_on")
    value = find_moment(cell.text) if cell is not None else None
    return field(page, cell.words, value, _NAME, sure=0.95) if cell is not None and value else None


def _who(page: Page, row: Row) -> Field | None:
    cell = row.get("physician")
    return person(page, cell.words) if cell is not None else None
