"""`sohoa store move`."""

import os
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import tomlkit
import typer

from flows import settings as configuration
from flows.commands.options import DRY_RUN
from flows.interrupt import ENDED, heeded
from flows.messages import tr
from flows.screen import EVERY_SECONDS, result, result_table, say
from models.errors import StoreError, UsageError

if TYPE_CHECKING:
    from flows.house import House
    from models.settings import Store as StoreSettings
    from storage.moving import Move, Moved

SHOWN = 20
"""How many damaged objects are told one by one."""

To = Annotated[
    str, typer.Option("--to", metavar="URL", help="file:///FOLDER or https://HOST:PORT/BUCKET.")
]
Encryption = Annotated[
    str | None,
    typer.Option(
        "--encryption", help="none, server or client, for the new store; else store.encryption."
    ),
]
Switch = Annotated[
    bool, typer.Option("--switch", help="Use the new store from then on: write settings.toml.")
]


def move(
    to: To, encryption: Encryption = None, switch: Switch = False, dry_run: DRY_RUN = False
) -> int:
    """Copy the store to another place, each object read back there; the old one stays.

    Stop other runs meanwhile. Given again, it goes on where it stopped. The catalogue goes
    along as it is: it knows objects by their names, which stay. Keys of another S3 server are
    SOHOA_TARGET_ACCESS_KEY and SOHOA_TARGET_SECRET_KEY.

    Examples:
      sohoa store move --to https://minio.hospital.example:9000/sohoa --dry-run
      sohoa store move --to https://minio.hospital.example:9000/sohoa --switch
      sohoa store move --to file:///backup/store --encryption client
    """
    from flows import moving
    from flows.house import opened
    from storage.moving import Journal, Move
    from storage.opening import open_store

    with opened() as house:
        here, home = house.settings.store, house.home
        there = moving.target(here, to, encryption)
        moving.apart(here, there, home)
        if switch:
            _switchable(moving.PLACE[there.kind])
        free = house.settings.limits.free_bytes
        target = open_store(there, home, free, moving.environment(os.environ))
        if dry_run:
            return _planned(house)
        with Journal(moving.journal(there, home)) as journal:
            job = Move(house.store, target, journal)
            # Before anything is set in a place that may be somebody else's.
            job.plan()
            target.prepare()
            moved = _moved(job)
        if moved.ended:
            say(tr("Ended. Give the same command again to go on."))
            return ENDED
        _whole(house, moved)
        _noted(house, there, moved)
        if switch:
            configuration.write(home, "store", moving.place(there))
            result(
                tr("From now on the new store is used. Keep the old one until a backup is made.")
            )
        else:
            _shown(moving.place(there))
    return 0


def _switchable(names: tuple[str, ...]) -> None:
    """Raise UsageError where the environment would win over what is written."""
    set_there = [f"SOHOA_STORE_{name}".upper() for name in names]
    if found := [name for name in set_there if name in os.environ]:
        raise UsageError(
            f"{', '.join(found)} in the environment would win over settings.toml: move without"
            " --switch, and change the environment afterwards."
        )


def _planned(house: "House") -> int:
    every = house.store.keys()
    kinds = Counter(key.partition("/")[0] for key in every)
    rows = [(kind, count) for kind, count in sorted(kinds.items())]
    result_table([tr("objects"), tr("how many")], rows)
    return 0


def _moved(job: "Move") -> "Moved":
    """Run a move, with progress told now and then; Ctrl-C ends it between two objects."""
    stop, last = threading.Event(), time.monotonic()

    def told(count: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > EVERY_SECONDS or count == total:
            last = time.monotonic()
            say(tr("objects: {count} of {total}", count=count, total=total))

    say(tr("Looking what is to be copied ..."))
    with heeded(stop, lambda: say(tr("Ending after the objects in hand ..."))):
        return job.run(stop, told)


def _whole(house: "House", moved: "Moved") -> None:
    """Tell what was moved; StoreError where something could not be."""
    from flows.moving import lacking

    result(
        tr(
            "copied: {copied}, there already: {there}, damaged: {damaged}",
            copied=moved.copied,
            there=moved.there,
            damaged=len(moved.damaged),
        )
    )
    missing = list(lacking(house))
    for key in moved.damaged[:SHOWN]:
        say(tr("{key}: damaged in the old store, not copied", key=key))
    for key in missing[:SHOWN]:
        say(tr("{key}: in the catalogue, but not in the store", key=key))
    if count := len(moved.damaged) + len(missing):
        raise StoreError(
            f"{count} objects could not be moved: mend the old store from a backup and give the"
            " same command again. All others are in the new one; the old one stays in use."
        )


def _noted(house: "House", there: "StoreSettings", moved: "Moved") -> None:
    from flows.moving import where

    before = {"store": where(house.settings.store, house.home)}
    after = {
        "store": where(there, house.home),
        "encryption": there.encryption,
        "objects": moved.copied + moved.there,
    }
    house.catalogue.audit.note("move", "store", before, after)


def _shown(place: dict[str, object]) -> None:
    """Write the settings that make the new store the one in use."""
    say(tr("All is in the new store. To use it, put this into settings.toml in SOHOA_HOME:"))
    document = tomlkit.document()
    document["store"] = place
    result(tomlkit.dumps(document).rstrip())
