"""`sohoa rescan`."""

from pathlib import Path
from typing import Annotated

import typer

from flows.messages import tr
from flows.screen import result, say
from models.errors import UsageError

Scan = Annotated[Path, typer.Argument(help="The new scan.", metavar="FILE")]
Document = Annotated[
    str, typer.Option("--document", help="The document, by id or its first letters.")
]
Numbers = Annotated[
    list[int] | None,
    typer.Option("--page", help="Page of its scan, in the order of FILE; may be repeated."),
]


def rescan(file: Scan, document: Document, page: Numbers = None) -> int:
    """Put a new scan of pages in the place of the old ones, in the same document.

    The old scan stays as it was received, and the desk can take this back. What stewards said of
    the page's fields is kept where the fields are found again.

    Examples:
      sohoa rescan page-3.jpg --document d3f0a1c2b --page 3
      sohoa rescan two-pages.pdf --document d3f0a1c2b --page 3 --page 4
    """
    if not page:
        raise UsageError("Say which page it is: --page NUMBER.")
    say(tr("Looking for scans ..."))
    from flows.anew import file_due
    from flows.commands.lists import find_document
    from flows.house import opened
    from flows.rescan import replace

    with opened() as house:
        row = find_document(house, document)
        replace(house, row, file, page)
        file_due(house, row.sha256)
        now = house.catalogue.documents.find(sha256=row.sha256)
    ids = [one.id for one in now if {*page} & {*one.numbers}]
    result(tr("scanned again; now in: {documents}", documents=", ".join(ids) or "–"))
    return 0
