"""More than 150 hostile files in one run: each is refused or harmless, and nothing else suffers."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.errors import RejectReason
from tests.flows.command import Command, page
from tests.hostile.corpus import scans, write
from tests.hostile.item import REFUSED, TAKEN, Item
from tests.hostile.pdfs import pdfs
from tests.hostile.pictures import NAMES, pictures

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

TIGHT = {
    "SOHOA_LIMITS_SECONDS": "2",
    "SOHOA_LIMITS_MEMORY": str(1 << 30),
    "SOHOA_LIMITS_PAGES": "500",
    "SOHOA_EXTRACT_MODEL": "false",
    "SOHOA_READ_BINDING": "tesserocr",
    "SOHOA_READ_SECOND": "never",
    "SOHOA_FILE_PDF": "export",
}


def test_there_are_more_than_150() -> None:
    assert len(list(scans())) + len(NAMES) > 200


@pytest.mark.parametrize("part", [pdfs, pictures])
def test_one_run_takes_them_all(
    part: Callable[[], Iterator[Item]], lent: Callable[..., Command], home: Path, tmp_path: Path
) -> None:
    sohoa, folder = lent(home, **TIGHT), tmp_path / "scans"
    fates = write(folder, part())
    page(1).save(folder / "good.png", dpi=(150, 150))
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files(folder)}
    run = sohoa.start("run", folder)
    out, said = run.communicate(timeout=800)
    assert run.returncode == 0, (out, said)
    assert "waits:" not in out

    status = sohoa.json("status", "scans")
    assert status["balanced"] and status["waiting"] == 0
    refused = {one["file"]: one["reason"] for one in status["rejections"]}
    assert set(refused.values()) <= set(RejectReason)
    wrong = {
        name: (fate, refused.get(name))
        for name, fate in fates.items()
        if (fate == REFUSED and name not in refused) or (fate == TAKEN and name in refused)
    }
    assert not wrong
    assert "good.png" in {one["file"] for one in sohoa.json("list")}

    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files(folder)} == before
    for sha256 in before.values():
        kept = sohoa.home / "store" / "originals" / sha256[:2] / sha256
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == sha256
    log = (sohoa.home / "logs" / "sohoa.log").read_text()
    assert "script" not in log and not any(name in log for name in fates)
    assert sohoa.json("verify")["whole"]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
