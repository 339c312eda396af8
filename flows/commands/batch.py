"""`sohoa batch declare`, `sohoa batch show`; and the options that say the same on a run."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import JSON
from flows.messages import tr
from flows.names import batch_name
from flows.screen import result, result_json, result_table

BOX = Annotated[str | None, typer.Option("--box", help="Label of the box that it came in.")]
SHELF = Annotated[str | None, typer.Option("--shelf", help="Where the box stands.")]
OPERATOR = Annotated[str | None, typer.Option("--operator", help="Who scanned it.")]
CHARTS = Annotated[
    int | None, typer.Option("--charts", min=0, help="How many charts were handed over.")
]
PAGES = Annotated[
    int | None, typer.Option("--pages", min=0, help="How many sides were scanned, blank ones too.")
]
MANIFEST = Annotated[
    Path | None,
    typer.Option("--manifest", help="List of its files or folders (CSV or XLSX).", metavar="FILE"),
]
FOLDERS = Annotated[bool, typer.Option("--chart-per-folder", help="Each folder is one chart.")]
SHOWN = 12
"""Digits of a scan's hash: enough to withdraw it by."""
Name = Annotated[str, typer.Argument(help="Name of the batch.", metavar="BATCH")]


def declare(
    name: Name,
    box: BOX = None,
    shelf: SHELF = None,
    operator: OPERATOR = None,
    charts: CHARTS = None,
    pages: PAGES = None,
    manifest: MANIFEST = None,
) -> int:
    """Say what a batch is, or correct what was said. What is not given stays.

    A batch that was stopped because its pages were not as declared goes on with the next run.

    Examples:
      sohoa batch declare week-47 --pages 118
      sohoa batch declare week-47 --box H-12 --shelf B3 --operator "Lê Thị Hoa"
      sohoa batch declare week-47 --manifest manifest.csv
    """
    from flows.handed import handed, settled, ticket, words
    from flows.house import opened
    from models.batch import Declared, checked

    told = checked(Declared(box, shelf, operator, charts, pages))
    said, name = handed(told, manifest, folders=False), batch_name(name)
    with opened() as house:
        batches = house.catalogue.batches
        batches.declare(name, said.declared, said.lines)
        if said.lines is not None:
            files = [one.file for one in batches.came(name)]
            batches.group(name, said.charts(files))
        now, gaps = batches.declared(name), settled(house, name)
    result(f"{name}: {words(now) or tr('nothing was declared')}")
    for line in ticket(name, gaps):
        result(line)
    return 0


def show(name: Name, as_json: JSON = False) -> int:
    """Show the files of a batch, what was declared of it, what came, and what it cost.

    Papers that its stays lack stand at the end.

    Examples:
      sohoa batch show week-47
      sohoa batch show week-47 --json
    """
    from flows import stays
    from flows.handed import ticket, words
    from flows.house import opened
    from flows.messages import spoken
    from review import cost

    name = batch_name(name)
    with opened() as house:
        batches = house.catalogue.batches
        papers = stays.of_batch(house, name)
        said, found, gaps = batches.declared(name), batches.found(name), batches.gaps(name)
        files, spent = batches.came(name), cost.cost(house.catalogue, house.store, name)
    if as_json:
        told = {"charts": found.charts, "pages": found.pages}
        differ = [asdict(gap) for gap in gaps]
        came = [asdict(one) for one in files]
        held = {"batch": name, "declared": asdict(said), "found": told, "differs": differ}
        charts = [stays.as_json(one) for one in papers]
        result_json(held | {"files": came, "cost": asdict(spent), "stays": charts})
        return 0
    rows = [(one.file, one.chart, one.pages, (one.sha256 or "")[:SHOWN]) for one in files]
    result_table([tr("file"), tr("chart"), tr("pages"), tr("scan")], rows)
    result(f"{name}: {words(said) or tr('nothing was declared')}")
    if found.charts is not None:
        result(tr("charts that came: {count}", count=found.charts))
    result(tr("pages that came: {count}", count=found.pages))
    for what, much in cost.rows(spent, spoken()):
        result(f"{what}: {much}")
    for line in [*ticket(name, gaps), *stays.lacking(papers)]:
        result(line)
    return 0
