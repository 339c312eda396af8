"""How much of a machine a run may use: its cores, and the memory there is for pages."""

import os
from pathlib import Path

from models.settings import Settings

BASE_BYTES = 1_000_000_000
"""What a run keeps in memory whatever it reads: programs, networks, lists, Prefect's server."""
PAGE_BYTES = 200_000_000
"""What a page takes at its most while it is read, its decoder with it (docs/benchmarks.md)."""
CGROUP = Path("/sys/fs/cgroup/memory.max")
"""The limit that a container or a service has (cgroups v2)."""


def jobs_of(settings: Settings, wanted: int | None = None) -> int:
    """Return how many pages are read side by side.

    As wanted, as set, or else one for each core, for as many as there is memory for.
    """
    most = (memory(settings) - BASE_BYTES) // PAGE_BYTES
    return wanted or settings.run.jobs or max(1, min(cores(), most))


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory(settings: Settings) -> int:
    """Return how many bytes of memory a run may use: as set, else what the machine gives it."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return settings.run.memory or min(whole, _limit())


def _limit() -> int:
    try:
        text = CGROUP.read_text().strip()
    except OSError:
        text = "max"
    return int(text) if text.isdecimal() else 2**63
