"""Names of files and batches, fit to be shown and stored."""

import re
from pathlib import Path

from models.text import bare

LONGEST_BATCH = 100


def printable(name: str) -> str:
    r"""Return `name` with what cannot be printed escaped, so that nothing is lost.

    A byte that is no UTF-8 becomes `\xff`, a control character `\n` or `\x1b`; in such a
    name a backslash is doubled. Any other name is returned as it is.
    """
    if name.isprintable():
        return name
    return "".join(_escaped(letter) for letter in name)


def batch_name(wanted: str) -> str:
    """Return `wanted` made of A-Z, a-z, 0-9, dot, dash and underline; `batch` if nothing is left.

    Vietnamese letters lose their marks: it becomes part of commands that people type.
    """
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", bare(wanted)).strip("-.")
    return safe[:LONGEST_BATCH] or "batch"


def batch_of(path: Path) -> str:
    """Return the batch that a PATH means: its last component, made safe."""
    return batch_name(path.name or path.absolute().name or "batch")


def _escaped(letter: str) -> str:
    if "\udc80" <= letter <= "\udcff":
        return f"\\x{ord(letter) - 0xDC00:02x}"
    if letter == "\\" or not letter.isprintable():
        return letter.encode("unicode_escape").decode()
    return letter
