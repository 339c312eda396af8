"""A manifest: the list of a batch that the scan room hands over with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flows.lexicons.columns import Bad, Cells, Problem, table
from flows.lexicons.sheet import read, sheets
from flows.messages import tr, tr_error
from models.batch import Declared, Line
from models.errors import UsageError

WHOLE = ("box", "shelf", "operator")
"""Columns that say something of the batch: one value, on some lines or all."""
SHOWN = 20
"""How many bad rows are told."""
INSIDE = "another row names the folder that it is in"
MOST = 100_000
"""A larger number of pages of a line is a slip."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says of the batch, and of each file or folder in it."""

    declared: Declared
    lines: tuple[Line, ...]


def manifest(path: Path) -> Manifest:
    """Return what a manifest says; all of it or nothing.

    Paths in it begin where the names of the batch's files do. Raises UsageError that names
    each bad row by its line.
    """
    lines, bad, said = dict[str, Line](), list[Problem](), dict[str, str]()
    at: dict[str, int] = {}
    for number, cells in table("manifest", sheets(read(path)), page="batches").rows:
        try:
            if isinstance(cells, Bad):
                raise cells
            line = _line(cells)
            if line.path in lines:
                raise Bad("the path stands in an earlier row too")
            _whole(cells, said)
        except Bad as error:
            bad.append(Problem(number, str(error)))
            continue
        lines[line.path] = line
        at[line.path] = number
    bad += [Problem(at[path], INSIDE) for path in lines if _inside(path, lines)]
    bad.sort(key=lambda problem: problem.line)
    if bad:
        raise UsageError(_told(bad))
    if not lines:
        raise UsageError(tr("The manifest has no row."))
    return Manifest(_declared(said, [*lines.values()]), tuple(lines.values()))


def _inside(path: str, lines: Mapping[str, Line]) -> bool:
    """Say whether a path lies in a folder that another row names: its pages count there."""
    return any(str(folder) in lines for folder in PurePosixPath(path).parents)


def _line(cells: Cells) -> Line:
    path = _path(cells["path"])
    return Line(path, cells.get("chart") or path, _pages(cells.get("pages", "")))


def _path(text: str) -> str:
    """Return a path as the names of files have it; people write it as their system does."""
    parts = [part for part in text.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts:
        raise Bad("the path is missing")
    if ".." in parts or text.startswith(("/", "\\")) or parts[0].endswith(":"):
        raise Bad("the path leads out of the folder")
    return str(PurePosixPath(*parts))


def _pages(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST):
        raise Bad("the number of pages is none")
    return int(text)


def _whole(cells: Cells, said: dict[str, str]) -> None:
    for name in WHOLE:
        if (text := cells.get(name, "")) and said.setdefault(name, text) != text:
            raise Bad("a batch has one box, one shelf and one operator")


def _declared(said: dict[str, str], lines: list[Line]) -> Declared:
    pages = [line.pages for line in lines if line.pages is not None]
    charts = len({line.chart for line in lines})
    return Declared(
        said.get("box"),
        said.get("shelf"),
        said.get("operator"),
        charts,
        sum(pages) if len(pages) == len(lines) else None,
    )


def _told(bad: list[Problem]) -> str:
    said = [
        tr("line {line}: {what}", line=one.line, what=tr_error(one.what)) for one in bad[:SHOWN]
    ]
    if len(bad) > SHOWN:
        said.append(tr("... and {count} more", count=len(bad) - SHOWN))
    head = tr("The manifest has rows that cannot be used; nothing was taken in.")
    return "\n".join([head, *said])
