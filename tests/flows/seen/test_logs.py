"""Lines of the log: what is in them, and that none is lost where several processes write."""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.seen import logs
from flows.settings import load

SECRET = "NGUYỄN THỊ HOÀ"


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest, home: Path) -> Iterator[Path]:
    """Where a process writes its log in this form."""
    settings = load({})[0].log.model_copy(update={"format": request.param})
    logs.write_to(home, settings)
    yield home / "logs" / "sohoa.log"
    logs.write_to(home, load({})[0].log)


def test_a_line_has_time_level_event_and_ids(written: Path) -> None:
    with logs.of_run("r1"):
        logs.log.info("scan filed", extra={"scan": "ab12", "documents": 2, "seconds": 1.5})
    logs.log.debug("not asked for")
    (line,) = written.read_text("utf-8").splitlines()
    if line[0] == "{":
        told = json.loads(line)
        at = told.pop("time")
        assert told == {
            "level": "INFO",
            "logger": "sohoa",
            "event": "scan filed",
            "scan": "ab12",
            "documents": 2,
            "seconds": 1.5,
            "run": "r1",
        }
    else:
        at, rest = line.split(" ", 1)
        assert rest == "INFO sohoa scan filed scan=ab12 documents=2 seconds=1.5 run=r1"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00", at)


def test_an_error_has_kind_and_place_and_no_words(written: Path) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logs.log.exception("a library that says too much", stack_info=False)
    text = written.read_text("utf-8")
    assert len(text.splitlines()) == 1
    assert "ValueError (test_logs.py:" in text and "NGUYỄN" not in text


def test_a_line_stays_one_line(written: Path) -> None:
    logs.log.warning("one\ntwo", extra={"problem": "three\r\nfour"})
    assert len(written.read_text("utf-8").splitlines()) == 1


def test_lines_go_to_the_standard_error_where_that_is_set(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = load({"SOHOA_LOG_TO": "stderr", "SOHOA_LOG_FORMAT": "json"})[0].log
    logs.write_to(home, settings)
    logs.log.info("run begun", extra={"scans": 1})
    logs.write_to(home, load({})[0].log)
    assert json.loads(capfd.readouterr().err)["scans"] == 1
    assert not (home / "logs").exists()


WRITER = """
import logging, sys
from flows.seen.logs import Text, _Rotating
handler = _Rotating(sys.argv[1], maxBytes=4000, backupCount=500, encoding="utf-8", delay=True)
handler.setFormatter(Text())
log = logging.getLogger("sohoa")
log.addHandler(handler)
for number in range(400):
    log.warning("event", extra={"scan": f"{sys.argv[2]}-{number}"})
"""


def test_full_files_are_renewed_and_two_processes_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "sohoa.log"
    command = [sys.executable, "-c", WRITER, str(path)]
    both = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    assert [process.wait() for process in both] == [0, 0]
    files = [one for one in path.parent.iterdir() if not one.name.endswith(".lock")]
    assert len(files) > 5
    # Between the look at the size and the line, another process may write one.
    assert all(one.stat().st_size <= 4000 + 2 * 200 for one in files)
    said = [line.split("scan=")[1] for one in files for line in one.read_text().splitlines()]
    assert sorted(said) == sorted(f"{name}-{number}" for name in "ab" for number in range(400))


def test_what_another_program_writes_is_put_aside_when_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 10)
    path = tmp_path / "prefect-server.log"
    for text, kept in (("short", True), ("longer than ten", False)):
        path.write_text(text)
        assert logs.renewed(path) == path
        assert path.exists() == kept
    assert (tmp_path / "prefect-server.log.1").read_text() == "longer than ten"


def test_the_levels_of_the_settings_are_ones_that_there_are() -> None:
    known = logging.getLevelNamesMapping()
    for level in ("debug", "info", "warning", "error"):
        assert load({"SOHOA_LOG_LEVEL": level})[0].log.level.upper() in known
