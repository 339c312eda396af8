"""`sohoa report`."""

from pathlib import Path
from typing import Annotated

import typer

from flows.messages import tr
from flows.names import batch_name, printable
from flows.screen import result
from models.errors import UsageError

Name = Annotated[str, typer.Argument(help="Name of the batch.", metavar="BATCH")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the report.", metavar="DIR")]


def report(name: Name, out: Out = Path()) -> int:
    """Write the report of a batch: one HTML page that needs nothing else, and a PDF.

    What was declared and what came, how its pages add up, pictures of the pages that were
    rejected or must be scanned again, what waits and why, which papers its stays lack. It holds
    names of files and pictures of pages: keep it where patients' papers may lie.

    Examples:
      sohoa report week-47
      sohoa report week-47 --out reports --lang vi
    """
    from flows.delivery import put
    from flows.house import opened
    from flows.index import catch_up
    from flows.messages import spoken
    from review.report import html
    from review.report import report as made
    from review.report_pdf import pdf
    from storage import clock

    name, said = batch_name(name), spoken()
    with opened() as house:
        catch_up(house)
        told = made(house.catalogue, house.store, house.settings, house.rules, name, clock.now())
        house.catalogue.audit.note("report", f"batch:{name}", {}, {"pictures": len(told.shots)})
    try:
        out.mkdir(parents=True, exist_ok=True)
        for ending, data in (("html", html(told, said)), ("pdf", pdf(told, said))):
            target = out / f"{name}.{ending}"
            put(target, data)
            result(tr("written: {path}", path=printable(str(target))))
    except OSError as error:
        raise UsageError(f"The report cannot be written there ({error.strerror}).") from error
    return 0
