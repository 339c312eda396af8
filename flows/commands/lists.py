"""`sohoa status`, `sohoa list`, `sohoa show`."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from flows.commands.options import BATCH, JSON
from flows.house import House, opened
from flows.messages import tr
from flows.names import batch_name, printable
from flows.screen import result, result_json, result_table
from models.errors import ImbalanceError, RejectReason, UsageError
from models.signature import TOLD
from storage import keys
from storage.rows import Balance, DocumentRow

Which = Annotated[str | None, typer.Argument(help="A batch; else all.", metavar="[BATCH]")]
Document = Annotated[str, typer.Argument(help="Id of a document, or its first letters.")]


def status(batch: Which = None, as_json: JSON = False) -> int:
    """Show how the pages of one batch or of all add up, and what was refused.

    The exit code is 6 where they do not add up.

    Examples:
      sohoa status
      sohoa status week-47 --json
    """
    with opened() as house:
        found = (
            (house.catalogue.balances.of(batch_name(batch)),)
            if batch
            else house.catalogue.balances.all()
        )
        if as_json:
            said = [balance.as_json() for balance in found]
            result_json(said[0] if batch else said)
        else:
            _write(found)
            _write_declared(house, found)
            _write_disposed(house, found)
    if all(balance.balanced for balance in found):
        return 0
    return ImbalanceError.exit_code


def list_documents(batch: BATCH = None, as_json: JSON = False) -> int:
    """List the documents: type, patient, fields, how many of them wait for a person.

    Examples:
      sohoa list
      sohoa list --batch week-47 --json
    """
    from flows import listing

    with opened() as house:
        rows = house.catalogue.documents.find(batch=batch_name(batch) if batch else None)
        entries = listing.entries(house, rows)
    if as_json:
        result_json([asdict(entry) for entry in entries])
    else:
        listing.entries_table(entries)
    return 0


def show(document: Document, as_json: JSON = False) -> int:
    """Show one document: its fields, where they stand on the paper, what waits and why.

    Examples:
      sohoa show d3f0a1c2b
      sohoa show d3f0a1c2b --json
    """
    from flows import keeping, stays
    from flows.tasks import told

    with opened() as house:
        row = find_document(house, document)
        said = json.loads(house.store.get(keys.record(row.id, row.version, "record.json")))
        tasks = [task for task in house.catalogue.tasks.of(row.id) if task.state == "open"]
        house.catalogue.audit.seen("view", [row.id], {"version": row.version})
        kept = keeping.told(house, row)
        stay = stays.of_document(house, row.id)
        scan_row = house.catalogue.scans.get(row.sha256)
    signed = scan_row.signatures if scan_row else ()
    waiting = {task.path: task.reason for task in tasks}
    if as_json:
        result_json(
            {
                "record": said,
                "version": row.version,
                "state": row.state,
                "review": row.review,
                "waiting": waiting,
                "retention": kept,
                "stay": stays.as_json(stay) if stay else None,
                "signatures": [asdict(one) for one in signed],
            }
        )
        return 0
    result(f"{row.id}  v{row.version}  {tr(row.type)}  {tr(row.review)}")
    scan = said["scan"]
    result(
        tr(
            "{file}, pages {pages}",
            file=printable(scan["file_name"]),
            pages=", ".join(map(str, scan["pages"])),
        )
    )
    for one in signed:
        names = {"signer": printable(one.signer) or "?", "told": tr(TOLD[one.state])}
        result(tr("signature of {signer}: {told}", **names))
    for line in [*_kept(kept), *(stays.told(stay) if stay else ())]:
        result(line)
    heads = [tr("field"), tr("value"), tr("text"), tr("confidence"), tr("status"), tr("page")]
    rows = [
        (
            path,
            field["value"],
            field["text"],
            field["confidence"],
            tr(field["status"]),
            field["page"],
            field["box"] and ", ".join(f"{edge:.3f}" for edge in field["box"]),
            told(waiting[path]) if path in waiting else "",
        )
        for path, field in _fields(said)
    ]
    result_table([*heads, tr("box"), tr("waits")], rows)
    for path, reason in sorted(waiting.items()):
        if path.startswith("pages."):
            number = path.removeprefix("pages.")
            result(tr("page {number}: scan it again: {reason}", number=number, reason=told(reason)))
    return 0


def _kept(kept: dict[str, Any]) -> list[str]:
    """Return in words until when a document is kept, and what else is to be kept of it."""
    lines = [tr("until when it is kept is not known yet")]
    if kept["until"]:
        days = {key: kept[key] for key in ("since", "until")}
        lines = [tr("kept until {until}: {kind}, since {since}", kind=tr(kept["kind"]), **days)]
    if kept["holds"]:
        numbers = ", ".join(map(str, kept["holds"]))
        lines.append(tr("legal hold: {numbers}", numbers=numbers))
    if kept["paper"]:
        lines.append(tr("the sheet of paper itself is to be kept"))
    return lines


def find_document(house: House, wanted: str) -> DocumentRow:
    """Return the document with this id or the only one whose id begins so; UsageError else."""
    if row := house.catalogue.documents.get(wanted):
        return row
    if wanted in house.catalogue.disposals.documents():
        raise UsageError(f"{wanted}: the document was disposed of; the audit tells when and why.")
    every = house.catalogue.documents.find(superseded=True, withdrawn=True)
    found = [row for row in every if row.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{wanted}: {len(found)} documents begin so. Give more letters.")
    raise UsageError(f"{wanted}: there is no such document. See sohoa list.")


def _fields(said: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return every field of a record with its path, in order."""
    found: list[tuple[str, dict[str, Any]]] = []

    def walk(path: str, thing: object) -> None:
        if isinstance(thing, dict) and "confidence" in thing and "value" in thing:
            found.append((path, thing))
        elif isinstance(thing, dict):
            for key, part in thing.items():
                walk(f"{path}.{key}" if path else key, part)
        elif isinstance(thing, list):
            for place, part in enumerate(thing):
                walk(f"{path}.{place}", part)

    walk("", {key: part for key, part in said.items() if key not in ("scan", "sections")})
    return found


def _write_disposed(house: House, found: tuple[Balance, ...]) -> None:
    for one in found:
        if pages := house.catalogue.disposals.pages(one.batch):
            result(
                tr("{batch}: {pages} of these pages were disposed of", batch=one.batch, pages=pages)
            )


def _write_declared(house: House, found: tuple[Balance, ...]) -> None:
    """Write what the scan room said of the batches, and what it is to do."""
    from flows.handed import ticket, words

    for one in found:
        said = words(house.catalogue.batches.declared(one.batch))
        if said:
            result(f"{one.batch}: {said}")
            for line in ticket(one.batch, house.catalogue.batches.gaps(one.batch)):
                result(line)


def _write(found: tuple[Balance, ...]) -> None:
    columns = ("batch", "received", "filed", "blank", "rejected", "waiting", "duplicates")
    rows = [
        (
            *(getattr(balance, column) for column in columns),
            tr("yes") if balance.balanced else tr("NO"),
        )
        for balance in found
    ]
    result_table([tr(column) for column in (*columns, "balanced")], rows)
    refused = [
        (balance.batch, one.file, one.pages, tr(RejectReason(one.reason).value))
        for balance in found
        for one in balance.rejections
    ]
    if refused:
        result("")
        result_table([tr("batch"), tr("file"), tr("pages"), tr("reason")], refused)
