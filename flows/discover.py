"""Which files a `run` is about."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.messages import tr
from flows.names import printable
from models.errors import RejectReason, UsageError

NO_SCANS = frozenset(".md .txt .json .csv .xml .ini .db .log".split())
"""Endings of files that lie beside scans in a folder and are none."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file to receive. `name` is what it is called in the batch; `refusal` why it is not."""

    path: Path
    name: str
    refusal: RejectReason | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """Files in order, and how many were left aside as no scans."""

    files: tuple[Found, ...]
    skipped: int


def discover(paths: Sequence[Path], *, leave_out: Path | None = None) -> Findings:
    """Return the files that `paths` name, folders with all that is in them, sorted by name.

    Hidden files and the folder `leave_out` (our own home) are passed over. A link that
    leads out of its folder is refused. Raises UsageError for a path that is not there.
    """
    found: dict[str, Found] = {}
    skipped = 0
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(
                tr("{path}: there is no such file or folder.", path=printable(str(path)))
            )
        for file in _walk(path, leave_out) if path.is_dir() else [Found(path, path.name)]:
            if path.is_dir() and file.path.suffix.lower() in NO_SCANS and not file.refusal:
                skipped += 1
                continue
            _add(found, file)
    return Findings(tuple(found.values()), skipped)


def _add(found: dict[str, Found], file: Found) -> None:
    """Keep `file` under its name, or under its whole path where another has that name."""
    name = printable(file.name)
    if name in found and found[name].path.absolute() != file.path.absolute():
        name = printable(str(file.path))
    found.setdefault(name, Found(file.path, name, file.refusal))


def _walk(root: Path, leave_out: Path | None) -> Iterator[Found]:
    inside = root.resolve()
    unread: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=unread.append):
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(
            name
            for name in _shown(folders)
            if name not in links and (here / name).absolute() != leave_out
        )
        for name in sorted([*_shown(files), *_shown(links)], key=os.fsencode):
            file = _entry(here / name, root, inside)
            if file:
                yield file
    for error in unread:
        path = Path(error.filename)
        yield Found(path, str(path.relative_to(root)), RejectReason.UNREADABLE)


def _entry(path: Path, root: Path, inside: Path) -> Found | None:
    """Return what a name in a folder stands for; None for a folder that is walked anyway."""
    name = str(path.relative_to(root))
    if path.is_symlink() and not _resolved(path).is_relative_to(inside):
        return Found(path, name, RejectReason.OUTSIDE_FOLDER)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return Found(path, name)  # receiving it will tell what is wrong
    return None if is_folder else Found(path, name)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link to itself
        return path.absolute()


def _shown(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(".")]
