"""`sohoa hold add`, `remove` and `list`."""

from dataclasses import asdict
from typing import Annotated

import typer

from flows.commands.options import JSON
from flows.messages import tr
from flows.screen import result, result_json, result_table
from models.errors import UsageError

Document = Annotated[
    str | None, typer.Option("--document", help="A document, by id or its first letters.")
]
Scan = Annotated[
    str | None, typer.Option("--scan", help="A scan, by its SHA-256 or its first letters.")
]
Patient = Annotated[
    str | None, typer.Option("--patient", help="A patient, by our key or the register's number.")
]
Batch = Annotated[str | None, typer.Option("--batch", help="A batch.")]
Reason = Annotated[
    str, typer.Option("--reason", help="Why, as in a file number; it names no patient.")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
Number = Annotated[int, typer.Argument(help="Number of the hold, as sohoa hold list shows it.")]
All = Annotated[bool, typer.Option("--all", help="Those too that were lifted.")]


def add(
    reason: Reason,
    by: By,
    document: Document = None,
    scan: Scan = None,
    patient: Patient = None,
    batch: Batch = None,
) -> int:
    """Put a legal hold on a document, scan, patient or batch.

    What is held is not disposed of, however old, until the hold is removed. A hold on a
    document holds its whole scan; one on a patient also what is filed later, and what may be
    the patient's. On a server with object lock the originals are held there too.

    Examples:
      sohoa hold add --patient 25012345 --reason "court file 12/2026" --by "Lê Thị Hoa"
      sohoa hold add --batch week-47 --reason "inspection" --by "Lê Thị Hoa"
    """
    given = {"document": document, "scan": scan, "patient": patient, "batch": batch}
    named = [(kind, subject) for kind, subject in given.items() if subject]
    if len(named) != 1:
        raise UsageError("Say what to hold: --document, --scan, --patient or --batch.")
    _said(reason, by)
    from flows import keeping
    from flows.house import opened

    with opened() as house:
        placed = house.catalogue.holds.place(*named[0], reason.strip(), by.strip())
        scans = house.catalogue.holds.scans(placed.number)
        keeping.hold(house, scans, on=True)
    result(tr("hold {number}: scans held: {count}", number=placed.number, count=len(scans)))
    return 0


def remove(number: Number, by: By) -> int:
    """Lift a legal hold. What other holds are on stays held.

    Examples:
      sohoa hold remove 3 --by "Lê Thị Hoa"
    """
    _said(by)
    from flows import keeping
    from flows.house import opened

    with opened() as house:
        holds = house.catalogue.holds
        if holds.get(number).lifted_by is not None:
            result(tr("hold {number} was lifted before", number=number))
            return 0
        scans = holds.scans(number)
        # The server's first: if this is interrupted, the catalogue still holds them.
        on = holds.on(scans)
        keeping.hold(house, [one for one in scans if on[one] == {number}], on=False)
        holds.lift(number, by.strip())
    result(tr("hold {number} is lifted", number=number))
    return 0


def list_holds(every: All = False, as_json: JSON = False) -> int:
    """Show the legal holds: on what, why, who placed them and when.

    Examples:
      sohoa hold list
      sohoa hold list --all --json
    """
    from flows.house import opened

    with opened() as house:
        found = house.catalogue.holds.all(lifted=every)
    if as_json:
        result_json([asdict(one) for one in found])
        return 0
    heads = ["number", "held", "which", "reason", "placed by", "placed at", "lifted by"]
    rows = [
        (
            one.number,
            tr(one.kind),
            one.subject,
            one.reason,
            one.placed_by,
            one.placed_at,
            one.lifted_by,
        )
        for one in found
    ]
    result_table([tr(head) for head in heads], rows)
    return 0


def _said(*words: str) -> None:
    if not all(word.strip() for word in words):
        raise UsageError("A hold needs a reason and the name of who says so.")
