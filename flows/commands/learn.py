"""`sohoa learn`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import DRY_RUN, JSON, time_of
from flows.messages import tr
from flows.screen import result, result_json, result_table, say
from models.errors import UsageError

if TYPE_CHECKING:
    from flows.house import House
    from flows.learning.learn import Gathered, Learnt

SHIPPED = "what the program comes with"
AGAIN = "Filed already: sohoa rerun --from extract --all"
SAID = {
    "few": "Too little was said yet: nothing was learnt.",
    "same": "What was learnt is in use already.",
    "worse": "A figure would become worse: all stays as it is.",
    "even": "No figure would become better: all stays as it is.",
    "better": "No figure becomes worse, and one or more better.",
}
"""What a person is told of each outcome."""

Since = Annotated[
    str | None, typer.Option(help="Only what was said since then: 2026-11-22 or 2026-11-22T08:00.")
]
Data = Annotated[
    Path | None,
    typer.Option("--data", help="Only write what was said to this new file, as training data."),
]
Undo = Annotated[bool, typer.Option("--undo", help="Use again what was in use before.")]


def learn(
    since: Since = None,
    data: Data = None,
    undo: Undo = False,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> int:
    """Learn from what stewards said how sure values are, and use that where it is better.

    A third of the scans is held back. What was learnt from the others is used only where no
    figure of those held back becomes worse. What is filed already changes with sohoa rerun
    --from extract. The file of --data holds patient text.

    Examples:
      sohoa learn --dry-run
      sohoa learn --since 2026-11-01
      sohoa learn --undo
      sohoa learn --data corrections.ndjson
    """
    from flows.house import opened
    from flows.learning.learn import gather
    from storage.clock import iso

    if undo and (since or data or dry_run):
        raise UsageError("--undo goes alone.")
    moment = time_of(since)
    with opened() as house:
        if undo:
            return _undo(house)
        say(tr("Reading what stewards said ..."))
        gathered = gather(house, iso(moment) if moment else "")
        if gathered.unread:
            left = "scans left out, as their readings are not kept: {count}"
            say(tr(left, count=gathered.unread))
        if data:
            return _write(house, gathered, data)
        return _learn(house, gathered, dry_run=dry_run, as_json=as_json)


def _undo(house: "House") -> int:
    if not house.catalogue.lexicons.unlearn():
        raise UsageError("Nothing that was learnt is in use: there is nothing to undo.")
    now = house.catalogue.lexicons.learnt()
    result(tr("in use now: {weights}", weights=now.sha256[:12] if now else tr(SHIPPED)))
    say(tr(AGAIN))
    return 0


def _write(house: "House", gathered: "Gathered", path: Path) -> int:
    from flows.learning.data import encoded, write

    documents = sorted({label.document_id for label in gathered.labels})
    house.catalogue.audit.seen("export", documents, {"format": "training"})
    write(path, encoded(gathered.labels))
    count = len(gathered.labels)
    result(tr("values written: {count}; the file holds patient text", count=count))
    return 0


def _learn(house: "House", gathered: "Gathered", *, dry_run: bool, as_json: bool) -> int:
    from flows.learning import learn as learning

    learnt = learning.learn(house, gathered)
    better = learnt.outcome is learning.Outcome.BETTER
    weights = learning.install(house, learnt) if better and not dry_run else None
    if as_json:
        result_json(_as_json(learnt, weights))
        return 0
    _tables(learnt)
    result(tr(SAID[learnt.outcome.value]))
    if weights:
        result(tr("in use now: {weights}", weights=weights[:12]))
        say(tr(AGAIN))
    return 0


def _tables(learnt: "Learnt") -> None:
    needs = [(tr(need.what), need.there, need.least) for need in learnt.needs]
    result_table([tr("what was said"), tr("there are"), tr("needed")], needs)
    if not learnt.figures:
        return
    heads = ["figure", "group", "in use", "learnt", ""]
    rows = [
        (
            tr(figure.name),
            tr(figure.group) if figure.group else "",
            f"{figure.before:.4f}",
            f"{figure.after:.4f}",
            tr("worse") if figure.worse else tr("better") if figure.better else "",
        )
        for figure in learnt.figures
    ]
    result_table([tr(head) if head else "" for head in heads], rows)


def _as_json(learnt: "Learnt", weights: str | None) -> dict[str, object]:
    return {
        "outcome": learnt.outcome.value,
        "weights": weights,
        "needs": [asdict(need) for need in learnt.needs],
        "figures": [asdict(figure) for figure in learnt.figures],
        "without_readings": learnt.gathered.unread,
    }
