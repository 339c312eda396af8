"""One trial: a run, a fault at a seeded moment, the same command again, and the laws."""

import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.faults import FAULTS, LONGEST, Fault
from tests.faults.world import World, set_clock, world

AGAIN = 3
"""How often the same command may be given: the disk may be full once more for what it left."""


@dataclass(frozen=True)
class Reference:
    """What a run that nothing befalls comes to, and how long it takes in seconds."""

    documents: frozenset[str]
    seconds: float


@dataclass(frozen=True)
class Trial:
    """What became of one: `broken` are the laws that did not hold."""

    seed: int
    fault: str
    moment: float
    first: int
    given: int
    seconds: float
    broken: tuple[str, ...]


def undisturbed(folder: Path, scans: Path, pages: int, prefect: Path) -> Reference:
    """Return what the scans come to."""
    with world(folder, scans, pages, prefect, "") as made:
        start = time.monotonic()
        ended = made.again()
        seconds = time.monotonic() - start
        assert ended.returncode == 0, ended.stderr
        broken = laws(made, None)
        assert not broken, broken
        return Reference(documents(made), seconds)


def trial(
    seed: int, folder: Path, scans: Path, pages: int, prefect: Path, reference: Reference,
    fault: str | None = None,
) -> Trial:  # fmt: skip
    """Return what became of a run that a fault befell; seed and scans decide which and when."""
    chance = random.Random(seed)
    drawn = chance.choice(list(FAULTS))
    name = fault or drawn
    moment = chance.uniform(0.02, 0.95)
    begun = time.monotonic()
    with world(folder, scans, pages, prefect, FAULTS[name].needs) as made:
        first = _struck(made, FAULTS[name], moment * reference.seconds, chance)
        broken = [] if first in FAULTS[name].ends else [f"the run ended with {first}"]
        given = 1
        while given <= AGAIN:
            ended = made.again()
            given += 1
            if ended.returncode == 0:
                break
        else:
            broken.append(f"the same command ended with {ended.returncode}")
        if "locked" in ended.stderr:
            broken.append("database is locked")
        if FAULTS[name].needs == "clock":
            set_clock(folder, 0)
        if name == "corrupt":
            made.sohoa("verify", "--repair")
        broken += laws(made, reference)
    return Trial(seed, name, moment, first, given, time.monotonic() - begun, tuple(broken))


def _struck(made: World, fault: Fault, seconds: float, chance: random.Random) -> int:
    run = made.start()
    # What a run says goes to pipes that nobody reads while the fault lasts; it says little.
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        fault.strike(made, run, chance)
    try:
        run.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    return run.returncode


def documents(made: World) -> frozenset[str]:
    """The ids of all documents; they follow from the bytes of the scans."""
    listed = [one["document_id"] for one in made.said("list", "--batch", made.scans.name)]
    assert len(listed) == len(set(listed))
    return frozenset(listed)


def laws(made: World, reference: Reference | None) -> list[str]:
    """Laws that do not hold: balance, nothing lost or doubled, all whole, audit unbroken."""
    broken = []
    balance = made.said("status", made.scans.name)
    if not balance["balanced"] or balance["received"] != made.pages:
        broken.append(f"balance: {balance}")
    if balance["filed"] + balance["blank"] != made.pages or balance["duplicates"]:
        broken.append(f"not all filed: {balance}")
    if reference and documents(made) != reference.documents:
        broken.append("documents are lost or doubled")
    found = made.said("verify")
    if not found["whole"]:
        broken.append(f"verify: {found}")
    return broken
