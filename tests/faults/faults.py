"""Faults: what each does to a run at a moment, and which exit codes a run may then end with."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.faults.world import World, filled, set_clock

Run: TypeAlias = "subprocess.Popen[str]"
LONGEST = 900
"""Seconds after which a run counts as hung."""


def kill(world: World, run: Run, chance: random.Random) -> None:
    """The power goes: the run and all that it started end at once."""
    os.killpg(run.pid, signal.SIGKILL)


def kill_decoder(world: World, run: Run, chance: random.Random) -> None:
    """One of the processes that decode ends."""
    found = decoders(run.pid)
    if found:
        os.kill(chance.choice(found), signal.SIGKILL)


def pause(world: World, run: Run, chance: random.Random) -> None:
    """The run stands still for a while, as on a machine that sleeps."""
    os.killpg(run.pid, signal.SIGSTOP)
    time.sleep(chance.uniform(1, 8))
    os.killpg(run.pid, signal.SIGCONT)


def disk(world: World, run: Run, chance: random.Random) -> None:
    """The disk is full until the run has ended."""
    with filled(world.home, chance.randrange(0, 400_000)):
        run.wait(LONGEST)


def store(world: World, run: Run, chance: random.Random) -> None:
    """The store is killed, and comes back after a while."""
    assert world.store
    world.store.kill()
    time.sleep(chance.uniform(0, 15))
    world.store.start()


def database(world: World, run: Run, chance: random.Random) -> None:
    """The database is killed, and comes back after a while."""
    assert world.database
    world.database.stop()
    time.sleep(chance.uniform(0, 15))
    world.database.start()


def corrupt(world: World, run: Run, chance: random.Random) -> None:
    """Some bytes of an artefact that is there become others."""
    folder = world.home / "store"
    made = sorted([*folder.glob("derived/*/*/*"), *folder.glob("documents/*/*/*")])
    whole = [path for path in made if path.is_file() and not path.name.startswith(".")]
    if whole:
        _spoil(chance.choice(whole), chance)


def clock(world: World, run: Run, chance: random.Random) -> None:
    """Somebody sets the date, up to a year to either side."""
    set_clock(world.home.parent, chance.uniform(-365, 365))


@dataclass(frozen=True)
class Fault:
    """What befalls a run. `needs` is what its world stands on; `ends` how the run may then end."""

    strike: Callable[[World, Run, random.Random], None]
    needs: str = ""
    ends: tuple[int, ...] = (0,)


FAULTS = {
    "kill": Fault(kill, ends=(0, -signal.SIGKILL)),
    "kill a decoder": Fault(kill_decoder),
    "pause": Fault(pause),
    "disk full": Fault(disk, "disk", (0, 5)),
    "store away": Fault(store, "store", (0, 5)),
    "database away": Fault(database, "database", (0, 5)),
    "corrupt": Fault(corrupt, ends=(0, 5)),
    "clock": Fault(clock, "clock"),
}


def decoders(parent: int) -> list[int]:
    """The processes that decode for a run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = (stat.parent / "cmdline").read_bytes().split(b"\0")
            of = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if b"pipeline.decoder" in words and of == parent:
            found.append(int(stat.parent.name))
    return found


def _spoil(path: Path, chance: random.Random) -> None:
    try:
        data = bytearray(path.read_bytes())
    except FileNotFoundError:
        return  # it was replaced in this moment
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.chmod(0o600)
        path.write_bytes(data)
