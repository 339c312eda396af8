"""`sohoa export`."""

import os
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import BATCH, DOCUMENT, time_of
from flows.messages import tr
from flows.screen import result, say
from models.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exports.deidentify.secret import Secret
    from flows.house import House
    from storage.rows import DocumentRow


class Format(StrEnum):
    """What documents are written as."""

    RECORD = "record"
    FHIR = "fhir"
    INSURER = "insurer"
    TABLE = "table"
    CHART = "chart"
    COPY = "copy"


Out = Annotated[Path, typer.Argument(help="Folder to write to; made if need be.", metavar="OUT")]
Since = Annotated[
    str | None, typer.Option(help="Only what was filed since then: 2026-11-22 or 2026-11-22T08:00.")
]
Verified = Annotated[
    bool, typer.Option("--verified", help="Only documents of which nothing waits for a person.")
]
Deidentify = Annotated[
    bool,
    typer.Option(
        "--deidentify",
        help="Tables without names, addresses, numbers, exact dates; needs SOHOA_DEIDENTIFY_KEY.",
    ),
]
Kind = Annotated[Format, typer.Option("--format", help="What to write.")]


def export(
    out: Out,
    batch: BATCH = None,
    document: DOCUMENT = None,
    since: Since = None,
    verified: Verified = False,
    kind: Kind = Format.RECORD,
    deidentify: Deidentify = False,
) -> int:
    """Write the current version of every document: a folder each, tables, stays or charts.

    record: a folder holds record.json, text.txt, document.pdf (searchable, archival) and
    fhir.json (FHIR R4). fhir: fhir.json alone. insurer: an XML for each stay with the tables
    of the social insurer that paper fills, and missing.json with what is left empty, and why.
    table: documents, fields, medications and lab_results as Parquet and as CSV. chart: all
    documents of a patient in one PDF with bookmarks. copy: a PDF of each document with a line
    at its foot that says when, by whom and on what decision it was converted; signed, where
    sohoa sign has signed it.

    What was written before is replaced whole; other files are left alone.

    Examples:
      sohoa export out/
      sohoa export out/ --batch week-47 --verified
      sohoa export out/ --since 2026-11-22
      sohoa export claims/ --format insurer --batch week-47
      sohoa export tables/ --format table
      sohoa export research/ --format table --deidentify
      sohoa export charts/ --format chart
      sohoa export copies/ --format copy --batch week-47
    """
    from flows.anew import file_due
    from flows.house import opened

    if deidentify and kind is not Format.TABLE:
        raise UsageError("--deidentify is for tables alone: add --format table.")
    write = partial(_tables, secret=_secret()) if deidentify else WRITERS[kind]
    say(tr("Writing to {folder} ...", folder=str(out)))
    with opened() as house:
        file_due(house)
        rows = chosen(house, batch, document, since, verified=verified)
        # Before the files are there: nothing leaves the house without an event.
        house.catalogue.audit.seen("export", [row.id for row in rows], {"format": kind.value})
        write(house, rows, out)
    return 0


def _folders(house: "House", rows: "Sequence[DocumentRow]", out: Path) -> None:
    from flows.delivery import STORED, deliver

    _delivered(rows, deliver(house, rows, out, STORED))


def _bundles(house: "House", rows: "Sequence[DocumentRow]", out: Path) -> None:
    from flows.delivery import deliver

    _delivered(rows, deliver(house, rows, out, ()))


def _delivered(rows: "Sequence[DocumentRow]", gone: int) -> None:
    result(tr("documents written: {count}", count=len(rows)))
    if gone:
        result(tr("folders taken away, their documents are no longer current: {count}", count=gone))


def _claims(house: "House", rows: "Sequence[DocumentRow]", out: Path) -> None:
    from flows.insurer import insurer

    stays, missing = insurer(house, rows, out)
    result(tr("stays written: {count}", count=stays))
    result(tr("values missing, see missing.json: {count}", count=missing))


def _tables(
    house: "House", rows: "Sequence[DocumentRow]", out: Path, secret: "Secret | None" = None
) -> None:
    from flows.tables import tables

    result(tr("documents in tables: {count}", count=tables(house, rows, out, secret)))


def _secret() -> "Secret":
    from exports.deidentify.secret import secret

    return secret(os.environ)


def _charts(house: "House", rows: "Sequence[DocumentRow]", out: Path) -> None:
    from flows.charts import charts

    result(tr("charts written: {count}", count=charts(house, rows, out)))
    alone = sum(row.patient_key is None for row in rows)
    if alone:
        say(tr("documents linked to no patient, in no chart: {count}", count=alone))


def _copies(house: "House", rows: "Sequence[DocumentRow]", out: Path) -> None:
    from flows.copies import copies

    count, signed = copies(house, rows, out)
    result(tr("copies written: {count}, of them signed: {signed}", count=count, signed=signed))


WRITERS: "dict[Format, Callable[[House, Sequence[DocumentRow], Path], None]]" = {
    Format.RECORD: _folders,
    Format.FHIR: _bundles,
    Format.INSURER: _claims,
    Format.TABLE: _tables,
    Format.CHART: _charts,
    Format.COPY: _copies,
}


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
        since=time_of(since),
        verified=verified,
        superseded=outdated,
        withdrawn=outdated,
    )
