"""`sohoa export`."""

from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import BATCH, DOCUMENT
from flows.messages import tr
from flows.screen import result, say
from models.errors import UsageError

if TYPE_CHECKING:
    from flows.house import House
    from storage.rows import DocumentRow

HOSPITAL_TIME = timezone(timedelta(hours=7))
"""The time of a date that is given without a zone: all of Viet Nam has one."""


class Format(StrEnum):
    """What documents are written as."""

    RECORD = "record"
    FHIR = "fhir"
    CHART = "chart"


Out = Annotated[Path, typer.Argument(help="Folder to write to; made if need be.", metavar="OUT")]
Since = Annotated[
    str | None, typer.Option(help="Only what was filed since then: 2026-11-22 or 2026-11-22T08:00.")
]
Verified = Annotated[
    bool, typer.Option("--verified", help="Only documents of which nothing waits for a person.")
]
Kind = Annotated[Format, typer.Option("--format", help="What to write.")]


def export(
    out: Out,
    batch: BATCH = None,
    document: DOCUMENT = None,
    since: Since = None,
    verified: Verified = False,
    kind: Kind = Format.RECORD,
) -> int:
    """Write the current version of every document, a folder each, or of every patient a file.

    record: a folder holds record.json, text.txt, document.pdf (searchable, archival) and
    fhir.json (FHIR R4). fhir: fhir.json alone. chart: all documents of a patient in one PDF
    with bookmarks.

    What was written before is replaced whole; other files are left alone.

    Examples:
      sohoa export out/
      sohoa export out/ --batch week-47 --verified
      sohoa export out/ --since 2026-11-22
      sohoa export charts/ --format chart
    """
    say(tr("Writing to {folder} ...", folder=str(out)))
    from flows.charts import charts
    from flows.delivery import STORED, deliver
    from flows.house import opened

    with opened() as house:
        rows = chosen(house, batch, document, since, verified=verified)
        if kind is Format.CHART:
            result(tr("charts written: {count}", count=charts(house, rows, out)))
            alone = sum(row.patient_key is None for row in rows)
            if alone:
                say(tr("documents linked to no patient, in no chart: {count}", count=alone))
            return 0
        gone = deliver(house, rows, out, STORED if kind is Format.RECORD else ())
    result(tr("documents written: {count}", count=len(rows)))
    if gone:
        result(tr("folders taken away, their documents are no longer current: {count}", count=gone))
    return 0


def chosen(
    house: "House",
    batch: str | None,
    document: str | None,
    since: str | None,
    *,
    verified: bool,
    outdated: bool = False,
) -> "tuple[DocumentRow, ...]":
    """Return the documents that the options name, with `outdated` also those not current."""
    from flows.commands.lists import find_document
    from flows.names import batch_name

    if batch:
        house.catalogue.balances.of(batch_name(batch))  # says so where there is none
    return house.catalogue.documents.find(
        batch=batch_name(batch) if batch else None,
        document=find_document(house, document).id if document else None,
        since=_time(since),
        verified=verified,
        superseded=outdated,
        withdrawn=outdated,
    )


def _time(since: str | None) -> datetime | None:
    if since is None:
        return None
    try:
        time = datetime.fromisoformat(since)
    except ValueError as error:
        raise UsageError(
            "--since is a date or time as in 2026-11-22 or 2026-11-22T08:00."
        ) from error
    return time if time.tzinfo else time.replace(tzinfo=HOSPITAL_TIME)
