"""Thresholds chosen from the errors that are bearable."""

import json
from pathlib import Path

import pytest

from flows.settings import load
from flows.thresholds import NEVER, chosen
from tests.flows.command import Command

RIGHT, WRONG = True, False


@pytest.mark.parametrize(
    ("values", "target", "threshold", "accepted", "wrong"),
    [
        ([(0.9, RIGHT)] * 200, 0.99, 0.9, 200, 0),
        ([(0.9, RIGHT)] * 20, 0.99, NEVER, 0, 0),  # twenty right ones do not prove 99 %
        ([(0.9, RIGHT)] * 200 + [(0.5, WRONG)] * 3, 0.99, 0.9, 200, 0),
        ([(0.9, RIGHT)] * 200 + [(0.5, WRONG), (0.5, RIGHT)], 0.99, 0.5, 202, 1),
        ([(0.9, RIGHT)] * 150 + [(0.9, WRONG)] * 3, 0.99, NEVER, 0, 0),
        ([(0.9, WRONG)] + [(0.8, RIGHT)] * 300, 0.99, 0.8, 301, 1),
        ([], 0.99, NEVER, 0, 0),
    ],
)
def test_the_lowest_threshold_that_keeps_the_target(
    values: list[tuple[float, bool]], target: float, threshold: float, accepted: int, wrong: int
) -> None:
    choice = chosen("identity", values, target)
    assert (choice.threshold, choice.accepted, choice.wrong) == (threshold, accepted, wrong)


def test_the_command_shows_and_writes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sohoa = Command(home)
    tried = sohoa("thresholds", "--target", "0.99", "--dry-run", "--json")
    assert not home.joinpath("settings.toml").exists()
    done = sohoa("thresholds", "--target", "0.99", "--json")
    said = json.loads(done.stdout)
    assert said == json.loads(tried.stdout)
    settings, origins = load({"SOHOA_HOME": str(home)})
    for choice in said:
        assert getattr(settings.accept, choice["group"]) == choice["threshold"]
        assert origins[f"accept.{choice['group']}"] == "settings.toml"
        assert choice["wrong"] <= 0.01 * choice["accepted"] + 0.01
