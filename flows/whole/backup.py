"""Copying a home while it is used, and a home from such a copy.

A backup is a folder: `store/` with the objects, as a folder store has them; the catalogue, as of
one moment (`flows.whole.kept`); `home/` with the hospital's settings and forms; `backup.json`,
written last.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from flows.house import House
from flows.whole import kept
from flows.whole.faults import Fault, Kind, Look
from flows.whole.objects import PORTION
from flows.whole.repair import Repairs
from flows.whole.rows import rows
from flows.whole.verify import verify
from models.errors import StoreError, UsageError
from storage import clock
from storage.catalogue import Catalogue
from storage.durable import hash_of
from storage.store import Store

HOME, ABOUT = "home", "backup.json"
OWN = ("settings.toml", "forms", "completeness.toml")
"""What a home holds besides store and catalogue that cannot be made again."""
BEGUN = "restoring.json"
"""In a home: the backup that is being restored into it."""
MADE_AGAIN = "patients/"
"""Pointers are not copied: they change, and rows tell them."""

Done = Callable[[int], None]


@dataclass
class Copied:
    """What was copied: objects that are new, and those that were there; and what is not whole."""

    new: int = 0
    there: int = 0
    faults: tuple[Fault, ...] = ()


def backup(house: House, folder: Path, done: Done) -> Copied:
    """Copy what is new since the last backup into a folder.

    The catalogue is taken first, then the objects that it tells of, which are all there by
    then. Where one of them is damaged or missing, the backup before stays as it was.
    """
    sides, copied = kept.out(house, folder), Copied()
    house.catalogue.audit.note("backup", "home", {}, {})
    sides.target.check()
    with kept.taken(house, folder) as beside:
        with Catalogue(f"sqlite:///{beside}") as taken:
            wrong = list(_copy(sides.source, taken, sides.target, copied, done))
            seen = {fault.subject for fault in wrong}
            there = replace(house, store=sides.read, catalogue=taken)
            wrong += [
                fault
                for fault in rows(there, Look(quick=True))
                if fault.subject not in seen and not fault.subject.startswith(MADE_AGAIN)
            ]
            head = taken.audit.head()
        copied.faults = tuple(wrong)
        if not wrong:
            _own(house.home, folder / HOME)
            about = {"made_at": clock.now(), "objects": copied.new + copied.there}
            about |= {"event": head[0], "hash": head[1]}
            kept.keep(house, beside, folder, about)
            (folder / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return copied


def prepare(folder: Path, home: Path) -> int:
    """Begin a restore, or go on with one: have the hospital's own files in an empty home.

    Returns how many objects the backup holds. Raises UsageError where the folder is no backup,
    or the home is not empty; StoreError where the backup's catalogue is damaged.
    """
    if not (folder / ABOUT).is_file():
        raise UsageError("That folder holds no finished backup: give the one of sohoa backup.")
    about = (folder / ABOUT).read_text(encoding="utf-8")
    said = json.loads(about)
    if hash_of(kept.catalogue(folder)) != said["catalogue"]:
        raise StoreError("The backup's catalogue is damaged: take another copy of the backup.")
    begun = home / BEGUN
    if home.is_dir() and any(home.iterdir()):
        if not begun.is_file() or begun.read_text(encoding="utf-8") != about:
            raise UsageError("SOHOA_HOME is not empty: restore into a folder that is.")
        return int(said["objects"])
    home.mkdir(parents=True, exist_ok=True)
    begun.write_text(about, encoding="utf-8")
    _own(folder / HOME, home)
    return int(said["objects"])


def restore(house: House, folder: Path, done: Done) -> Copied:
    """Fill a prepared home from a backup, make again what is derived, and verify all of it."""
    sides, copied = kept.back(house, folder), Copied()
    fresh = house.catalogue.empty()
    with kept.opened(house, folder) as plain:
        with Catalogue(f"sqlite:///{plain}") as taken:
            wrong = list(_copy(sides.source, taken, sides.target, copied, done))
        if fresh and not wrong:
            house.catalogue.put_back(plain)
            house.catalogue.audit.note("restore", "home", {}, {})
    if not wrong:
        Repairs(house, audit=False).every(list(verify(house, Look(quick=True))))
        wrong = list(verify(house, Look(done=done)))
    copied.faults = tuple(wrong)
    if not wrong:
        (house.home / BEGUN).unlink()
    return copied


def _copy(
    source: Store, told: Catalogue, target: Store, copied: Copied, done: Done
) -> Iterator[Fault]:
    """Copy the objects that a catalogue tells of; yield those that cannot be."""
    names = source.keys()
    while found := list(islice(names, PORTION)):
        expected = told.holdings.expected(found)
        for key in filter(expected.__contains__, found):
            if key.startswith(MADE_AGAIN):
                continue
            try:
                if _one(source, target, key):
                    copied.new += 1
                else:
                    copied.there += 1
            except KeyError:
                yield Fault(Kind.MISSING, key, "it is not there")
            except StoreError as error:
                # Raise where it is a store that cannot be reached, or takes nothing.
                source.has(key)
                target.check()
                yield Fault(Kind.DAMAGED, key, str(error))
        done(len(found))


def _one(source: Store, target: Store, key: str) -> bool:
    """Copy an object, if it is not there; True where it was not. Readings may have changed."""
    changes = key.startswith("derived/")
    if target.has(key) and not changes:
        return False
    with source.fetch(key) as path:
        if not changes or not target.has(key):
            return target.put_file(key, path)
        data = path.read_bytes()
    if target.get(key) == data:
        return False
    target.replace(key, data)
    return True


def _own(source: Path, target: Path) -> None:
    """Copy the hospital's own files."""
    for name in OWN:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        elif (source / name).is_file():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target / name)
