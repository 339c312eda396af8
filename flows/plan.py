"""`--dry-run`: what a run would do, and what it would take."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.discover import Findings
from flows.house import opened
from flows.messages import tr
from flows.receive import look
from flows.screen import result, result_json, result_table
from flows.settings import home_of, load
from models.errors import ScanRefused
from models.settings import Settings

PAGE_SECONDS = 4.0
"""What a page takes on one core, by measurement of the samples."""
PAGE_BYTES = 100_000
"""What is kept of a page beside the scan itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One file of a plan; `doing` is `digitise`, `nothing` (done already) or `refuse`."""

    file: str
    pages: int
    doing: str
    reason: str | None = None


def plan(findings: Findings, batch: str, jobs: int, *, as_json: bool) -> int:
    """Write what a run would do; nothing is made or changed. Return the exit code."""
    settings, _ = load(os.environ)
    looks = [(file, look(file, settings.limits)) for file in findings.files]
    steps, size, seen = [], 0, _done(home_of(os.environ), settings)
    for file, scan in looks:
        if isinstance(scan, ScanRefused):
            steps.append(Step(file.name, scan.pages, "refuse", scan.reason.value))
            continue
        steps.append(Step(file.name, scan.pages, "nothing" if scan.sha256 in seen else "digitise"))
        size += 0 if scan.sha256 in seen else scan.size
        seen.add(scan.sha256)
    pages = sum(step.pages for step in steps if step.doing == "digitise")
    seconds, space = round(pages * PAGE_SECONDS / jobs), size + pages * PAGE_BYTES
    if as_json:
        result_json(
            {
                "batch": batch,
                "steps": [asdict(step) for step in steps],
                "pages": pages,
                "seconds": seconds,
                "bytes": space,
            }
        )
    else:
        result_table(
            [tr("file"), tr("pages"), tr("what")],
            [(step.file, step.pages, _said(step)) for step in steps],
        )
        result(
            tr(
                "pages to digitise: {pages}; about {minutes} minutes and {space} MB",
                pages=pages,
                minutes=-(-seconds // 60),
                space=-(-space // 1_000_000),
            )
        )
        result(f"batch: {batch}")
    return 0


def _done(home: Path, settings: Settings) -> set[str]:
    """Return the scans that are done; a home that is not there yet is not made."""
    if not settings.catalogue.url and not (home / "catalogue.sqlite").exists():
        return set()
    with opened() as house:
        rows = house.catalogue.scans.of()
    return {row.sha256 for row in rows if row.state in ("filed", "rejected")}


def _said(step: Step) -> str:
    return f"{tr(step.doing)} ({tr(step.reason)})" if step.reason else tr(step.doing)
