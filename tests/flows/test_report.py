"""The report of a batch, as a command."""

from pathlib import Path

import pytest

from tests.flows.command import Command, write_scans


@pytest.mark.slow
def test_a_report_is_written_and_replaced(sohoa: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "hop-12", 1)
    assert sohoa("run", scans, "--pages", "2", "--box", "H-12").returncode == 6
    for _ in range(2):
        ended = sohoa("report", "hop-12", "--out", tmp_path / "out", "--lang", "vi")
        assert ended.returncode == 0, ended.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "hop-12.html",
        "hop-12.pdf",
    ]
    assert "thiếu 1 trang" in (tmp_path / "out" / "hop-12.html").read_text("utf-8")
    assert sohoa("report", "none").returncode == 2
