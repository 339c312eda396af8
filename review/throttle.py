"""How often one address may fail to log in."""

import threading
import time
from collections import defaultdict, deque

FAILURES = 20
SECONDS = 300.0
"""So many failures within so long; then the address waits. A ward may share one address."""


class Throttle:
    """Counts failures by address, in this process alone."""

    def __init__(self) -> None:
        self._failed: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def waits(self, where: str) -> bool:
        """Return whether this address failed too often of late."""
        with self._lock:
            self._forget()
            return len(self._failed.get(where, ())) >= FAILURES

    def failed(self, where: str) -> None:
        """Count a failure."""
        with self._lock:
            self._failed[where].append(time.monotonic())

    def _forget(self) -> None:
        old = time.monotonic() - SECONDS
        for where, times in list(self._failed.items()):
            while times and times[0] < old:
                times.popleft()
            if not times:
                del self._failed[where]
