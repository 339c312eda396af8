"""What is urgent goes first, and a long scan does not keep a short one waiting."""

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows import lanes
from flows.digitise import Work, _begun
from flows.house import House
from flows.readings import Reading
from tests.flows.command import Command, write_chart, write_scans


def waits(home: Path, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=lanes.give_way, args=(home, stop))
    thread.start()
    return thread


def test_others_wait_while_an_urgent_run_works_and_no_longer(home: Path) -> None:
    stop = threading.Event()
    lanes.give_way(home, stop)  # nobody is urgent
    with lanes.urgent(home), lanes.urgent(home):
        waiting = waits(home, stop)
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(30)
    assert not waiting.is_alive()


def test_who_is_told_to_stop_waits_for_nobody(home: Path) -> None:
    stop = threading.Event()
    with lanes.urgent(home):
        waiting = waits(home, stop)
        stop.set()
        waiting.join(30)
        assert not waiting.is_alive()


def test_pages_of_two_scans_take_turns(house: House) -> None:
    order: list[str] = []
    start = threading.Event()

    def page(scan: str) -> Callable[[int], Reading | None]:
        def one(number: int) -> None:
            start.wait(30)
            order.append(f"{scan}{number}")

        return one

    with ThreadPoolExecutor(1) as pool, ThreadPoolExecutor(2) as scans:
        work = Work(house, pool, threading.Event(), lambda *_: None, ahead=2)
        long = scans.submit(_begun, work, page("long"), range(1, 41))
        deadline = time.monotonic() + 30
        while pool._work_queue.qsize() < 1 and time.monotonic() < deadline:
            time.sleep(0.01)
        short = scans.submit(_begun, work, page("short"), range(1, 3))
        while pool._work_queue.qsize() < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        # Of 40 pages two are at the pool: one in its hands, one that waits.
        assert pool._work_queue.qsize() == 3
        start.set()
        for futures in (long.result(), short.result()):
            for future in futures.values():
                future.result()
    assert len(order) == 42
    assert order.index("short2") < 10


@pytest.mark.slow
def test_an_urgent_run_goes_first_and_a_stop_finishes_the_pages_in_hand(
    home: Path, lent: Callable[..., Command], tmp_path: Path
) -> None:
    sohoa = lent(home, SOHOA_EXTRACT_MODEL="false", SOHOA_RUN_JOBS="1", READER_SLEEP="0.5")
    write_chart(tmp_path / "long.tif", range(12))
    long = sohoa.start("run", tmp_path / "long.tif")
    while sohoa.count() < 2:
        assert long.poll() is None, long.communicate()
        time.sleep(0.1)
    urgent = sohoa("run", write_scans(tmp_path / "soon", 1), "--urgent")
    assert urgent.returncode == 0, urgent.stderr
    assert long.poll() is None, "the long run was done first"
    assert sohoa.json("status", "soon")["filed"] == 1
    between = sohoa.count()
    while sohoa.count() < between + 2:
        assert long.poll() is None, long.communicate()
        time.sleep(0.1)
    os.kill(long.pid, signal.SIGTERM)
    _, said = long.communicate(timeout=120)
    assert long.returncode == 130, said
    assert "To go on: sohoa run" in said
    read = sum("/read-" in key for key in sohoa.objects())
    again = sohoa("run", tmp_path / "long.tif", READER_SLEEP="0")
    assert again.returncode == 0, again.stderr
    assert sohoa.json("status", "long.tif")["filed"] == 12
    # A call a page: none that was in hand was read again.
    assert 1 < read < 13
    assert sohoa.count() == 13
