"""`sohoa learn`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import messages
from flows.checkup import Finding, checkup
from flows.commands.learn import learn
from flows.commands.lexicon import list_lists
from models.errors import UsageError
from tests.flows.command import Command
from tests.flows.filed import QUICK
from tests.flows.learning.stewards import HELD, LEARNT_FROM, VALUES, at

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def vietnamese() -> Iterator[None]:
    messages.choose("vi", {})
    yield
    messages.choose("en", {})


@pytest.fixture
def here(taught: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a home where a steward has decided all."""
    environ = {"SOHOA_HOME": str(taught), **QUICK}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return environ


def in_use(environ: dict[str, str]) -> Finding:
    return next(one for one in checkup(environ) if one.part == "how sure a value is")


def test_it_is_shown_then_used_then_put_back(here: dict[str, str], capsys: Printed) -> None:
    assert learn(dry_run=True, as_json=True) == 0
    tried = json.loads(capsys.readouterr().out)
    assert (tried["outcome"], tried["weights"], tried["without_readings"]) == ("better", None, 0)
    there = [need["there"] for need in tried["needs"]]
    assert there == [LEARNT_FROM * VALUES, LEARNT_FROM * 2, HELD * VALUES, HELD * 2]
    assert in_use(here).found == "as the program comes"

    assert learn() == 0
    assert "calibration error" in capsys.readouterr().out
    assert f"learnt from {LEARNT_FROM * VALUES} values" in in_use(here).found
    assert list_lists(as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == []

    assert learn(undo=True) == 0
    assert capsys.readouterr().out == "in use now: what the program comes with\n"
    with pytest.raises(UsageError, match="nothing to undo"):
        learn(undo=True)


def test_what_was_said_is_written(
    here: dict[str, str], vietnamese: None, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / "corrections.ndjson"
    assert learn(data=path) == 0
    assert f"{(LEARNT_FROM + HELD) * VALUES}; tệp chứa thông tin" in capsys.readouterr().out
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert sum(not one["right"] for one in told) == 2 * (LEARNT_FROM + HELD)
    assert sum(one["held_back"] for one in told) == HELD * VALUES
    with at(Path(here["SOHOA_HOME"])) as house:
        noted = [e.subject for e in house.catalogue.audit.newest(1000, action="export")]
    assert sorted(noted) == sorted({f"document:{one['document']}" for one in told})


@pytest.mark.parametrize(
    "options", [{"undo": True, "since": "2026"}, {"undo": True, "dry_run": True}, {"since": "x"}]
)
def test_wrong_use_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="--"):
        learn(**options)  # type: ignore[arg-type]


def test_a_home_where_nobody_said_anything(bare: Command) -> None:
    ended = bare("learn")
    assert ended.returncode == 0
    assert "Too little was said yet: nothing was learnt." in ended.stdout
