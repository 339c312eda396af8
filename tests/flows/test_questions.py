import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.flows.command import SOHOA, Command


@pytest.mark.parametrize(("answer", "waits"), [("n", True), ("y", False)])
def test_a_question_is_asked_on_a_terminal_and_only_there(
    answer: str, waits: bool, bare: Command, tmp_path: Path
) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "empty.pdf").touch()
    assert bare("run", scans).returncode == 0
    person, terminal = pty.openpty()
    os.write(person, f"{answer}\n".encode())
    ended = subprocess.run(
        [SOHOA, "withdraw", "scans"],
        env=bare.environ,
        stdin=terminal,
        stderr=terminal,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Withdraw scans? [y/N]" in os.read(person, 1000).decode()
    assert (ended.stdout == "") is waits
    os.close(person)
    os.close(terminal)
