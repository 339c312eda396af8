"""`sohoa find`."""

from datetime import date
from typing import Annotated

import typer

from flows.commands.options import BATCH, JSON
from flows.days import span
from flows.messages import tr
from flows.screen import result_json, result_table, say
from models.errors import UsageError
from models.record import DocumentType

MOST = 50
"""Documents that are shown."""

Words = Annotated[
    list[str] | None, typer.Argument(help='Words, with or without marks; "in order" in quotes.')
]
Patient = Annotated[
    str | None, typer.Option(help="A patient: name, key, or any number the papers bear.")
]
From = Annotated[
    str | None, typer.Option("--from", help="First day, month or year: 2023, 2023-05, 17/05/2023.")
]
To = Annotated[str | None, typer.Option("--to", help="Last day, month or year.")]
Type = Annotated[DocumentType | None, typer.Option("--type", help="Only papers of this type.")]
Code = Annotated[str | None, typer.Option(help="A code of a diagnosis: J18.9, or J18 for all.")]
Substance = Annotated[str | None, typer.Option(help="A substance: amoxicillin.")]


def find(
    words: Words = None,
    patient: Patient = None,
    first: From = None,
    last: To = None,
    kind: Type = None,
    code: Code = None,
    substance: Substance = None,
    batch: BATCH = None,
    as_json: JSON = False,
) -> int:
    """Find documents by their words and by what they are about.

    Words without tone marks find those with any; words with marks find only themselves. All
    that is asked for must be there. The best come first. A search is an event of the audit,
    without its words.

    Examples:
      sohoa find "viem phoi" --from 2023
      sohoa find --patient 079085001234 --type lab_report
      sohoa find --code J18 --substance amoxicillin --json
    """
    from dataclasses import asdict

    from flows.house import opened
    from flows.index import catch_up
    from flows.names import batch_name, printable
    from storage import terms
    from storage.query import Query
    from storage.search import RANKED

    start, end = _day(first, last=False), _day(last, last=True)
    asked = terms.phrases(" ".join(words or ()))
    marks = [
        terms.mark(name, value)
        for name, value in (
            ("who", patient),
            ("type", kind),
            ("code", code),
            ("substance", substance),
        )
        if value
    ]
    one_of = terms.between(start, end, date.today()) if start or end else []
    if not (asked or marks or one_of):
        raise UsageError("Say what to find: words, or one of the options.")
    name = batch_name(batch) if batch else None
    query = Query(tuple(asked), tuple(marks), tuple(one_of), name)
    with opened() as house:
        catch_up(house)
        hits, over = house.catalogue.search.find(query, MOST)
        house.catalogue.audit.note("search", "documents", {}, {"found": len(hits)})
        rows = {hit.document_id: house.catalogue.documents.get(hit.document_id) for hit in hits}
    if as_json:
        found = [
            asdict(hit) | {"type": row.type, "patient_key": row.patient_key}
            for hit in hits
            if (row := rows[hit.document_id])
        ]
        result_json({"documents": found, "more": over or len(hits) == MOST})
        return 0
    result_table(
        [tr("document"), tr("type"), tr("day"), tr("words")],
        [
            (hit.document_id[:9], tr(row.type), hit.day or "", printable(hit.snippet))
            for hit in hits
            if (row := rows[hit.document_id])
        ],
    )
    if over:
        say(tr("More than {count}: only those filed last were ranked. Ask for more.", count=RANKED))
    return 0


def _day(text: str | None, *, last: bool) -> str | None:
    """Return the first or last day of a day, month or year, ISO; UsageError where it is none."""
    if text is None:
        return None
    try:
        return span(text)[last].isoformat()
    except ValueError as error:
        raise UsageError("--from and --to are as in 2023, 2023-05 or 17/05/2023.") from error
