"""The names of files under a folder, in order, without holding more than one folder's at once."""

import os
from collections.abc import Iterator
from pathlib import Path


def names(folder: Path, prefix: str = "", path: str = "") -> Iterator[str]:
    """Yield the paths of files under `folder` that begin with `prefix`; hidden ones are left out.

    `path` is what stands before each of them. Folders are looked into only where `prefix` leads.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(_name(entry) for entry in entries if entry.name[0] != ".")
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in filter(None, found):
        whole = path + name
        if name[-1] != "/":
            if whole.startswith(prefix):
                yield whole
        elif whole.startswith(prefix) or prefix.startswith(whole):
            yield from names(folder / name, prefix, whole)


def _name(entry: "os.DirEntry[str]") -> str:
    """Return a file's name, a folder's with a slash so that it sorts as its paths do."""
    if entry.is_dir(follow_symlinks=False):
        return f"{entry.name}/"
    return entry.name if entry.is_file() else ""
