"""`sohoa tasks list`, `assign`, `release`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import JSON
from flows.messages import tr
from flows.screen import result, result_json, result_table
from models.errors import UsageError
from models.record import DocumentType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storage.filters import Filter
    from storage.queue import Queue
    from storage.rows import TaskRow

SHOWN = 200
"""How many tasks a table has; with --json all are written."""
PORTION = 5000
LEAST_PREFIX = 6

Batch = Annotated[
    str | None, typer.Option("--batch", help="Only of scans that this batch brought first.")
]
Type = Annotated[DocumentType | None, typer.Option("--type", help="Only of this type of document.")]
Reason = Annotated[
    str | None, typer.Option("--reason", help="Only those that wait for this reason, by its code.")
]
Mine = Annotated[
    str | None, typer.Option("--mine", metavar="NAME", help="Only those that this person has.")
]
Which = Annotated[
    list[str], typer.Argument(help="Ids of tasks, or their first letters.", metavar="TASK...")
]
To = Annotated[str, typer.Option("--to", metavar="NAME", help="The account that is to decide.")]


def list_tasks(
    batch: Batch = None,
    kind: Type = None,
    reason: Reason = None,
    mine: Mine = None,
    as_json: JSON = False,
) -> int:
    """List what waits for a person: what must come first, then the oldest; and how much.

    Examples:
      sohoa tasks list
      sohoa tasks list --batch week-47 --reason unreadable
      sohoa tasks list --mine lan.nguyen --json
    """
    from flows.house import opened
    from flows.names import batch_name
    from storage.filters import Filter

    asked = Filter(
        batch=batch_name(batch) if batch else None,
        type=kind.value if kind else None,
        reason=reason,
        mine=mine,
    )
    with opened() as house:
        queue = house.catalogue.queue
        counts = queue.counts(asked)
        rows = list(_every(queue, asked)) if as_json else list(queue.list(asked, SHOWN))
    if as_json:
        result_json({"tasks": [_as_json(row) for row in rows], "reasons": dict(counts)})
        return 0
    _table(rows)
    _counts(counts, len(rows))
    return 0


def assign(task: Which, to: To) -> int:
    """Hand tasks over to a person; nobody else is given them until they are released.

    Examples:
      sohoa tasks assign t3f0a1c2b t91c0d2e4 --to lan.nguyen
    """
    from flows.house import opened

    with opened() as house:
        queue = house.catalogue.queue
        count = queue.assign(_ids(queue, task), to)
    result(tr("handed over to {name}: {count}", name=to, count=count))
    return 0


def release(task: Which) -> int:
    """Give tasks back to whoever comes next: they are nobody's then.

    Examples:
      sohoa tasks release t3f0a1c2b
    """
    from flows.house import opened

    with opened() as house:
        queue = house.catalogue.queue
        count = queue.release(_ids(queue, task))
    result(tr("released: {count}", count=count))
    return 0


def _every(queue: "Queue", asked: "Filter") -> "Iterator[TaskRow]":
    rows = queue.list(asked, PORTION)
    while rows:
        yield from rows
        rows = queue.list(asked, PORTION, rows[-1])


def _ids(queue: "Queue", begun: list[str]) -> list[str]:
    """Return whole ids of open tasks; UsageError where one begins none, or several."""
    found = [queue.begun(one) if len(one) >= LEAST_PREFIX else () for one in begun]
    for one, ids in zip(begun, found, strict=True):
        if len(ids) != 1:
            raise UsageError(f"{one}: no open task, or several, whose id begins so.")
    return list(dict.fromkeys(ids[0] for ids in found))


def _as_json(row: "TaskRow") -> dict[str, object]:
    hidden = ("same", "shown", "department")
    return {key: value for key, value in asdict(row).items() if key not in hidden}


def _table(rows: "list[TaskRow]") -> None:
    from flows.tasks import told

    heads = ["task", "document", "type", "field", "waits", "since", "whose"]
    cells = [
        (
            row.id[:9],
            row.document_id[:9],
            tr(row.type),
            row.path,
            told(row.reason),
            row.made_at[:10],
            row.assigned_to or row.claimed_by or "",
        )
        for row in rows
    ]
    result_table([tr(head) for head in heads], cells)


def _counts(counts: "Mapping[str, int]", shown: int) -> None:
    from flows.tasks import told

    if (more := sum(counts.values()) - shown) > 0:
        result(tr("... and {count} more", count=more))
    for reason, count in counts.items():
        result(f"{count:>7}  {told(reason)}")
