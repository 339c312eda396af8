import dataclasses
from pathlib import Path

import pytest

from flows import readings
from flows.configuration import reading_key
from flows.discover import Found
from flows.house import House
from flows.receive import receive
from models.codec import encode
from models.document import Scan
from models.errors import StoreError
from pipeline.ingest import inspect
from storage import keys
from tests.flows.command import write_scans


@pytest.fixture
def path(house: House, tmp_path: Path) -> Path:
    path = write_scans(tmp_path / "scans", 1) / "scan-0.png"
    assert list(receive(house, "b", [Found(path, "x")], 1))
    return path


@pytest.fixture
def scan(house: House, path: Path) -> Scan:
    return inspect(path, house.settings.limits)


def test_a_page_is_read_once(house: House, scan: Scan, path: Path) -> None:
    first = readings.read(house, scan, path, 1, anew=False)
    assert first is not None
    assert "THUỐC" in first.page.text
    assert first.engines["tesseract"].startswith("5")
    # Nothing can be read from here on: what is kept is what comes back.
    assert readings.read(house, scan, Path("/nowhere"), 1, anew=False) == first
    assert readings.latest(house, scan.sha256, 1) == first


def test_reading_anew_replaces_only_what_differs(house: House, scan: Scan, path: Path) -> None:
    first = readings.read(house, scan, path, 1, anew=False)
    assert readings.read(house, scan, path, 1, anew=True) == first
    assert first is not None
    (key,) = house.store.keys("derived/")
    other = dataclasses.replace(first, page=dataclasses.replace(first.page, dpi=1.0))
    house.store.replace(key, encode(readings.READING, other))
    again = readings.read(house, scan, path, 1, anew=True)
    assert again is not None
    assert again.page == first.page
    assert readings.latest(house, scan.sha256, 1) == again


def test_a_damaged_reading_is_made_again(house: House, scan: Scan, path: Path, home: Path) -> None:
    first = readings.read(house, scan, path, 1, anew=False)
    (key,) = house.store.keys("derived/")
    (home / "store" / key).write_bytes(b"{")
    again = readings.read(house, scan, path, 1, anew=False)
    assert first is not None
    assert again is not None
    assert again.page == first.page


def test_other_settings_make_another_key_and_the_newest_is_found(
    house: House, scan: Scan, path: Path
) -> None:
    first = readings.read(house, scan, path, 1, anew=False)
    read = house.settings.read.model_copy(update={"languages": "eng"})
    settings = house.settings.model_copy(update={"read": read})
    assert reading_key(scan.sha256, 1, settings) != reading_key(scan.sha256, 1, house.settings)
    other = dataclasses.replace(house, settings=settings)
    assert readings.latest(other, scan.sha256, 1) == first
    assert len(list(house.store.keys("derived/"))) == 1


def test_a_setting_that_no_reader_reads_keeps_the_key(house: House, scan: Scan) -> None:
    extract = house.settings.extract.model_copy(update={"accept": 0.5})
    settings = house.settings.model_copy(update={"extract": extract})
    assert reading_key(scan.sha256, 1, settings) == reading_key(scan.sha256, 1, house.settings)


def test_where_nothing_is_kept_the_advice_is_to_read_again(house: House, scan: Scan) -> None:
    with pytest.raises(StoreError, match="rerun --from read"):
        readings.latest(house, scan.sha256, 1)


def test_the_key_of_a_reading_is_one_of_the_store(house: House, scan: Scan) -> None:
    key = reading_key(scan.sha256, 1, house.settings)
    assert keys.derived(scan.sha256, 1, "read", key, "json").endswith(f"{key}.json")
