"""What machines ask the desk, as they ask it: over HTTP."""

import shutil
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from flows.house import opened
from models.errors import StoreAway
from models.people import Role
from review import metrics
from review.app import application
from review.serving import LOOPBACK
from storage.costs import Used
from storage.standing import Standing
from tests.review.conftest import NAMES, STRICT, Room, Visitor, place, served, until

ELSEWHERE = {"Host": "10.1.2.3:8000"}
TOKEN = {"Authorization": "Bearer so-secret"}


def figures(text: str) -> dict[tuple[str, str], float]:
    """Return each value by its name and the value of its label."""
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_desk_lives_and_is_ready_to_whoever_asks(visitor: Visitor) -> None:
    for headers in ({}, ELSEWHERE):
        lives = visitor.client.get("/healthz", headers=headers)
        assert (lives.status_code, lives.json()) == (200, {"status": "ok"})
        ready = visitor.client.get("/readyz", headers=headers)
        assert (ready.status_code, ready.json()) == (200, {"catalogue": "ok", "store": "ok"})


def test_a_catalogue_of_another_version_is_not_ready(room: Room, visitor: Visitor) -> None:
    with room.catalogue._database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0015'")
    answer = visitor.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"catalogue": "migration due", "store": "ok"}


def test_a_store_that_is_gone_is_not_ready_and_the_process_lives(
    room: Room, visitor: Visitor
) -> None:
    store = room.house.home / "store"
    shutil.rmtree(store, ignore_errors=True)
    store.write_text("no folder")
    answer = visitor.client.get("/readyz")
    assert (answer.status_code, answer.json()["store"]) == (503, "away")
    assert visitor.client.get("/healthz").status_code == 200
    store.unlink()
    assert visitor.client.get("/readyz").status_code == 200


def test_a_part_that_hangs_is_away_within_a_second(
    room: Room, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    def hang() -> None:
        asked.append(time.monotonic())
        time.sleep(3)
        raise StoreAway("No answer.")

    monkeypatch.setattr(room.store, "reach", hang, raising=False)
    app = application(room, hosts=LOOPBACK, secure=False)
    with served(app, place(room)) as address:
        for _ in range(2):
            start = time.monotonic()
            answer = httpx.get(f"{address}/readyz", trust_env=False)
            assert answer.json() == {"catalogue": "ok", "store": "away"}
            assert time.monotonic() - start < 2
    assert len(asked) == 1  # it is not asked again while it does not answer


def test_figures_are_those_of_the_catalogue(
    stock: Path, tmp_path: Path, enter: Callable[..., httpx.Client]
) -> None:
    shutil.copytree(stock, tmp_path / "stock")
    with opened({"SOHOA_HOME": str(tmp_path / "stock"), **STRICT}) as house:
        room = Room(house)
        used = dict.fromkeys([row.sha256 for row in house.catalogue.scans.of()], Used(2.0, 1.0, 2))
        house.catalogue.costs.add("run", used)
        with served(application(room, hosts=LOOPBACK, secure=False), place(room)) as address:
            httpx.get(f"{address}/nothing", trust_env=False)
            answer = httpx.get(f"{address}/metrics", trust_env=False)
        balance, open_tasks = house.catalogue.balances.of(None), house.catalogue.tasks.waiting()
        documents = house.catalogue.documents.find()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = figures(answer.text)
    assert told["sohoa_pages", "filed"] == balance.filed == 2 * len(NAMES)
    by_reason = {key[1]: value for key, value in told.items() if key[0] == "sohoa_tasks_open"}
    assert sum(by_reason.values()) == len(open_tasks)
    assert set(by_reason) == {task.reason for task in open_tasks}
    assert told["sohoa_documents", "in review"] == len(documents)
    assert 0 < told["sohoa_task_oldest_seconds", ""] < 3600
    assert told["sohoa_scans_waiting", ""] == told["sohoa_scan_oldest_seconds", ""] == 0
    assert told["sohoa_core_seconds_total", ""] == 2.0 * len(NAMES)
    assert told["sohoa_pages_worked_total", ""] == 2 * len(NAMES)
    assert told["sohoa_desk_answers_total", "4xx"] == 1
    assert told["process_resident_memory_bytes", ""] > 1e6
    for word in [part for name in NAMES for part in name.split()]:
        assert word not in answer.text


def test_figures_are_for_this_machine_or_who_has_the_token(
    room: Room, visitor: Visitor, enter: Callable[..., httpx.Client]
) -> None:
    assert visitor.client.get("/metrics").status_code == 200
    # A page of elsewhere may come by a name of its own.
    assert visitor.client.get("/metrics", headers=ELSEWHERE).status_code == 400
    proxied = application(room, hosts=LOOPBACK, secure=True, behind_proxy=True)
    with served(proxied, place(room, behind_proxy=True)) as address:
        assert httpx.get(f"{address}/metrics", trust_env=False).status_code == 403
    guarded = application(room, hosts=LOOPBACK, secure=True, behind_proxy=True, token="so-secret")
    with (
        served(guarded, place(room)) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        assert client.get("/metrics", headers=TOKEN | ELSEWHERE).status_code == 200
        for wrong in ({}, {"Authorization": "Bearer so-secre"}, {"Authorization": "Basic x"}):
            answer = client.get("/metrics", headers=wrong)
            assert (answer.status_code, answer.text) == (403, "")
    assert enter(Role.ADMINISTRATOR).get("/metrics").status_code == 200


def test_a_count_that_takes_long_is_not_waited_for_and_not_asked_twice(
    room: Room, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "WAIT_SECONDS", 0.5)
    monkeypatch.setattr(metrics, "KEPT_TIMES", 0)
    monkeypatch.setattr(metrics, "KEPT_SECONDS", 0.0)
    assert figures(visitor.client.get("/metrics").text)["sohoa_batches", ""] == 0
    room.catalogue.receipts.open_batch("b")
    asked, counted = list[float](), room.catalogue.standing

    def slow() -> Standing:
        asked.append(time.monotonic())
        time.sleep(2)
        return counted()

    monkeypatch.setattr(room.catalogue, "standing", slow)
    for _ in range(2):
        assert figures(visitor.client.get("/metrics").text)["sohoa_batches", ""] == 0
    assert len(asked) == 1
    until(lambda: figures(visitor.client.get("/metrics").text)["sohoa_batches", ""] == 1)
    assert all(later - one >= 2 for one, later in pairwise(asked))


def test_a_catalogue_that_is_away_gives_no_figures(
    room: Room, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(metrics, "KEPT_TIMES", 0)
    home = room.house.home
    room.catalogue.close()
    files = [home / f"catalogue.sqlite{ending}" for ending in ("", "-wal", "-shm")]
    held = {file: file.read_bytes() for file in files if file.exists()}
    for file in held:
        file.unlink()
    files[0].write_bytes(b"no database" * 400)
    assert visitor.client.get("/metrics").status_code == 503
    assert visitor.client.get("/readyz").json()["catalogue"] == "away"
    for file, data in held.items():
        file.write_bytes(data)

    def back() -> bool:
        room.catalogue.close()  # what is open knows the other file
        return visitor.client.get("/metrics").status_code == 200

    until(back)
