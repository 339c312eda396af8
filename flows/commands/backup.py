"""`sohoa backup`, `sohoa restore`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.messages import tr, tr_error
from flows.screen import result, say
from models.errors import StoreError

if TYPE_CHECKING:
    from flows.whole.backup import Copied

Folder = Annotated[Path, typer.Argument(help="Folder of the backup.", metavar="DIR")]


def backup(folder: Folder) -> int:
    """Copy store, catalogue and the hospital's own settings into a folder.

    Others may go on working meanwhile. Given again, it copies what is new. A backup that was
    interrupted goes on. Where sohoa encrypts the store, the backup is encrypted under the same
    key; else keep it where patients' papers may lie.

    Examples:
      sohoa backup /mnt/backup/sohoa
    """
    say(tr("Copying to {folder} ...", folder=str(folder)))
    from flows.house import opened
    from flows.progress import progress
    from flows.whole.backup import backup as copy
    from flows.whole.verify import total

    with opened() as house, progress(total(house)) as done:
        copied = copy(house, folder, done)
    return _told(copied)


def restore(folder: Folder) -> int:
    """Fill an empty home from a backup, and verify all of it.

    SOHOA_HOME must be empty; store and catalogue may be others than those that the backup was
    made of. A restore that was interrupted goes on.

    Examples:
      sohoa restore /mnt/backup/sohoa
      SOHOA_HOME=/data/sohoa sohoa restore /mnt/backup/sohoa
    """
    say(tr("Copying from {folder} ...", folder=str(folder)))
    from flows.house import opened
    from flows.progress import progress
    from flows.settings import home_of
    from flows.whole.backup import prepare
    from flows.whole.backup import restore as fill

    objects = prepare(folder, home_of(os.environ))
    # Each is copied, and then looked at.
    with opened() as house, progress(2 * objects) as done:
        copied = fill(house, folder, done)
    return _told(copied)


def _told(copied: "Copied") -> int:
    for fault in copied.faults:
        result(f"{tr(fault.kind.value)}: {fault.subject}: {tr_error(fault.what)}")
    result(tr("objects copied: {new}; there before: {there}", new=copied.new, there=copied.there))
    result(tr("faults: {count}", count=len(copied.faults)) if copied.faults else tr("all is whole"))
    return StoreError.exit_code if copied.faults else 0
