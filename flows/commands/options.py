"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

BATCH = Annotated[str | None, typer.Option("--batch", help="Only this batch.")]
DOCUMENT = Annotated[
    str | None, typer.Option("--document", help="Only this document, by id or its first letters.")
]
JOBS = Annotated[
    int | None, typer.Option("--jobs", min=1, help="Pages read side by side; else all cores.")
]
JSON = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]
DRY_RUN = Annotated[bool, typer.Option("--dry-run", help="Only list what would be done.")]
YES = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
PATHS = Annotated[list[Path], typer.Argument(help="Files and folders of scans.", metavar="PATH...")]
