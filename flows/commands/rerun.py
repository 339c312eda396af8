"""`sohoa rerun`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import BATCH, DOCUMENT, DRY_RUN, JOBS, YES
from flows.interrupt import ENDED
from flows.messages import tr, tr_error
from flows.screen import agreed, result, result_table, say
from models.errors import UsageError

if TYPE_CHECKING:
    from flows.house import House
    from storage.rows import ScanRow


class Stage(StrEnum):
    """A stage of the way of a scan."""

    INGEST = "ingest"
    CLEAN = "clean"
    READ = "read"
    SPLIT = "split"
    EXTRACT = "extract"
    LINK = "link"
    FILE = "file"


From = Annotated[Stage, typer.Option("--from", help="The first stage that is done again.")]
All = Annotated[bool, typer.Option("--all", help="All scans.")]


def rerun(
    stage: From = Stage.INGEST,
    batch: BATCH = None,
    document: DOCUMENT = None,
    every: All = False,
    jobs: JOBS = None,
    dry_run: DRY_RUN = False,
    yes: YES = False,
) -> int:
    """Do a stage and all after it again, for one batch, one document's scan, or all.

    From split, extract, link or file on, no page is read again. A new version is made of a
    document only where it then says something else; older versions stay.

    Examples:
      sohoa rerun --from extract --batch week-47
      sohoa rerun --from read --document d3f0a1c2b
      sohoa rerun --from extract --all --dry-run
    """
    if [bool(batch), bool(document), every].count(True) != 1:
        raise UsageError("Say which: --batch BATCH, --document DOCUMENT or --all.")
    say(tr("Looking for scans ..."))
    from flows import report
    from flows import run as job
    from flows.house import opened

    with opened() as house:
        rows = _scans(house, batch, document)
        if dry_run:
            result_table(
                [tr("file"), tr("pages")],
                [(house.catalogue.receipts.names(row.sha256).file_name, row.pages) for row in rows],
            )
            return 0
        if not agreed(tr("Do {count} scans again?", count=len(rows)), yes=yes):
            return 0
        before = _versions(house, rows)
        ended = job.again(house, [row.sha256 for row in rows], stage.value, jobs or job.cores())
        changed = len(_versions(house, rows) - before)
        for problem in job.problems(ended):
            say(problem)
    result(
        tr(
            "scans done again: {count}; new versions of documents: {changed}",
            count=sum(not end.problem for end in ended.outcomes),
            changed=changed,
        )
    )
    if ended.trouble:
        say(tr_error(str(ended.trouble)))
    return ENDED if ended.stopped else report.exit_code(ended, balanced=True, alone=False)


def _scans(house: "House", batch: str | None, document: str | None) -> "list[ScanRow]":
    """Return the scans that are meant, but for those refused, withdrawn or disposed of."""
    from flows.commands.lists import find_document
    from flows.names import batch_name

    if document:
        row = house.catalogue.scans.get(find_document(house, document).sha256)
        rows = [row] if row else []
    else:
        if batch:
            house.catalogue.balances.of(batch_name(batch))  # says so where there is none
        rows = list(house.catalogue.scans.of(batch_name(batch) if batch else None))
    return [row for row in rows if row.state != "rejected" and not (row.withdrawn or row.disposed)]


def _versions(house: "House", rows: "list[ScanRow]") -> set[tuple[str, int]]:
    return {
        (row.id, row.version)
        for scan in rows
        for row in house.catalogue.documents.find(sha256=scan.sha256)
    }
