"""`sohoa campaign import`, `set`, `show`, `report`."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import DRY_RUN, JSON
from flows.messages import tr, tr_error
from flows.names import printable
from flows.screen import result, result_json, say
from models.campaign.values import Value
from models.errors import UsageError

SHOWN = 20
"""How many bad rows are told one by one."""

List = Annotated[Path, typer.Argument(help="The inventory: CSV or XLSX.", metavar="FILE")]
Which = Annotated[Value, typer.Argument(help="What is entered.", metavar="NAME")]
Text = Annotated[str, typer.Argument(help="A number, or a day.", metavar="VALUE")]
Source = Annotated[
    str, typer.Option("--source", help="Where the value is from: a decision, a survey, a bill.")
]
Skip = Annotated[bool, typer.Option("--skip-bad", help="Load what is left without bad rows.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the report.", metavar="DIR")]


def import_inventory(file: List, skip_bad: Skip = False, dry_run: DRY_RUN = False) -> int:
    """Declare what is to be converted, in place of what was declared before.

    The columns are year (of discharge), department, box, charts, and pages where they were
    counted; Vietnamese or English headings. A list with bad rows is not taken; each is told.

    Examples:
      sohoa campaign import inventory.xlsx --dry-run
      sohoa campaign import inventory.xlsx
    """
    from flows.campaign import inventory
    from flows.house import opened

    found = inventory(file)
    for heading, column in found.columns.items():
        say(tr("{column}: from the column {heading}", column=tr(column), heading=heading))
    for problem in found.problems[:SHOWN]:
        say(tr("line {line}: {what}", line=problem.line, what=tr_error(problem.what)))
    if len(found.problems) > SHOWN:
        say(tr("... and {count} more", count=len(found.problems) - SHOWN))
    if found.problems and not skip_bad:
        raise UsageError("The inventory has bad rows: mend them, or give --skip-bad.")
    said = "would declare: {charts} charts in {count} lines"
    if not dry_run:
        with opened() as house:
            changed = house.catalogue.campaign.declare(found.lines, found.sha256)
        said = "declared: {charts} charts in {count} lines"
        said = said if changed else "{charts} charts in {count} lines: nothing to change"
    charts = sum(one.charts for one in found.lines)
    result(tr(said, charts=charts, count=len(found.lines)))
    return 0


def set_value(name: Which, value: Text, source: Source) -> int:
    """Enter what nobody can count: the chosen date, a wage, a price, a wait on paper.

    Money is in VND. Who entered it and when is kept with it.

    Examples:
      sohoa campaign set target 31/12/2027 --source "Decision 123/QĐ-BV"
      sohoa campaign set wage 45000 --source "pay roll 2026"
      sohoa campaign set paper_wait 35 --source "20 requests timed in the record room, 10/2026"
    """
    from flows.house import opened
    from models.campaign.values import LONGEST, checked

    text, source = checked(name, value), " ".join(source.split())
    if not source or len(source) > LONGEST:
        raise UsageError("Say where the value is from, in a line.")
    with opened() as house:
        changed = house.catalogue.campaign.enter(name, text, source)
    result(f"{name.value}: {text}" if changed else tr("nothing to change"))
    return 0


def show(as_json: JSON = False) -> int:
    """Count anew, and show how far the conversion is, when it ends and what it costs.

    Examples:
      sohoa campaign show
      sohoa campaign show --json
    """
    from flows import campaign
    from flows.house import opened
    from flows.messages import spoken
    from review.campaign.figures import Figures
    from review.campaign.words import Words

    with opened() as house:
        told = campaign.now(house)
    if as_json:
        result_json(campaign.as_json(told))
        return 0
    words = Words(told, spoken())
    result(words.inventory())
    for one in Figures(told, spoken()).all():
        result(f"{one.name}: {one.text}" + (f" ({one.small})" if one.small else ""))
    say(words.foot())
    return 0


def report(out: Out = Path()) -> int:
    """Count anew, and write the report for the director: campaign-DAY.pdf (PDF/A-2b).

    It holds counts alone: no patient, no document.

    Examples:
      sohoa campaign report --out reports --lang vi
    """
    from flows import campaign
    from flows.delivery import put
    from flows.house import opened
    from flows.messages import spoken
    from review.campaign.pdf import pdf

    with opened() as house:
        told = campaign.now(house)
        house.catalogue.audit.note("report", "campaign:report", {}, {"counted": told.counted.at})
    target = out / f"campaign-{told.counted.at[:10]}.pdf"
    try:
        out.mkdir(parents=True, exist_ok=True)
        put(target, pdf(told, spoken()))
    except OSError as error:
        raise UsageError(f"The report cannot be written there ({error.strerror}).") from error
    result(tr("written: {path}", path=printable(str(target))))
    return 0
