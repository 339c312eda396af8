"""`sohoa verify`."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import JSON
from flows.messages import tr, tr_error
from flows.screen import result, result_json, say
from models.errors import StoreError

if TYPE_CHECKING:
    from flows.house import House
    from flows.whole.faults import Fault

Repair = Annotated[bool, typer.Option("--repair", help="Make again what can be made again.")]
Quick = Annotated[
    bool, typer.Option("--quick", help="Look what is there; do not read every object's bytes.")
]


def verify(repair: Repair = False, quick: Quick = False, as_json: JSON = False) -> int:
    """Prove that store, catalogue and audit are whole: one line for each fault.

    Every object is held against its hash, every row against the audit and its objects, every
    event of the audit against the one before, locks and legal holds of an S3 server against
    what is to be kept. Nothing is changed without --repair, which makes again what is derived,
    sets locks and holds, and then looks anew. The exit code is 5 where anything is not
    whole. The last line names the newest event of the audit: kept elsewhere, on paper for
    one, it proves later that no event was taken away.

    Examples:
      sohoa verify
      sohoa verify --quick
      sohoa verify --repair
      sohoa verify --json
    """
    say(tr("Looking ..."))
    from flows.house import opened
    from flows.whole.faults import Kind
    from flows.whole.repair import Repairs

    with opened() as house:
        faults = _looked(house, quick=quick, told=not as_json)
        made: list[str] = []
        if repair and faults:
            repairs = Repairs(house, all(fault.kind is not Kind.AUDIT for fault in faults))
            made = repairs.every(faults)
            say(tr("Made again: {count}. Looking again ...", count=len(made)))
            faults = _looked(house, quick=quick, told=not as_json)
        number, sha256 = house.catalogue.audit.head()
    if as_json:
        lines = [
            {"kind": one.kind.value, "subject": one.subject, "what": one.what} for one in faults
        ]
        head = {"event": number, "hash": sha256}
        result_json({"whole": not faults, "faults": lines, "repaired": made, "audit": head})
    else:
        result(tr("faults: {count}", count=len(faults)) if faults else tr("all is whole"))
        result(tr("audit: event {number}, hash {sha256}", number=number, sha256=sha256))
    return StoreError.exit_code if faults else 0


def _looked(house: "House", *, quick: bool, told: bool) -> "list[Fault]":
    """Return the faults; with `told` each is written as it is found."""
    from flows.progress import progress
    from flows.whole.faults import Look
    from flows.whole.verify import total, verify

    faults = []
    with progress(total(house)) as done:
        for fault in verify(house, Look(quick, done)):
            faults.append(fault)
            if told:
                result(f"{tr(fault.kind.value)}: {fault.subject}: {tr_error(fault.what)}")
    return faults
