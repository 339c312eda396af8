"""Whether the desk can do its work: catalogue and store are there, and answer soon."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from functools import partial

from models.errors import MigrationDue, SohoaError
from review.aside import begun
from review.desk import Desk

SECONDS = 0.8
"""A part that takes longer is away: who asks waits a second."""
OK, AWAY, DUE = "ok", "away", "migration due"


class Ready:
    """Asks each part in a thread of its own; one that does not answer is not asked again."""

    def __init__(self, desk: Desk) -> None:
        self._parts: Mapping[str, Callable[[], None]] = {
            "catalogue": desk.catalogue.reach,
            "store": desk.store.reach,
        }
        self._asked: dict[str, Future[str]] = {}
        self._lock = threading.Lock()

    def look(self) -> dict[str, str]:
        """Return how each part is: OK, AWAY or DUE."""
        with self._lock:
            for part, look in self._parts.items():
                if part not in self._asked or self._asked[part].done():
                    self._asked[part] = begun(partial(_state, look))
            asked = dict(self._asked)
        wait(asked.values(), SECONDS)
        return {part: one.result() if one.done() else AWAY for part, one in asked.items()}


def _state(look: Callable[[], None]) -> str:
    try:
        look()
    except MigrationDue:
        return DUE
    except SohoaError:
        return AWAY
    return OK
