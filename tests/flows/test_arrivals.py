"""Which files of a watched folder are finished, and where they go."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from flows.arrivals import EMPTY_SECONDS, Arrivals, state_of
from flows.discover import Found
from flows.moved import put_away
from flows.names import batch_name
from flows.receive import Receipt
from flows.settings import load
from models.errors import RejectReason, ScanRefused
from storage.rows import Received

WATCH = load({})[0].watch


@dataclass
class Clock:
    """A clock that tests move."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def arrivals(tmp_path: Path, clock: Clock) -> Arrivals:
    return Arrivals(tmp_path, WATCH, clock)


def names(arrivals: Arrivals) -> dict[str, list[str]]:
    return {one.batch: [file.name for file in one.files] for one in arrivals.look()}


def write(path: Path, data: bytes = b"%PDF") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_file_that_grows_is_left_alone(arrivals: Arrivals, clock: Clock) -> None:
    path = write(arrivals.root / "lo-1" / "a.pdf")
    assert names(arrivals) == {}
    assert arrivals.growing
    for _ in range(3):
        clock.now += WATCH.settled - 1
        path.write_bytes(path.read_bytes() + b"more")
        assert names(arrivals) == {}
    clock.now += WATCH.settled
    assert names(arrivals) == {"lo-1": ["a.pdf"]}
    assert not arrivals.growing


def test_folders_are_batches_and_what_lies_beside_them_is_one(
    arrivals: Arrivals, clock: Clock
) -> None:
    for name in ("single.pdf", "Lô 12/BA-1/1.jpg", "Lô 12/BA-1/2.jpg", "done/x/a.pdf",
                 "refused/x/b.pdf", ".hidden/c.pdf", "Lô 12/3.jpg.part", "Lô 12/~$4.pdf",
                 "Lô 12/notes.txt"):  # fmt: skip
        write(arrivals.root / name)
    names(arrivals)
    clock.now += WATCH.settled
    assert names(arrivals) == {
        batch_name(arrivals.root.name): ["single.pdf"],
        "Lo-12": ["BA-1/1.jpg", "BA-1/2.jpg"],
    }


def test_an_empty_file_is_mostly_one_to_be_written(arrivals: Arrivals, clock: Clock) -> None:
    write(arrivals.root / "lo" / "a.pdf", b"")
    names(arrivals)
    clock.now += EMPTY_SECONDS - 1
    assert names(arrivals) == {}
    clock.now += 1
    assert names(arrivals) == {"lo": ["a.pdf"]}


def test_a_manifest_that_is_being_written_holds_its_batch(arrivals: Arrivals, clock: Clock) -> None:
    write(arrivals.root / "lo" / "a.pdf")
    names(arrivals)
    clock.now += WATCH.settled
    listed = write(arrivals.root / "lo" / "manifest.csv", b"path\n")
    assert names(arrivals) == {}
    clock.now += WATCH.settled
    (ready,) = arrivals.look()
    assert ready.manifest == listed


def test_a_program_that_renames_is_not_waited_for(arrivals: Arrivals) -> None:
    arrivals.settings = WATCH.model_copy(update={"ready": "renamed"})
    path = write(arrivals.root / "lo" / "a.pdf.tmp")
    assert names(arrivals) == {}
    path.rename(path.with_suffix(""))
    assert names(arrivals) == {"lo": ["a.pdf"]}


def test_marks(arrivals: Arrivals, clock: Clock) -> None:
    arrivals.settings = WATCH.model_copy(update={"ready": "done"})
    write(arrivals.root / "lo" / "a.pdf")
    write(arrivals.root / "lo" / "b.pdf")
    clock.now += 9999
    assert names(arrivals) == {}
    write(arrivals.root / "lo" / "b.pdf.done", b"")
    assert names(arrivals) == {"lo": ["b.pdf"]}
    write(arrivals.root / "lo" / ".done", b"")
    assert names(arrivals) == {"lo": ["a.pdf", "b.pdf"]}


def test_what_was_left_where_it_is_comes_again_only_when_it_changes(
    arrivals: Arrivals, clock: Clock
) -> None:
    path = write(arrivals.root / "lo" / "a.pdf")
    names(arrivals)
    clock.now += WATCH.settled
    arrivals.took(path, state_of(path))
    assert names(arrivals) == {}
    path.write_bytes(b"%PDF another")
    names(arrivals)
    clock.now += WATCH.settled
    assert names(arrivals) == {"lo": ["a.pdf"]}


def receipt(path: Path, refusal: ScanRefused | None = None) -> Receipt:
    return Receipt(Found(path, path.name), "5" * 64, 1, Received.NEW, refusal)


def test_a_stored_file_moves_and_never_over_another(tmp_path: Path) -> None:
    first = write(tmp_path / "lo" / "BA-1" / "a.pdf", b"one")
    assert put_away(tmp_path, tmp_path / "lo", receipt(first), state_of(first))
    again = write(first, b"two")
    assert put_away(tmp_path, tmp_path / "lo", receipt(again), state_of(again))
    done = tmp_path / "done" / "lo" / "BA-1"
    assert [path.read_bytes() for path in (done / "a.pdf", done / "a-2.pdf")] == [b"one", b"two"]


def test_what_was_written_on_since_it_was_looked_at_stays(tmp_path: Path) -> None:
    path = write(tmp_path / "lo" / "a.pdf")
    before = state_of(path)
    path.write_bytes(b"%PDF and more")
    assert not put_away(tmp_path, tmp_path / "lo", receipt(path), before)
    assert path.exists()


def test_a_refused_file_goes_with_its_reason(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf")
    why = ScanRefused(RejectReason.ENCRYPTED, "It is locked by a password.")
    assert put_away(tmp_path, tmp_path, receipt(path, why), state_of(path))
    told = tmp_path / "refused" / tmp_path.name / "a.pdf.txt"
    assert "It is locked by a password." in told.read_text("utf-8")
    assert told.with_suffix("").read_bytes() == b"%PDF"


def test_a_file_whose_bytes_could_not_be_kept_stays_with_a_text(tmp_path: Path) -> None:
    path = write(tmp_path / "lo" / "huge.pdf")
    why = ScanRefused(RejectReason.TOO_LARGE, "It is too large.")
    lost = replace(receipt(path, why), sha256=None)
    assert not put_away(tmp_path, tmp_path / "lo", lost, state_of(path))
    assert path.exists()
    assert (tmp_path / "refused" / "lo" / "huge.pdf.txt").exists()
