"""How many pages are read side by side: by cores, by memory, as set, as wanted."""

from pathlib import Path

import pytest

from flows import capacity
from flows.settings import load


def jobs(
    monkeypatch: pytest.MonkeyPatch, memory: int = 0, wanted: int | None = None, **more: str
) -> int:
    monkeypatch.setattr(capacity, "cores", lambda: 8)
    settings, _ = load({"SOHOA_RUN_MEMORY": str(memory), **more})
    return capacity.jobs_of(settings, wanted)


def test_pages_are_as_many_as_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    base, page = capacity.BASE_BYTES, capacity.PAGE_BYTES
    assert jobs(monkeypatch, base + 3 * page + 1) == 3
    assert jobs(monkeypatch, base + 100 * page) == 8
    assert jobs(monkeypatch, 1) == 1
    assert jobs(monkeypatch, 1, wanted=5) == 5
    assert jobs(monkeypatch, 1, SOHOA_RUN_JOBS="4") == 4


def test_a_container_has_the_memory_of_its_limit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(capacity, "CGROUP", limit)
    machine = capacity.memory(load({})[0])
    limit.write_text("max\n")
    assert capacity.memory(load({})[0]) == machine
    limit.write_text(f"{capacity.BASE_BYTES + 2 * capacity.PAGE_BYTES}\n")
    assert jobs(monkeypatch) == 2
