"""`sohoa lexicon import`, `sohoa lexicon list`, `sohoa lexicon drop`."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import DRY_RUN, JSON
from flows.messages import tr, tr_error
from flows.screen import result, result_json, result_table, say
from models.errors import UsageError
from models.lexicon import Kind

if TYPE_CHECKING:
    from flows.lexicons.rows import Parsed

SHOWN = 20
"""How many bad rows are told one by one."""

Which = Annotated[Kind, typer.Argument(help="Which list.")]
Source = Annotated[Path, typer.Argument(help="The list, CSV or XLSX.", metavar="FILE")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Load what is left without bad rows.")]


def import_list(
    kind: Which, file: Source, skip_bad: SkipBad = False, dry_run: DRY_RUN = False
) -> int:
    """Load a list of the ministry's or the hospital's own, in place of the one before.

    Columns are known by their headings, Vietnamese or English: see docs/lexicons.md. A list
    with bad rows is not loaded; each of them is told by its line. What is filed already says
    the same until sohoa rerun --from extract.

    Examples:
      sohoa lexicon import icd10 icd10.xlsx --dry-run
      sohoa lexicon import icd10 icd10.xlsx
      sohoa lexicon import drugs formulary.csv --skip-bad
    """
    from flows.lexicons.rows import parse
    from flows.lexicons.sheet import read, sheets

    data = read(file)
    parsed = parse(kind, sheets(data))
    _tell(parsed)
    _judge(parsed, skip_bad=skip_bad)
    said = "would load: {count} rows"
    if not dry_run:
        changed = _keep(kind, parsed, hashlib.sha256(data).hexdigest())
        said = "loaded: {count} rows" if changed else "{count} rows: nothing to change"
    result(tr(said, count=len(parsed.entries)))
    return 0


def list_lists(as_json: JSON = False) -> int:
    """Show which lists are loaded; the rest are the house's own.

    Examples:
      sohoa lexicon list
      sohoa lexicon list --json
    """
    from dataclasses import asdict

    from flows.house import opened

    with opened() as house:
        rows = [row for row in house.catalogue.lexicons.all() if row.kind in [*Kind]]
    if as_json:
        result_json([asdict(row) for row in rows])
        return 0
    heads = [tr(head) for head in ("list", "entries", "when", "SHA-256 of the file")]
    shown = [(row.kind, row.entries, row.imported_at, row.file_sha256) for row in rows]
    missing = [kind.value for kind in Kind if kind.value not in {row.kind for row in rows}]
    result_table(heads, [*shown, *((kind, "-", tr("the house's own"), "") for kind in missing)])
    return 0


def drop(kind: Which) -> int:
    """Undo the import of a list: the house's own is used again.

    Examples:
      sohoa lexicon drop icd10
    """
    from flows.house import opened

    with opened() as house:
        dropped = house.catalogue.lexicons.drop(kind)
    result(tr("dropped: {kind}" if dropped else "{kind}: nothing to change", kind=kind.value))
    return 0


def _tell(parsed: "Parsed") -> None:
    """Say which heading was taken for what, and which rows are bad: lines, never their text."""
    for heading, column in parsed.columns.items():
        say(tr("{column}: from the column {heading}", column=tr(column), heading=heading))
    for problem in parsed.problems[:SHOWN]:
        say(tr("line {line}: {what}", line=problem.line, what=tr_error(problem.what)))
    if len(parsed.problems) > SHOWN:
        say(tr("... and {count} more", count=len(parsed.problems) - SHOWN))


def _judge(parsed: "Parsed", *, skip_bad: bool) -> None:
    """Raise UsageError where the list must not be loaded."""
    if not parsed.entries:
        raise UsageError("No row of the list can be used: nothing is loaded.")
    if parsed.problems and not skip_bad:
        raise UsageError(
            f"{len(parsed.problems)} rows are bad: nothing is loaded. Mend them, or leave them"
            " out with --skip-bad."
        )


def _keep(kind: Kind, parsed: "Parsed", file_sha256: str) -> bool:
    from flows.house import opened
    from flows.lexicons.keep import keep

    with opened() as house:
        return keep(house.store, house.catalogue, kind, parsed.entries, file_sha256)
