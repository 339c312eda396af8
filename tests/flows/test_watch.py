"""A watched folder, as a whole command."""

import signal
import time
from pathlib import Path

import pytest

from tests.flows.command import Command, page, write_scans

pytestmark = pytest.mark.slow

QUICK = {"SOHOA_WATCH_SECONDS": "0.2", "SOHOA_WATCH_SETTLED": "0.5"}


def there(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_finished_is_stored_and_put_away(sohoa: Command, tmp_path: Path) -> None:
    root = tmp_path / "scanner"
    write_scans(root / "lo-1", 1)
    (root / "lo-1" / "bad.pdf").write_bytes(b"no scan at all")
    (root / "lo-2" / "BA-7").mkdir(parents=True)
    page(3).save(root / "lo-2" / "BA-7" / "scan-0.png", dpi=(150, 150))
    (root / "lo-2" / "manifest.csv").write_text("path,pages\nBA-7,2\n", "utf-8")
    (root / "lo-3").mkdir()
    (root / "lo-3" / "manifest.csv").write_text("path,pages\n,2\n", "utf-8")
    ended = sohoa("watch", root, "--once", **QUICK)
    assert ended.returncode == 6, ended.stderr
    assert there(root) == [
        "done/lo-1/scan-0.png",
        "done/lo-2/BA-7/scan-0.png",
        "lo-2/manifest.csv",
        "lo-3/manifest.csv",
        "refused/lo-1/bad.pdf",
        "refused/lo-1/bad.pdf.txt",
        "refused/lo-3/manifest.csv.txt",
    ]
    assert sohoa.json("status", "lo-1")["filed"] == 1
    assert "BA-7: 2 pages were declared, 1 came: 1 are missing." in ended.stderr
    assert sohoa.json("status", "lo-2")["waiting"] == 1
    assert "line 2" in (root / "refused" / "lo-3" / "manifest.csv.txt").read_text("utf-8")
    # The count was wrong: the scan room corrects the list, and the batch goes on.
    (root / "lo-2" / "manifest.csv").write_text("path,pages\nBA-7,1\n", "utf-8")
    (root / "lo-3" / "manifest.csv").unlink()
    again = sohoa("watch", root, "--once", **QUICK)
    assert again.returncode == 0, again.stderr
    assert sohoa.json("status", "lo-2")["filed"] == 1
    assert "done/lo-2/manifest.csv" in there(root)


def test_it_ends_by_ctrl_c_and_leaves_what_is_being_written(sohoa: Command, tmp_path: Path) -> None:
    root = tmp_path / "scanner"
    write_scans(root / "lo-1", 1)
    slow = {**QUICK, "SOHOA_WATCH_SETTLED": "3600"}
    process = sohoa.start("watch", root, **slow)
    assert process.stderr
    assert "Ctrl-C ends it" in process.stderr.readline()
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert there(root) == ["lo-1/scan-0.png"]
