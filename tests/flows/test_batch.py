import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import batch, server
from flows.batch import Outcome, attempt, failed
from flows.digitise import Stopped
from flows.seen import logs
from flows.settings import load
from models.errors import CatalogueError, EngineError, StoreAway, StoreError, StoreFull

SECRET = "NGUYỄN THỊ HOÀ"


def raising(error: Exception) -> Outcome:
    def one(sha256: str) -> tuple[str, ...]:
        raise error

    return attempt("0" * 64, one, lambda: None)


@pytest.mark.parametrize(
    ("error", "problem", "code"),
    [
        (EngineError("Tesseract is not there."), "Tesseract is not there.", 4),
        (StoreFull("No space."), "No space.", 5),
        (Stopped(), "stopped", 0),
    ],
)
def test_a_scan_that_fails_waits_and_says_why(error: Exception, problem: str, code: int) -> None:
    outcome = raising(error)
    assert (outcome.problem, outcome.exit_code) == (problem, code)


def test_what_may_pass_is_raised_to_be_tried_again() -> None:
    for error in (StoreError("away"), CatalogueError("locked")):
        with pytest.raises(StoreError):
            raising(error)


def test_an_unforeseen_error_says_kind_and_place_and_no_words() -> None:
    outcome = raising(ValueError(SECRET))
    assert outcome.exit_code == 1
    assert str(outcome.problem).startswith("ValueError (test_batch.py:")
    assert SECRET not in str(outcome)
    assert failed("0" * 64, None).exit_code == 1


def test_no_space_stops_what_is_not_begun() -> None:
    stopped: list[bool] = []

    def full(sha256: str) -> tuple[str, ...]:
        raise StoreFull("No space.")

    attempt("0" * 64, full, lambda: stopped.append(True))
    assert stopped == [True]


@pytest.fixture(scope="module")
def started(
    tmp_path_factory: pytest.TempPathFactory, prefect_home: Path
) -> Iterator[server.Server]:
    import shutil

    home = tmp_path_factory.mktemp("started") / "var"
    shutil.copytree(prefect_home, home / "prefect")
    with server.for_a_run(home) as there:
        yield there


@pytest.mark.slow
def test_one_scan_never_keeps_another_from_its_turn(
    started: server.Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PREFECT_API_URL", "")
    logs.write_to(home, load({})[0].log)
    tried: Counter[str] = Counter()
    begun, ready = threading.Event(), started.ready

    def late() -> str:
        assert begun.wait(30), "the first scans wait for the server"
        return ready()

    monkeypatch.setattr(started, "ready", late)

    def one(sha256: str) -> tuple[str, ...]:
        begun.set()
        tried[sha256] += 1
        if sha256 == "broken":
            raise ValueError(SECRET)
        if sha256 == "away" and tried[sha256] == 1:
            raise StoreError("away")
        return (f"d-{sha256}",)

    ended = batch.run(
        ["first", "broken", "away", "last"], one, lambda: None, jobs=2, home=home, started=started
    )
    assert [end.sha256 for end in ended] == ["first", "broken", "away", "last"]
    assert [bool(end.problem) for end in ended] == [False, True, False, False]
    assert tried == {"first": 1, "broken": 1, "away": 2, "last": 1}
    said = b"".join(path.read_bytes() for path in (home / "logs").iterdir())
    assert b"scan failed" in said
    assert SECRET.encode() not in said


def test_what_is_begun_does_not_keep_a_missing_server_from_being_told(home: Path) -> None:
    class Missing(server.Server):
        def ready(self) -> str:
            raise EngineError("does not start")

    stopped = threading.Event()

    def one(sha256: str) -> tuple[str, ...]:
        assert stopped.wait(30)
        raise Stopped

    with pytest.raises(EngineError, match="does not start"):
        nobody = Missing("http://127.0.0.1:1", None, home)
        batch.run(["first"], one, stopped.set, jobs=1, home=home, started=nobody)


@pytest.mark.slow
def test_a_store_that_stays_away_ends_the_run_soon(
    started: server.Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PREFECT_API_URL", "")
    monkeypatch.setattr(batch, "RETRY_SECONDS", (0.1, 0.1, 0.1))
    tried: Counter[str] = Counter()
    stopped = threading.Event()

    def one(sha256: str) -> tuple[str, ...]:
        if stopped.is_set():
            raise Stopped
        tried[sha256] += 1
        raise StoreAway("No answer.")

    logs.write_to(home, load({})[0].log)
    scans = [f"{number:064x}" for number in range(20)]
    ended = batch.run(scans, one, stopped.set, jobs=1, home=home, started=started)
    assert "No answer." in {end.problem for end in ended}
    # Two are tried side by side; those after them are left for the next run.
    assert len(tried) <= 4
    assert {end.exit_code for end in ended[4:]} == {0}
