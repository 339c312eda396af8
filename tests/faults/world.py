"""Where a run is disturbed: its home on a small disk, its store, its database, its clock."""

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tests.flows.command import Command, page
from tests.servers import Cluster, Weed, cluster, weed

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
READING = {
    "SOHOA_READ_BINDING": "tesserocr",
    "SOHOA_READ_LONGEST": "640",
    "SOHOA_EXTRACT_MODEL": "false",
    "SOHOA_LIMITS_FREE_BYTES": "0",
}
"""The real readers; the detector looks at small pages as small, and no language model is loaded."""
CHART = 5
"""Every so many files one is a chart of as many pages."""


@dataclass
class World:
    """One home, and what it stands on. `store` and `database` are None where it has its own."""

    sohoa: Command
    scans: Path
    pages: int
    store: Weed | None = None
    database: Cluster | None = None

    @property
    def home(self) -> Path:
        return self.sohoa.home

    def start(self) -> "subprocess.Popen[str]":
        return self.sohoa.start("run", self.scans)

    def again(self) -> "subprocess.CompletedProcess[str]":
        return self.sohoa("run", self.scans)

    def said(self, *words: object) -> Any:
        """What a command says as JSON, whatever its exit code."""
        return json.loads(self.sohoa(*words, "--json").stdout)


def write(folder: Path, pages: int) -> Path:
    """Write scans of so many pages in all: single pages, and charts between them."""
    folder.mkdir(parents=True)
    number = 0
    while number < pages:
        count = CHART if number % (2 * CHART) == CHART and number + CHART <= pages else 1
        sheets = [_numbered(number + k) for k in range(count)]
        if count == 1:
            sheets[0].save(folder / f"scan-{number:03}.png", dpi=(150, 150))
        else:
            path = folder / f"chart-{number:03}.tif"
            sheets[0].save(path, save_all=True, append_images=sheets[1:], dpi=(150, 150))
        number += count
    return folder


def _numbered(number: int) -> Image.Image:
    """A small form whose bytes are like no other's: a few of its pixels count."""
    sheet = page(number)
    for bit in range(8):
        if number >> bit & 1:
            sheet.putpixel((4 + bit, 4), 0)
    return sheet


@contextmanager
def world(folder: Path, scans: Path, pages: int, prefect: Path, needs: str) -> Iterator[World]:
    """Give a new world; `needs` names what it stands on beside its home."""
    home = folder / "var"
    home.mkdir(parents=True)
    with ExitStack() as stack:
        if needs == "disk":
            stack.enter_context(_disk(home))
        (home / "prefect").symlink_to(prefect)
        made = World(Command(home, dict(READING)), scans, pages)
        environ = made.sohoa.environ
        if needs == "store":
            (folder / "weed").mkdir()
            # Its master is alone: after a crash it need not wait for others' votes.
            made.store = stack.enter_context(weed(folder / "weed", "-master.electionTimeout=1s"))
            environ |= {
                "SOHOA_STORE_KIND": "s3",
                "SOHOA_STORE_ENDPOINT": made.store.server.endpoint,
                "SOHOA_STORE_SECURE": "false",
                "SOHOA_STORE_ACCESS_KEY": made.store.server.access_key,
                "SOHOA_STORE_SECRET_KEY": made.store.server.secret_key,
                "SOHOA_STORE_SECONDS": "5",
            }
        if needs == "database":
            (folder / "postgres").mkdir()
            made.database = stack.enter_context(cluster(folder / "postgres"))
            environ["SOHOA_CATALOGUE_URL"] = made.database.url
        if needs == "clock":
            environ |= _clock(folder / "clock")
        yield made


def set_clock(folder: Path, days: float) -> None:
    """Move the clock that a run in such a world sees; 0 is the true time."""
    beside = folder / f"clock.{secrets.token_hex(4)}"
    beside.write_text(f"{days:+f}d\n")
    beside.replace(folder / "clock")


def _clock(place: Path) -> dict[str, str]:
    if FAKETIME is None:
        raise RuntimeError("libfaketime is missing: apt-get install libfaketime")
    set_clock(place.parent, 0)
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(place),
        "FAKETIME_CACHE_DURATION": "1",  # readers ask for the time very often
        # A monotonic clock does not jump when somebody sets the date.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


@contextmanager
def _disk(home: Path) -> Iterator[None]:
    """A disk of 512 MB at the home; needs root."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", home], check=True)
    try:
        yield
    finally:
        until = time.monotonic() + 60
        while subprocess.run(["umount", home], capture_output=True).returncode:
            if time.monotonic() > until:
                raise RuntimeError(f"{home} is still in use")
            time.sleep(0.5)


@contextmanager
def filled(home: Path, room: int) -> Iterator[None]:
    """Have no more than `room` bytes left on the disk of a home."""
    filler = home / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(home).free - room))
    try:
        yield
    finally:
        filler.unlink()
