"""Two at once on one home: once is done, and nobody is told of locks."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.trial import laws
from tests.faults.world import READING, World, write
from tests.flows.command import Command

PAGES = 6

WRITER = """
import sys
from flows.house import opened
with opened() as house:
    for number in range(int(sys.argv[2])):
        house.catalogue.receipts.open_batch(f"{sys.argv[1]}-{number}")
"""


@pytest.mark.slow
def test_two_runs_of_one_batch(lent: Callable[..., Command], home: Path, tmp_path: Path) -> None:
    scans = write(tmp_path / "scans", PAGES)
    made = World(lent(home, **READING), scans, PAGES)
    runs = [made.start() for _ in range(2)]
    for run in runs:
        out, said = run.communicate(timeout=500)
        assert run.returncode == 0, (out, said)
        assert "locked" not in said and "SQLITE" not in said
    assert not laws(made, None)
    assert not any("/v2/" in key for key in made.sohoa.objects())


def test_four_processes_write_to_one_file(bare: Command) -> None:
    assert bare("status").returncode == 0
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, f"w{number}", "25"],
            env=bare.environ,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=500)
        assert writer.returncode == 0, said
    batches = {one["batch"] for one in bare.json("status")}
    assert batches == {f"w{writer}-{number}" for writer in range(4) for number in range(25)}
