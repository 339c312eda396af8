"""`sohoa export`."""

import os
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import BATCH, DOCUMENT, IDENTITY, time_of
from flows.messages import tr
from flows.screen import result, say
from models.errors import UsageError
from models.forms import is_identity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exports.deidentify.secret import Secret
    from flows.house import House
    from storage.rows import DocumentRow

    Writer = Callable[[House, Sequence[DocumentRow], Path], None]


class Format(StrEnum):
    """What documents are written as."""

    RECORD = "record"
    FHIR = "fhir"
    INSURER = "insurer"
    TABLE = "table"
    CHART = "chart"
    COPY = "copy"
    IPS = "ips"


SHARED = (Format.CHART, Format.COPY, Format.IPS)
"""What is handed to others: identity papers are left out of it."""


class Also(StrEnum):
    """What a summary tells beside what a person looked at."""

    AUTO = "auto"


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
With = Annotated[
    Also | None,
    typer.Option(
        "--with", help="Summaries also tell what was accepted by threshold, marked as unchecked."
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
    also: With = None,
    identity: IDENTITY = False,
) -> int:
    """Write the current version of every document: a folder each, tables, stays or charts.

    record: a folder holds record.json, text.txt, document.pdf (searchable, archival) and
    fhir.json (FHIR R4). fhir: fhir.json alone. insurer: an XML for each stay with the tables
    of the social insurer that paper fills, and missing.json with what is left empty, and why.
    table: documents, fields, medications and lab_results as Parquet and as CSV. chart: all
    documents of a patient in one PDF with bookmarks. copy: a PDF of each document with a line
    at its foot that says when, by whom and on what decision it was converted; signed, where
    sohoa sign has signed it.

    ips: a summary of each patient of these documents for another hospital, as a FHIR document:
    problems, medications, allergies, procedures, results, each once, of what people verified.

    Charts, copies, summaries and de-identified tables leave identity papers out; --identity has
    them in charts and copies.

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
      sohoa export share/ --format ips
    """
    from flows.anew import file_due
    from flows.house import opened

    write = _writer(kind, deidentify=deidentify, also=also, identity=identity)
    say(tr("Writing to {folder} ...", folder=str(out)))
    with opened() as house:
        file_due(house)
        rows = chosen(house, batch, document, since, verified=verified)
        told = [row.id for row in rows if identity or not left_out(row, kind, deidentify)]
        # Before the files are there: nothing leaves the house without an event.
        house.catalogue.audit.seen("export", told, {"format": kind.value})
        if apart := len(rows) - len(told):
            say(tr("identity papers left out: {count}", count=apart))
        write(house, rows, out)
    return 0


def _writer(kind: Format, *, deidentify: bool, also: Also | None, identity: bool) -> "Writer":
    if deidentify and kind is not Format.TABLE:
        raise UsageError("--deidentify is for tables alone: add --format table.")
    if also and kind is not Format.IPS:
        raise UsageError("--with is for summaries alone: add --format ips.")
    if identity and kind not in (Format.CHART, Format.COPY):
        raise UsageError("--identity is for charts and copies: add --format chart or copy.")
    if deidentify:
        return partial(_tables, secret=_secret())
    if also is Also.AUTO:
        return partial(_summaries, unchecked=True)
    if identity:
        return partial(_charts if kind is Format.CHART else _copies, identity=True)
    return WRITERS[kind]


def left_out(row: "DocumentRow", kind: Format, deidentify: bool = False) -> bool:
    """Return whether a document is an identity paper that what is shared leaves out."""
    return is_identity(row.form) and (deidentify or kind in SHARED)


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


def _charts(
    house: "House", rows: "Sequence[DocumentRow]", out: Path, identity: bool = False
) -> None:
    from flows.charts import charts

    written = charts(house, rows, out, identity=identity)
    result(tr("charts written: {count}", count=written))
    alone = sum(row.patient_key is None for row in rows)
    if alone:
        say(tr("documents linked to no patient, in no chart: {count}", count=alone))


def _copies(
    house: "House", rows: "Sequence[DocumentRow]", out: Path, identity: bool = False
) -> None:
    from flows.copies import copies

    kept = [row for row in rows if identity or not left_out(row, Format.COPY)]
    count, signed = copies(house, kept, out)
    result(tr("copies written: {count}, of them signed: {signed}", count=count, signed=signed))


def _summaries(
    house: "House", rows: "Sequence[DocumentRow]", out: Path, unchecked: bool = False
) -> None:
    from flows.sharing import share

    told, nothing = share(house, rows, out, unchecked=unchecked)
    result(tr("summaries written: {count}", count=told))
    if nothing:
        say(tr("patients of whom nothing may be told yet, without one: {count}", count=nothing))
    alone = sum(row.patient_key is None for row in rows)
    if alone:
        say(tr("documents of which it is not sure whose they are, in none: {count}", count=alone))


WRITERS: "dict[Format, Writer]" = {
    Format.RECORD: _folders,
    Format.FHIR: _bundles,
    Format.INSURER: _claims,
    Format.TABLE: _tables,
    Format.CHART: _charts,
    Format.COPY: _copies,
    Format.IPS: _summaries,
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
