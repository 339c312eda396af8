"""Options that several commands have."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from models.errors import UsageError

BATCH = Annotated[str | None, typer.Option("--batch", help="Only this batch.")]
DOCUMENT = Annotated[
    str | None, typer.Option("--document", help="Only this document, by id or its first letters.")
]
JOBS = Annotated[
    int | None, typer.Option("--jobs", min=1, help="Pages read side by side; else all cores.")
]
JSON = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]
DRY_RUN = Annotated[bool, typer.Option("--dry-run", help="Only list what would be done.")]
WHERE = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="CONDITION", help="Only where this holds; all that are given."),
]
IDENTITY = Annotated[
    bool,
    typer.Option(
        "--identity", help="Identity papers too, which are otherwise left out of what is shared."
    ),
]
PLAIN_HTTP = Annotated[
    bool, typer.Option("--plain-http", help="Allow http to another machine, unprotected.")
]
YES = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
PATHS = Annotated[list[Path], typer.Argument(help="Files and folders of scans.", metavar="PATH...")]


def time_of(since: str | None) -> datetime | None:
    """Return the time of `--since`, without a zone where none is given; UsageError for no time."""
    try:
        return datetime.fromisoformat(since) if since is not None else None
    except ValueError as error:
        raise UsageError(
            "--since is a date or time as in 2026-11-22 or 2026-11-22T08:00."
        ) from error
