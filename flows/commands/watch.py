"""`sohoa watch`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.batch import FOLDERS
from flows.commands.options import JOBS
from flows.messages import tr
from flows.names import printable
from flows.screen import say
from models.errors import UsageError

Folder = Annotated[Path, typer.Argument(help="Folder that scanners write to.", metavar="FOLDER")]
Once = Annotated[bool, typer.Option("--once", help="End when all that lies there is taken.")]


def watch(
    folder: Folder, chart_per_folder: FOLDERS = False, once: Once = False, jobs: JOBS = None
) -> int:
    """Take scans from a folder as they are finished, until Ctrl-C.

    Each folder in it is a batch, with its manifest.csv if there is one. A file is taken when
    nobody writes it any more; once it is stored it goes to done, or to refused with the reason
    beside it (settings: watch). The folder may lie on a network share.

    Examples:
      sohoa watch /mnt/scanner
      sohoa watch /mnt/scanner --chart-per-folder --once
    """
    if not folder.is_dir():
        raise UsageError(
            tr("{path}: there is no such file or folder.", path=printable(str(folder)))
        )
    from flows.arrivals import Arrivals
    from flows.capacity import jobs_of
    from flows.seen import metrics
    from flows.settings import home_of, load
    from flows.watch import Watching

    settings, _ = load(os.environ)
    say(tr("Watching {path}. Ctrl-C ends it.", path=printable(str(folder))))
    metrics.serve(settings.metrics)
    arrivals, home = Arrivals(folder, settings.watch), home_of(os.environ)
    watching = Watching(arrivals, jobs_of(settings, jobs), home, chart_per_folder)
    return watching.watch(once=once)
