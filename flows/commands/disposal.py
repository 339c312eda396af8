"""`sohoa disposal list` and `sohoa dispose`."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import DRY_RUN, YES
from flows.messages import tr
from flows.screen import agreed, result, result_table, say
from models.errors import UsageError

if TYPE_CHECKING:
    from flows.house import House
    from storage.disposals import Why
    from storage.keeping import ScanTerm

SHOWN = 50
"""How many refused rows are told one by one."""

Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="What is due before this day; else today."),
]
Out = Annotated[Path, typer.Option("--out", help="The list to write, a new CSV file.")]
List = Annotated[Path, typer.Argument(help="An approved list of sohoa disposal list.")]
Approved = Annotated[
    str, typer.Option("--approved-by", metavar="NAME", help="Who approved the list.")
]
Reason = Annotated[
    str, typer.Option("--reason", help="Why, as in a decision's number; it names no patient.")
]


def list_due(out: Out, until: Until = None) -> int:
    """List the scans whose time is over and on which no hold is, for somebody to approve.

    Nothing is deleted. The list has ids, hashes, kinds, days and counts, and nothing of a
    patient. Lines may be taken out of it; what is changed is refused.

    Examples:
      sohoa disposal list --out due.csv
      sohoa disposal list --until 2027-01-01 --out due-2027.csv
    """
    from flows import disposal
    from flows.house import opened

    day = _day(until) if until else disposal.today()
    with opened() as house:
        found = disposal.write(house, out, day)
    result(tr("due: {rows} scans, {pages} pages", rows=found.rows, pages=found.pages))
    for why, count in sorted(found.left_out.items()):
        result(tr("left out: {count}: {why}", count=count, why=tr(why.value)))
    return 0


def dispose(
    file: List, approved_by: Approved, reason: Reason, dry_run: DRY_RUN = False, yes: YES = False
) -> int:
    """Delete for good what an approved list names: originals, and all that was made of them.

    Each row is looked at again: one that is not due any more, held, locked or changed is kept
    and told, and the exit code is then 2. Hash, approver and reason stay in the audit. Given
    again after an interruption, it goes on. Nothing brings back what was disposed of, but an
    older backup.

    Examples:
      sohoa dispose due.csv --approved-by "BS. Trần Văn Bình" --reason "QĐ 45/2026" --dry-run
      sohoa dispose due.csv --approved-by "BS. Trần Văn Bình" --reason "QĐ 45/2026" --yes
    """
    if not (approved_by.strip() and reason.strip()):
        raise UsageError("A disposal needs the name of who approved it, and a reason.")
    from flows import disposal
    from flows.house import opened
    from storage.disposals import Approval

    rows, sha256 = disposal.read(file)
    with opened() as house:
        question = tr("Delete {count} scans for good?", count=len(rows))
        if not dry_run and not agreed(question, yes=yes):
            return 0
        approval = Approval(approved_by.strip(), reason.strip(), sha256)
        done = list(disposal.dispose(house, rows, approval, dry_run=dry_run))
        _left(house)
    return _told(done, dry_run=dry_run)


def _told(done: "list[tuple[ScanTerm, Why | None]]", *, dry_run: bool) -> int:
    gone = sum(why is None for _, why in done)
    said = "would be disposed of: {count}" if dry_run else "disposed of: {count}"
    result(tr(said, count=gone))
    kept = [(one.sha256[:12], tr(why.value)) for one, why in done if why]
    if not kept:
        return 0
    counts = Counter(why for _, why in kept)
    result("; ".join(tr("kept: {count}: {why}", count=n, why=why) for why, n in counts.items()))
    result_table([tr("scan"), tr("why it is kept")], kept[:SHOWN])
    return UsageError.exit_code


def _left(house: "House") -> None:
    """Tell of scans that another list began to dispose of."""
    if left := house.catalogue.disposals.unfinished():
        say(
            tr(
                "{count} scans of another list were begun and are not gone yet: give it again.",
                count=len(left),
            )
        )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError("--until is a day as in 2027-01-01.") from None
