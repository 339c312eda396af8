"""The decoders' own process: it does as they do, and nothing that befalls it befalls the caller."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.errors import EngineError, RejectReason, ScanRefused
from models.settings import Ingest, Limits
from pipeline import decoding, ingest


@pytest.fixture
def as_set(ingest: Ingest) -> Ingest:
    """The settings, by another name than the module's."""
    return ingest


@pytest.fixture(autouse=True)
def own() -> Any:
    """No child of an earlier test, and none for a later one."""
    decoding._end_all()
    yield
    decoding._end_all()


def children() -> list[int]:
    """Decoders of this process that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = (stat.parent / "cmdline").read_bytes().split(b"\0")
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if b"pipeline.decoder" in words and parent == os.getpid():
            found.append(int(stat.parent.name))
    return found


def test_it_gives_what_the_decoders_give(
    born_pdf: Any, sheet: Image.Image, tmp_path: Path, limits: Limits, as_set: Ingest
) -> None:
    picture = tmp_path / os.fsdecode(b"\xff\nodd.jpg")
    sheet.save(picture, "JPEG", dpi=(100, 100))
    for path in (born_pdf(["Họ và tên: LAN"]), picture):
        scan = ingest.inspect(path, limits)
        assert decoding.inspect(path, limits) == scan
        where = path, scan.media_type, 1, as_set, limits
        one, other = ingest.rasterise(*where), decoding.rasterise(*where)
        assert np.array_equal(one.image, other.image) and other.image.flags.writeable
        assert (one.number, one.dpi, one.words) == (other.number, other.dpi, other.words)
        assert decoding.jpeg(*where) == ingest.jpeg(*where)
    assert len(children()) == 1


def test_a_refusal_is_the_same(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "scan"
    path.write_bytes(b"nothing that we read")
    with pytest.raises(ScanRefused) as caught:
        decoding.inspect(path, limits)
    assert caught.value.reason == RejectReason.UNKNOWN_FORMAT
    with pytest.raises(ScanRefused) as caught:
        decoding.inspect(tmp_path / "none", limits)
    assert caught.value.reason == RejectReason.DISAPPEARED


def test_one_that_is_killed_is_replaced_and_the_page_is_read(
    sheet: Image.Image, tmp_path: Path, limits: Limits
) -> None:
    path = tmp_path / "scan.png"
    sheet.save(path)
    decoding.inspect(path, limits)
    (first,) = children()
    os.kill(first, signal.SIGKILL)
    assert decoding.inspect(path, limits).pages == 1
    assert first not in children()


def test_who_computes_too_long_is_ended(tmp_path: Path, limits: Limits, as_set: Ingest) -> None:
    path = tmp_path / "scans.jpg"
    Image.new("L", (3000, 3000), 255).save(path, "JPEG", progressive=True)
    data = path.read_bytes()
    again = data[data.rindex(b"\xff\xda") : -2]
    path.write_bytes(data[:-2] + again * 20_000 + data[-2:])
    quick = limits.model_copy(update={"seconds": 1})
    with pytest.raises(ScanRefused) as caught:
        decoding.rasterise(path, "image/jpeg", 1, as_set, quick)
    assert caught.value.reason == RejectReason.TOO_COSTLY
    assert not children()


def test_who_wants_too_much_memory_is_refused(
    tmp_path: Path, limits: Limits, as_set: Ingest
) -> None:
    path = tmp_path / "large.png"
    Image.new("L", (14_000, 14_000), 255).save(path, compress_level=1)
    small = limits.model_copy(update={"memory": 512 << 20})
    with pytest.raises(ScanRefused) as caught:
        decoding.rasterise(path, "image/png", 1, as_set, small)
    assert caught.value.reason == RejectReason.TOO_COSTLY


def test_it_knows_no_secret_and_ends_with_its_caller(
    monkeypatch: pytest.MonkeyPatch, sheet: Image.Image, tmp_path: Path, limits: Limits
) -> None:
    monkeypatch.setenv("SOHOA_STORE_SECRET_KEY", "secret")
    path = tmp_path / "scan.png"
    sheet.save(path)
    decoding.inspect(path, limits)
    (child,) = children()
    assert b"SOHOA" not in Path(f"/proc/{child}/environ").read_bytes()
    held = Path(f"/proc/{child}/limits").read_text()
    assert "Max core file size        0" in held and "Max file size             0" in held
    decoding._end_all()
    assert not children()


def test_as_many_as_callers(sheet: Image.Image, tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "scan.png"
    sheet.save(path)
    callers = [threading.Thread(target=decoding.inspect, args=(path, limits)) for _ in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert 1 <= len(children()) <= 3


def test_one_that_does_not_start_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limits: Limits
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    before = time.monotonic()
    with pytest.raises(EngineError, match="does not start"):
        decoding.inspect(tmp_path, limits)
    assert time.monotonic() - before < decoding.START_SECONDS
