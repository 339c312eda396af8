"""Where the files of a watched folder go once they are stored."""

import itertools
from collections.abc import Iterator
from pathlib import Path

from flows.arrivals import DONE, MARK, REFUSED, State, state_of
from flows.messages import tr, tr_error
from flows.receive import Receipt
from models.errors import RejectReason, ScanRefused

REASON = ".txt"
"""Ending of the text beside a refused file that says why."""


def put_away(root: Path, folder: Path, receipt: Receipt, before: State | None) -> bool:
    """Move a stored file out of a watched folder; False where it stays.

    It stays where it was changed since it was looked at, and where its bytes could not be kept.
    """
    path = receipt.file.path
    if before is None or state_of(path) != before:
        return False
    kept = receipt.sha256 or (
        receipt.refusal and receipt.refusal.reason is RejectReason.OUTSIDE_FOLDER
    )
    if not kept:
        if receipt.refusal:
            tell(_wanted(root, folder, path, REFUSED), _why(receipt.refusal))
        return False
    target = move(root, folder, path, REFUSED if receipt.refusal else DONE)
    if receipt.refusal:
        tell(target, _why(receipt.refusal))
    path.with_name(path.name + MARK).unlink(missing_ok=True)
    return True


def move(root: Path, folder: Path, path: Path, where: str) -> Path:
    """Move a file to `done` or `refused`, to the same place as it had; return its new path.

    One of the same name is never overwritten. The folder is on the same share, so a file is
    here or there, never half.
    """
    wanted = _wanted(root, folder, path, where)
    wanted.parent.mkdir(parents=True, exist_ok=True)
    target = next(one for one in _names(wanted) if not one.exists() and not one.is_symlink())
    return path.rename(target)


def tell(path: Path, why: str) -> None:
    """Write a text beside a file, or beside the place of one, that says why it is refused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.with_name(path.name + REASON)
    text.write_text(f"{why}\n", encoding="utf-8")


def _wanted(root: Path, folder: Path, path: Path, where: str) -> Path:
    own = folder.absolute().name
    return root / where / (path.relative_to(root) if folder != root else Path(own, path.name))


def _why(refusal: ScanRefused) -> str:
    return f"{tr(refusal.reason.value)}. {tr_error(str(refusal))}"


def _names(wanted: Path) -> Iterator[Path]:
    """Yield a path, then the same with a number before its ending."""
    numbered = (
        wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}") for number in itertools.count(2)
    )
    return itertools.chain([wanted], numbered)
