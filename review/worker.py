"""What stewards decided is filed in the background, while they go on.

What is due stands in the catalogue, so nothing is lost where this ends early: it is filed at the
next start, or by the next run, export or rerun.
"""

import threading
from collections import deque
from collections.abc import Callable

from models.errors import SohoaError
from review import unforeseen
from review.desk import Desk

SWEEP_SECONDS = 300.0
"""How often what is due is filed of documents that nobody left: somebody closed the window."""
UNFORESEEN = "Something unforeseen happened: see the terminal of sohoa review."


class Worker:
    """Files scans one after the other, from `start` to `stop`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._left: deque[str] = deque()
        self._wake, self._ends = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="filing")
        self._counts = threading.Event()
        self._troubles: dict[str, str] = {}

    @property
    def trouble(self) -> str:
        """Why something could not be filed yet, in English; empty while all goes well."""
        return next(iter([*self._troubles.values()]), "")

    def file(self, sha256: str) -> None:
        """Have the documents of a scan be filed as decided, soon."""
        self._left.append(sha256)
        self._wake.set()

    def count(self) -> None:
        """Have the figures of the campaign be counted anew, soon."""
        self._counts.set()
        self._wake.set()

    def start(self) -> None:
        """Begin with what was left by an earlier process."""
        self._thread.start()

    def stop(self) -> None:
        """End after the scan in hand."""
        self._ends.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        self._guarded("", self._sweep)
        while not self._ends.is_set():
            if not self._wake.wait(SWEEP_SECONDS):
                self._guarded("", self._sweep)
            self._wake.clear()
            while self._left and not self._ends.is_set():
                self._file(self._left.popleft())
            if self._counts.is_set() and not self._ends.is_set():
                self._counts.clear()
                self._guarded("campaign", self._desk.count)

    def _sweep(self) -> None:
        """File all that is due; one that fails keeps no other waiting."""
        for sha256 in self._desk.catalogue.decisions.due():
            if self._ends.is_set():
                return
            self._file(sha256)

    def _file(self, sha256: str) -> None:
        self._guarded(sha256, lambda: self._desk.file_due(sha256))

    def _guarded(self, what: str, do: Callable[[], object]) -> None:
        """Do something, of a scan as a rule, and remember in a sentence why that failed."""
        try:
            do()
        except SohoaError as error:
            self._troubles[what] = str(error)
        except Exception as error:
            # Its words may be a patient's; the thread must live, and the next sweep tries again.
            unforeseen.tell(error)
            self._troubles[what] = UNFORESEEN
        else:
            self._troubles.pop(what, None)
