"""A few of the seeds of `make bench-faults`, on a small batch."""

from pathlib import Path

import pytest

from tests.faults.faults import FAULTS
from tests.faults.trial import Reference, trial, undisturbed
from tests.faults.world import write

pytestmark = pytest.mark.slow

PAGES = 5
SEEDS = {"clock": 9, "pause": 1, "kill": 2, "corrupt": 3, "kill a decoder": 4}
"""Full disks, lost stores and lost databases are tested elsewhere; the bench draws from all."""


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("faults") / "scans", PAGES)


@pytest.fixture(scope="module")
def reference(
    scans: Path, prefect_server: Path, tmp_path_factory: pytest.TempPathFactory
) -> Reference:
    return undisturbed(tmp_path_factory.mktemp("reference"), scans, PAGES, prefect_server)


@pytest.mark.parametrize("fault", SEEDS)
def test_the_laws_hold_after(
    fault: str, scans: Path, reference: Reference, prefect_server: Path, tmp_path: Path
) -> None:
    assert fault in FAULTS
    done = trial(SEEDS[fault], tmp_path, scans, PAGES, prefect_server, reference, fault)
    assert not done.broken, done
