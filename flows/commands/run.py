"""`sohoa run`."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.batch import BOX, CHARTS, FOLDERS, MANIFEST, OPERATOR, PAGES, SHELF
from flows.commands.options import DRY_RUN, JOBS, JSON, PATHS
from flows.interrupt import ENDED
from flows.messages import tr, tr_error
from flows.names import batch_name, batch_of
from flows.screen import result, result_json, say

if TYPE_CHECKING:
    from flows.discover import Findings
    from flows.house import House
    from flows.run import Ended

Name = Annotated[
    str | None, typer.Option("--batch", help="Name of the batch; else that of the first PATH.")
]

Urgent = Annotated[
    bool, typer.Option("--urgent", help="Before all else: other runs wait with their next page.")
]


def run(
    paths: PATHS,
    batch: Name = None,
    box: BOX = None,
    shelf: SHELF = None,
    operator: OPERATOR = None,
    charts: CHARTS = None,
    pages: PAGES = None,
    manifest: MANIFEST = None,
    chart_per_folder: FOLDERS = False,
    jobs: JOBS = None,
    urgent: Urgent = False,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> int:
    """Digitise scans: files, and folders with all that is in them.

    PDF, TIFF, JPEG, PNG, BMP and WebP are read. The same command given again goes on where
    an earlier one ended; what is done already is not done twice. A file that cannot be read
    is told and kept, and the rest goes on.

    Examples:
      sohoa run scans/
      sohoa run monday.pdf tuesday.pdf --batch week-47
      sohoa run emergency.pdf --urgent
      sohoa run scans/ --dry-run
      sohoa run box-12/ --box H-12 --shelf B3 --operator Hoa --pages 118
      sohoa run box-12/ --manifest box-12/manifest.csv --chart-per-folder
    """
    # Said before anything large is loaded: a person sees that something happens.
    say(tr("Looking for scans ..."))
    name = batch_name(batch) if batch else batch_of(paths[0])
    from flows import run as job
    from flows.capacity import jobs_of
    from flows.discover import discover
    from flows.handed import handed, without
    from flows.house import opened
    from flows.settings import home_of, load
    from models.batch import Declared, checked

    told = checked(Declared(box, shelf, operator, charts, pages))
    said = handed(told, manifest, folders=chart_per_folder)
    findings = without(discover(paths, leave_out=home_of(os.environ)), manifest)
    _tell(findings)
    if dry_run:
        from flows.plan import plan

        return plan(findings, name, jobs_of(load(os.environ)[0], jobs), as_json=as_json)
    with opened() as house:
        many = jobs_of(house.settings, jobs)
        ended = job.run(house, name, findings, many, said, urgent=urgent)
        return _report(house, name, ended, as_json=as_json, alone=_alone(paths))


def _report(house: "House", name: str, ended: "Ended", *, as_json: bool, alone: bool) -> int:
    """Write what the run came to; return the exit code."""
    from flows import report, stays
    from flows.handed import ticket

    summary = report.summary(house, name, ended, None if as_json else report.MOST_ROWS)
    if as_json:
        result_json(summary.as_json())
    else:
        report.write(summary)
    for line in report.refusals(ended):
        say(line)
    code = report.exit_code(ended, balanced=summary.balance.balanced, alone=alone)
    if ended.trouble:
        say(tr_error(str(ended.trouble)))
    for line in ticket(name, ended.gaps):
        say(line)
    if not (ended.stopped or ended.trouble):
        for line in stays.brief(house, name):
            say(line)
    if ended.stopped or ended.trouble:
        say(tr("To go on: {command}", command=_again(name)))
    elif not as_json and not code:
        say(
            tr(
                "Next: sohoa export OUT --batch {batch}   or   sohoa list --batch {batch}",
                batch=name,
            )
        )
    if not as_json:
        result(f"batch: {name}")
    return ENDED if ended.stopped else code


def _tell(findings: "Findings") -> None:
    say(tr("files: {count}", count=len(findings.files)))
    if findings.skipped:
        say(
            tr(
                "{count} files beside them are no scans by their names (.md, .txt, .json, .csv, "
                ".xml, .ini, .db, .log) and are left aside.",
                count=findings.skipped,
            )
        )


def _again(name: str) -> str:
    """Return the command that goes on."""
    given = [word for word in sys.argv[1:] if word != "--json"]
    named = any(word == "--batch" or word.startswith("--batch=") for word in given)
    return shlex.join(["sohoa", *given] + ([] if named else ["--batch", name]))


def _alone(paths: list[Path]) -> bool:
    return len(paths) == 1 and not paths[0].is_dir()
