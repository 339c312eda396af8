"""Every step that the ablation takes out is still there, and is back afterwards."""

import pytest

from flows.settings import load
from models.settings import Settings
from pipeline import clean
from tests.bench.steps import STEPS, unchanged

SETTINGS = load({})[0]


@pytest.mark.parametrize("name", STEPS)
def test_every_step_can_be_taken_out(name: str) -> None:
    # Fails in itself where the setting or the function is there no more.
    with STEPS[name](SETTINGS) as changed:
        assert isinstance(changed, Settings)


def test_a_step_is_back_afterwards() -> None:
    before = clean.despeckled
    with STEPS["specks left"](SETTINGS):
        assert clean.despeckled is unchanged
    assert clean.despeckled is before
