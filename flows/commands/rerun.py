"""`sohoa rerun`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import BATCH, DOCUMENT, DRY_RUN, JOBS, WHERE, YES
from flows.interrupt import ENDED
from flows.messages import tr, tr_error
from flows.screen import agreed, result, result_table, say
from models.errors import UsageError

if TYPE_CHECKING:
    from flows.again import Plan
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
    where: WHERE = None,
    jobs: JOBS = None,
    dry_run: DRY_RUN = False,
    yes: YES = False,
) -> int:
    """Do a stage and all after it again: for a batch, a document's scan, some, or all.

    From split, extract, link or file on, no page is read again. A new version is made of a
    document only where it then says something else; older versions stay, and so does what
    stewards said. A scan is done again whole: with --where, if of one of its documents all
    conditions hold. A condition is KEY=VALUE, also with != < <= > >=; keys are batch, type,
    received, filed, day (that the paper bears), software, model.NAME, confidence, reason (why
    it waits) and query (words in it).

    Examples:
      sohoa rerun --from extract --batch week-47
      sohoa rerun --from read --document d3f0a1c2b
      sohoa rerun --from read --where "confidence<0.7" --where type=lab_report --dry-run
      sohoa rerun --from extract --where "model.extractors!=41" --where received=2026-11
      sohoa rerun --from extract --all --dry-run
    """
    if [bool(batch), bool(document), every, bool(where)].count(True) != 1:
        raise UsageError("Say which: --batch BATCH, --document DOCUMENT, --where ... or --all.")
    say(tr("Looking for scans ..."))
    from flows import again, report
    from flows import run as job
    from flows import where as conditions
    from flows.capacity import jobs_of
    from flows.commands.lists import find_document
    from flows.house import opened

    asked = conditions.where(where) if where else None
    with opened() as house:
        identity = find_document(house, document).id if document else None
        rows = again.scans(house, batch, identity, asked)
        many = jobs_of(house.settings, jobs)
        if dry_run:
            _show(house, rows, again.plan(house, rows, stage.value, many))
            return 0
        if not agreed(tr("Do {count} scans again?", count=len(rows)), yes=yes):
            return 0
        before = again.versions(house, rows)
        ended = job.again(house, [row.sha256 for row in rows], stage.value, many)
        changed = len(again.versions(house, rows) - before)
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


def _show(house: "House", rows: "tuple[ScanRow, ...]", plan: "Plan") -> None:
    """Write what a rerun would do."""
    result_table(
        [tr("file"), tr("pages")],
        [(house.catalogue.receipts.names(row.sha256).file_name, row.pages) for row in rows],
    )
    result(tr("stages: {stages}", stages=" ".join(plan.stages)))
    result(
        tr(
            "scans: {scans}, pages: {pages}, about {minutes} minutes",
            scans=plan.scans,
            pages=plan.pages,
            minutes=-(-plan.seconds // 60),
        )
    )
    result(
        tr(
            "documents: {documents}; made with other settings, models or lists: {otherwise}",
            documents=plan.documents,
            otherwise=plan.otherwise,
        )
    )
