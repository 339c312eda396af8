"""`sohoa export`."""

from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import BATCH, DOCUMENT
from flows.messages import tr
from flows.screen import result, say
from models.errors import UsageError

HOSPITAL_TIME = timezone(timedelta(hours=7))
"""The time of a date that is given without a zone: all of Viet Nam has one."""


class Format(StrEnum):
    """What documents are written as."""

    RECORD = "record"


Out = Annotated[Path, typer.Argument(help="Folder to write to; made if need be.", metavar="OUT")]
Since = Annotated[
    str | None, typer.Option(help="Only what was filed since then: 2026-11-22 or 2026-11-22T08:00.")
]
Verified = Annotated[
    bool, typer.Option("--verified", help="Only documents of which nothing waits for a person.")
]
Kind = Annotated[Format, typer.Option("--format", help="What to write.")]


def export(
    out: Out,
    batch: BATCH = None,
    document: DOCUMENT = None,
    since: Since = None,
    verified: Verified = False,
    kind: Kind = Format.RECORD,
) -> int:
    """Write the current version of every document, a folder each.

    A folder holds record.json, text.txt and document.pdf (searchable, archival). Folders
    that were written before are replaced whole; other files are left alone.

    Examples:
      sohoa export out/
      sohoa export out/ --batch week-47 --verified
      sohoa export out/ --since 2026-11-22
    """
    say(tr("Writing to {folder} ...", folder=str(out)))
    from flows.commands.lists import find_document
    from flows.delivery import deliver
    from flows.house import opened
    from flows.names import batch_name

    with opened() as house:
        rows = house.catalogue.documents.find(
            batch=batch_name(batch) if batch else None,
            document=find_document(house, document).id if document else None,
            since=_time(since),
            verified=verified,
        )
        if batch:
            house.catalogue.balances.of(batch_name(batch))  # says so where there is none
        gone = deliver(house, rows, out)
    result(tr("documents written: {count}", count=len(rows)))
    if gone:
        result(tr("folders taken away, their documents are no longer current: {count}", count=gone))
    return 0


def _time(since: str | None) -> datetime | None:
    if since is None:
        return None
    try:
        time = datetime.fromisoformat(since)
    except ValueError as error:
        raise UsageError(
            "--since is a date or time as in 2026-11-22 or 2026-11-22T08:00."
        ) from error
    return time if time.tzinfo else time.replace(tzinfo=HOSPITAL_TIME)
