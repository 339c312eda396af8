"""What is laid to scans: all that was used, each second once."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from flows.house import House
from flows.seen.meter import Meter, core_seconds
from flows.settings import load
from models.document import Scan
from pipeline import decoding
from storage.costs import Used
from tests.flows.command import page

BURN = "import time; end = time.process_time() + 0.4\nwhile time.process_time() < end: pass"


def burn() -> None:
    end = time.thread_time() + 0.4
    while time.thread_time() < end:
        pass


def received(house: House, name: str) -> str:
    sha256 = name * 64
    house.catalogue.receipts.open_batch("b")
    scan = Scan(sha256, "image/png", 1, 3)
    house.catalogue.receipts.receive("b", f"{name}.png", scan)
    return sha256


def test_threads_and_children_that_were_waited_for_count(house: House) -> None:
    one, two = received(house, "a"), received(house, "b")
    burn()  # before there is a meter
    meter = Meter("run")
    thread = threading.Thread(target=burn)
    thread.start()
    thread.join()
    assert 0.38 <= meter.page(one, 1) < 0.7
    subprocess.run([sys.executable, "-c", BURN], check=True)
    assert 0.38 <= meter.page(two, 1) < 0.9
    meter.page(two, 2)
    meter.page(two, 2)  # tried again: the page counts once
    meter.keep(house, one)
    meter.keep(house, one)
    burn()
    assert 0.38 <= meter.close(house) < 0.7
    assert meter.close(house) < 0.1
    used = house.catalogue.costs.of("b")
    assert used.pages == 3
    assert 1.14 <= used.core_seconds < 2.2
    assert used.core_seconds <= used.wall_seconds + 0.5


def test_decoders_count_while_they_live_and_no_second_time_after(tmp_path: Path) -> None:
    settings, _ = load({})
    page(1).resize((2480, 3508)).save(tmp_path / "page.png", dpi=(300, 300))
    before, own = core_seconds(), time.process_time()
    for _ in range(3):
        decoding.rasterise(tmp_path / "page.png", "image/png", 1, settings.ingest, settings.limits)
    during, own = core_seconds(), time.process_time() - own
    assert decoding.seconds() > 0.1
    assert during - before > own + 0.1
    decoding._end_all()
    assert decoding.seconds() == 0
    after = core_seconds()
    assert during <= after + 0.01
    assert after - during < 1


def test_nothing_is_kept_of_a_run_without_pages(house: House) -> None:
    Meter("run").close(house)
    assert house.catalogue.costs.of() == Used()
