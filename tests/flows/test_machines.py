"""The same flow on Dask: two workers, PostgreSQL and an S3 server; one is killed mid-chart."""

from pathlib import Path

import pytest

from flows.house import opened
from models.errors import EngineError
from tests.bench.machines import cluster, killed_in_a_chart
from tests.flows.command import Command, write_scans

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.s3]


def test_a_worker_that_is_killed_in_a_chart_costs_nothing_but_time(
    tmp_path: Path, prefect_home: Path
) -> None:
    with cluster(tmp_path, "127.0.0.1", [[], []], prefect_home) as both:
        pages, calls = killed_in_a_chart(both, tmp_path, 8)
        assert all(machine.sohoa.count() for machine in both.machines)
        # The page that the killed worker had in hand may be read again, and no other.
        assert pages <= calls <= pages + 1
        with opened(both.sohoa.environ) as house:
            used = house.catalogue.costs.of("box")
        # Each worker keeps what it used for a scan as that is filed; a scan may be done twice.
        assert used.pages >= pages
        assert used.core_seconds > 0
        again = both.sohoa("run", tmp_path / "scans", "--batch", "box")
        assert again.returncode == 0, again.stderr
        assert both.calls() == calls


def test_without_a_scheduler_the_run_says_so(bare: Command, tmp_path: Path) -> None:
    away = {"SOHOA_RUN_DASK": "tcp://127.0.0.1:9"}
    ended = bare("run", write_scans(tmp_path / "scans", 1), **away)
    assert ended.returncode == EngineError.exit_code, ended.stderr
    assert "run.dask" in ended.stderr
    with opened(bare.environ) as house:
        assert house.catalogue.balances.of("scans").waiting == 1
