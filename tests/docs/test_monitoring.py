"""The page of monitoring names what there is: figures, events of the log, stages, alerts."""

import re
from pathlib import Path

import yaml
from prometheus_client import generate_latest

from flows.desk import HouseDesk
from flows.house import opened
from flows.seen import metrics as runs
from review.metrics import Metrics
from review.worker import Worker

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
(RULES,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
CODE = [path for room in ("flows", "review", "pipeline") for path in (ROOT / room).rglob("*.py")]


def named(text: str) -> set[str]:
    """Return the figures of ours that Prometheus would read of a text."""
    found = set(re.findall(r"^# TYPE (sohoa_\w+) (\w+)$", text, re.MULTILINE))
    return {name for name, _ in found}


def test_every_figure_is_on_the_page_and_no_other(tmp_path: Path) -> None:
    with opened({"SOHOA_HOME": str(tmp_path)}) as house:
        own = Metrics(house.catalogue, Worker(HouseDesk(house))).text().decode()
    every = named(own) | named(generate_latest(runs.REGISTRY).decode())
    assert len(every) > 20
    assert set(re.findall(r"^\| `(sohoa_\w+)` \|", PAGE, re.MULTILINE)) == every


def test_alerts_ask_of_figures_that_there_are() -> None:
    known = set(re.findall(r"^\| `(sohoa_\w+)` \|", PAGE, re.MULTILINE))
    (group,) = yaml.safe_load(RULES)["groups"]
    assert len(group["rules"]) == 5
    for rule in group["rules"]:
        assert f"| `{rule['alert']}` |" in PAGE
        assert {name for name in re.findall(r"sohoa_\w+", rule["expr"])} <= known


def test_every_event_of_the_log_is_on_the_page() -> None:
    said = re.compile(
        r"(?:log\.(?:info|warning|error|log)|_no_matter)\(\s*(?:level, )?f?\"([^\"]+)\""
    )
    found = {event for path in CODE for event in said.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 8
    told = {event.replace("{end}", "failed") for event in found}
    assert sorted(event for event in told if f"`{event}`" not in PAGE) == []


def test_every_stage_is_on_the_page() -> None:
    stages = {
        name
        for path in CODE
        for name in re.findall(r"stage\(\"(\w+)\"\)", path.read_text(encoding="utf-8"))
    }
    (row,) = re.findall(r"^\| `sohoa_stage_seconds` \| `stage`: ([^|]+) \|", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == stages
