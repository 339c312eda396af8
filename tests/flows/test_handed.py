"""A batch that is not as declared stops, is told in a clerk's words, and goes on."""

from pathlib import Path

import pytest

from tests.flows.command import Command, write_chart, write_scans

pytestmark = pytest.mark.slow

KEYS = "batch received filed blank rejected waiting duplicates balanced rejections".split()


def test_a_count_that_is_wrong_stops_and_corrected_goes_on(sohoa: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "hop-12", 1)
    said = ["--box", "H-12", "--shelf", "B3", "--operator", "Lê Thị Hoa", "--pages", "2"]
    stopped = sohoa("run", scans, *said)
    assert stopped.returncode == 6
    assert "2 pages were declared, 1 came: 1 are missing." in stopped.stderr
    assert "sohoa batch declare hop-12 --pages NUMBER" in stopped.stderr
    assert sohoa.count() == 0
    told = sohoa("status", "--lang", "vi")
    assert told.returncode == 0
    assert "hộp H-12, kệ B3, người quét Lê Thị Hoa, khai 2 trang" in told.stdout
    assert "Khai 2 trang, nhận 1: thiếu 1 trang." in told.stdout
    # The promised keys, and no others.
    balance = sohoa.json("status", "hop-12")
    assert list(balance) == KEYS
    assert (balance["received"], balance["waiting"], balance["balanced"]) == (1, 1, True)
    differs = sohoa.json("batch", "show", "hop-12")["differs"]
    assert differs == [{"off": "pages", "path": "", "declared": 2, "found": 1}]
    # Without what was said, it is stopped all the same.
    assert sohoa("run", scans).returncode == 6
    assert sohoa("batch", "declare", "hop-12", "--pages", "1").returncode == 0
    ended = sohoa("run", scans)
    assert ended.returncode == 0, ended.stderr
    assert sohoa.json("status", "hop-12")["filed"] == 1
    assert sohoa("verify").returncode == 0


def test_a_manifest_names_what_did_not_come(sohoa: Command, tmp_path: Path) -> None:
    scans = tmp_path / "lo-3"
    write_scans(scans / "BA-1", 1)
    manifest = scans / "manifest.csv"
    manifest.write_text("tệp,số trang\nBA-1,1\nBA-2.tif,2\n", "utf-8-sig")
    given = ["run", scans, "--manifest", manifest, "--chart-per-folder"]
    stopped = sohoa(*given)
    assert stopped.returncode == 6
    assert "BA-2.tif: it did not come." in stopped.stderr
    write_chart(scans / "BA-2.tif", [2, 3])
    ended = sohoa(*given)
    assert ended.returncode == 0, ended.stderr
    shown = sohoa.json("batch", "show", "lo-3")
    assert shown["found"] == {"charts": 2, "pages": 3}
    assert shown["differs"] == []


def test_a_manifest_with_bad_rows_takes_nothing_in(bare: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "lo", 1)
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,pages\nscan-0.png,one\n", "utf-8")
    refused = bare("run", scans, "--manifest", manifest)
    assert refused.returncode == 2
    assert "line 2: the number of pages is none" in refused.stderr
    assert not bare.home.exists()
