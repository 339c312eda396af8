import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.discover import Found, discover
from flows.house import House
from flows.receive import receive
from models.errors import RejectReason, StoreError, StoreFull
from storage import keys
from storage.rows import Received
from storage.store import Store
from tests.flows.command import write_scans


def received(house: House, *files: Found) -> list[tuple[str, Received, RejectReason | None]]:
    return [
        (receipt.file.name, receipt.state, receipt.refusal.reason if receipt.refusal else None)
        for receipt in receive(house, "b", files, 2)
    ]


def test_files_are_kept_and_counted_in_order(house: House, tmp_path: Path) -> None:
    write_scans(tmp_path / "scans", 3)
    found = discover([tmp_path / "scans"]).files
    assert received(house, *found) == [
        (f"scan-{number}.png", Received.NEW, None) for number in range(3)
    ]
    assert {state for _, state, _ in received(house, *found)} == {Received.KNOWN}
    for scan in house.catalogue.scans.of("b"):
        assert house.store.has(keys.original(scan.sha256))
    assert house.catalogue.balances.of("b").waiting == 3


def test_a_file_that_disappears_midway_is_one_rejected_page(house: House, tmp_path: Path) -> None:
    found = discover([write_scans(tmp_path / "scans", 1)]).files
    found[0].path.unlink()
    assert received(house, *found) == [("scan-0.png", Received.NEW, RejectReason.DISAPPEARED)]
    balance = house.catalogue.balances.of("b")
    assert (balance.received, balance.rejected, balance.balanced) == (1, 1, True)


class Meddling:
    """A store before which a file is still being written: it changes as it is first stored."""

    def __init__(self, store: Store, change: Iterator[None]) -> None:
        self._store, self._change = store, change

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def put_file(self, key: str, path: Path) -> bool:
        next(self._change, None)
        return self._store.put_file(key, path)


def meddled(house: House, change: Iterator[None]) -> House:
    return dataclasses.replace(house, store=Meddling(house.store, change))  # type: ignore[arg-type]


def test_a_file_that_grows_while_it_is_stored_is_looked_at_anew(
    house: House, tmp_path: Path
) -> None:
    path = write_scans(tmp_path, 1) / "scan-0.png"

    def grow() -> Iterator[None]:
        path.write_bytes(path.read_bytes() + b"more")
        yield

    assert received(meddled(house, grow()), Found(path, "x")) == [("x", Received.NEW, None)]
    (scan,) = house.catalogue.scans.of("b")
    assert house.store.get(keys.original(scan.sha256)) == path.read_bytes()


def test_a_file_that_goes_while_it_is_stored_has_disappeared(house: House, tmp_path: Path) -> None:
    path = write_scans(tmp_path, 1) / "scan-0.png"

    def go() -> Iterator[None]:
        path.unlink()
        yield

    ended = received(meddled(house, go()), Found(path, "x"))
    assert ended == [("x", Received.NEW, RejectReason.DISAPPEARED)]


@pytest.mark.parametrize("error", [StoreFull("no space"), StoreError("away")])
def test_where_the_store_fails_what_came_before_is_safe(
    error: StoreError, house: House, tmp_path: Path
) -> None:
    found = discover([write_scans(tmp_path / "scans", 3)]).files

    def fail_at_the_second() -> Iterator[None]:
        yield
        raise error

    with pytest.raises(type(error)):
        received(meddled(house, fail_at_the_second()), *found)
    assert house.catalogue.balances.of("b").received == 1
    assert len(received(house, *found)) == 3
