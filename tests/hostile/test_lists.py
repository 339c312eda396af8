"""Hostile lists and registers: rows or a refusal, within a limit of memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.command import Command
from tests.hostile.lists import bomb, lists

MEGABYTES = 1536
"""A bomb unpacks to 1,024 MB and more; what reads it uses some hundreds itself."""


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    command = [sys.executable, "-m", "tests.hostile.feed", str(MEGABYTES)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=True)
    return {name: said for name, (said, _) in json.loads(done.stdout).items()}


def test_each_gives_rows_or_a_refusal(told: dict[str, str]) -> None:
    assert len(told) == 2 * len(list(lists())) > 90
    assert not {name: said for name, said in told.items() if said.startswith("FAILED")}


def test_what_is_refused_and_what_is_read(told: dict[str, str]) -> None:
    for name in ("bomb", "bomb-that-lies", "entities", "outside", "entities-utf-16", "parts"):
        assert told[f"register {name}.xlsx"].startswith("refused"), name
    for name in ("html.csv", "formulas.csv", "html.xlsx", "contained.json", "real.json"):
        assert told[f"register {name}"] == "1 rows", name
    assert told["register number-in-lines.json"] == "1 rows"


def test_the_command_refuses_it_with_its_exit_code(bare: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(bomb())
    for words in (("patients", "import"), ("lexicon", "import", "drugs")):
        ended = bare(*words, path)
        assert ended.returncode == 2
        assert "unpacks to more than" in ended.stderr and "Traceback" not in ended.stderr
