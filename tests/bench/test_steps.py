"""Every step that the ablation takes out is still there, and is back afterwards."""

import pytest

from flows.settings import load
from models.settings import Settings
from pipeline import clean
from tests.bench.steps import STEPS, Step, unchanged
from tests.bench.worth import WITHOUT

SETTINGS = load({})[0]


@pytest.mark.parametrize("step", [*STEPS.values(), *WITHOUT.values()], ids=[*STEPS, *WITHOUT])
def test_every_step_can_be_taken_out(step: Step) -> None:
    # Fails in itself where the setting or the function is there no more.
    with step(SETTINGS) as changed:
        assert isinstance(changed, Settings)


def test_a_step_is_back_afterwards() -> None:
    before = clean.despeckled
    with STEPS["specks left"](SETTINGS):
        assert clean.despeckled is unchanged
    assert clean.despeckled is before
