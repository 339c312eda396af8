"""Operations and procedures."""

from collections.abc import Sequence

from extractors.dates import find_moment
from extractors.encounter import person
from extractors.fields import derived, field, item
from extractors.labels import Labelled
from models.document import Document
from models.record import DocumentType, Field, Item
from models.text import fold

VERSION = "1"
_NAME = "procedures " + VERSION


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Item, ...]:
    """Return the procedure that a form is about, or the rows of its table of operations."""
    rows = _from_tables(document)
    if document.type is not DocumentType.PROCEDURE_NOTE:
        return rows
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


def _from_tables(document: Document) -> tuple[Item, ...]:
    """Return operations from a table headed by time, method and surgeon."""
    found = []
    for page in document.pages:
        for table in page.tables:
            rows = table.rows
            heads = [fold(cell.text) for cell in rows[0]] if rows else []
            at = next((k for k, head in enumerate(heads) if head.startswith("phuong phap p")), None)
            if at is None:
                continue
            for row in rows[1:]:
                if at >= len(row) or not row[at].words:
                    continue
                text = row[at].text.split(" / ")[0].strip(" .,;")
                made = field(page, row[at].words, text, _NAME, sure=0.9)
                when = find_moment(row[0].text) if at else None
                who = person(page, row[at + 1].words) if at + 1 < len(row) else None
                done = derived(field(page, row[0].words, when, _NAME), when) if when else None
                found.append(item(text=made, performed_on=done, physician=who))
    return tuple(found)
