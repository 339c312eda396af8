"""`sohoa diff`."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import BATCH, DOCUMENT, JSON, WHERE, time_of
from flows.messages import tr
from flows.names import printable
from flows.screen import result, result_json, result_table, say
from models.errors import UsageError

if TYPE_CHECKING:
    from flows.differences import Compared, Difference

MOST = 1000
"""Differences that are listed on a terminal; `--json` has them all."""

Since = Annotated[
    str | None,
    typer.Option(help="Against what was filed before this time; else the version before."),
]
Field = Annotated[str | None, typer.Option(help="Only this field, as medications.dose.")]
Listed = Annotated[bool, typer.Option("--list", help="List each difference.")]
Values = Annotated[bool, typer.Option("--values", help="List what is written, too.")]


def diff(
    batch: BATCH = None,
    document: DOCUMENT = None,
    where: WHERE = None,
    since: Since = None,
    field: Field = None,
    listed: Listed = False,
    values: Values = False,
    as_json: JSON = False,
) -> int:
    """Tell what became of each field between two versions of the documents.

    Counted by type and field: how often it says the same, changed, appeared, is gone; how
    often the program is surer now, or less sure; and how many of the changes people made. What
    is written is shown only with --values, and that is an event of the audit.

    Examples:
      sohoa diff --since 2026-11-22T18:00
      sohoa diff --batch week-47 --field medications.dose --list
      sohoa diff --document d3f0a1c2b --values
    """
    if [bool(batch), bool(document), bool(where)].count(True) > 1:
        raise UsageError("Give one of --batch, --document and --where.")
    from flows import differences as work
    from flows.commands.lists import find_document
    from flows.house import opened
    from flows.names import batch_name
    from flows.progress import progress
    from flows.where import documents
    from flows.where import where as conditions

    moment, asked = time_of(since), conditions(where or ())
    with opened() as house:
        if document:
            rows = house.catalogue.documents.find(document=find_document(house, document).id)
        elif where:
            rows = documents(house, asked)
        else:
            rows = house.catalogue.documents.find(batch=batch_name(batch) if batch else None)
        done = work.Compared()
        with progress(len(rows)) as looked:
            found = [
                one
                for one in work.differences(house, rows, moment, done, looked)
                if (listed or values) and field in (None, one.pair.kind)
            ]
        if values:
            shown = list(dict.fromkeys(one.row.id for one in found))
            house.catalogue.audit.seen("view", shown, {"differences": len(found)})
    if as_json:
        listing = [one.as_json(values=values) for one in found]
        result_json(
            {
                "compared": done.documents,
                "unchanged": done.unchanged,
                "new": done.new,
                "fields": [row for row in done.rows() if field in (None, row["field"])],
                **({"differences": listing} if listed or values else {}),
            }
        )
        return 0
    _write(done, field)
    if found:
        _list(found, values=values)
    return 0


def _write(done: "Compared", field: str | None) -> None:
    from flows.differences import COUNTED

    heads = [tr("type"), tr("field"), *(tr(key.replace("_", " ")) for key in COUNTED)]
    rows = [
        (tr(row["type"]), row["field"], *(row[key] for key in COUNTED))
        for row in done.rows()
        if field in (None, row["field"])
    ]
    result_table(heads, rows)
    result(
        tr(
            "documents compared: {compared}; without a newer version: {unchanged}; new: {new}",
            compared=done.documents,
            unchanged=done.unchanged,
            new=done.new,
        )
    )


def _list(found: "list[Difference]", *, values: bool) -> None:
    heads = [tr("document"), tr("field"), tr("what"), tr("versions"), tr("page"), tr("box")]
    written = [tr("before"), tr("after")] if values else []
    result("")
    result_table(
        [*heads, tr("confidence"), *written], [_line(one, values=values) for one in found[:MOST]]
    )
    if len(found) > MOST:
        say(tr("{count} more: --json lists them all.", count=len(found) - MOST))


def _line(one: "Difference", *, values: bool) -> list[object]:
    pair, both = one.pair, (one.pair.before, one.pair.after)
    box = pair.field.box
    what = tr(pair.what.value)
    return [
        one.row.id[:9],
        pair.path,
        f"{what} ({tr('by people')})" if pair.by_people else what,
        "{} > {}".format(*one.versions),
        pair.field.page,
        box and ", ".join(f"{e:.3f}" for e in (box.left, box.top, box.right, box.bottom)),
        " > ".join("" if each is None else f"{each.confidence:.2f}" for each in both),
        *(printable(each.value or "") if each else "" for each in both if values),
    ]
