"""The log: one place for what every process of a home says, in lines of ids.

A line has a time, a level, an event and ids: scans by the first digits of their hash, documents,
pages, runs. No name of a file or batch is in it, and of an error its kind and place alone.
"""

import fcntl
import io
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from models.settings import Log
from models.trail import kind_and_place
from storage.clock import ZONE

FILE_BYTES = 10_000_000
FILES = 20
"""So many older files are kept beside each log."""
SHOWN = 12
"""Digits of a scan's hash that stand in a line."""
PREFECT = ("prefect", "prefect.flow_runs", "prefect.task_runs", "httpx", "urllib3")
OURS = ("sohoa", "opentelemetry")

log = logging.getLogger("sohoa")

_runs: list[str] = []
"""The run that goes on in this process, if any does."""
_place: list[tuple[Path, Log]] = []
"""The folder that this process writes to, and how; nothing before that was said."""


class Json(JsonFormatter):
    """A line as a JSON document."""

    def __init__(self) -> None:
        names = {"asctime": "time", "levelname": "level", "name": "logger", "message": "event"}
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={**names, "exc_info": "error"},
            json_ensure_ascii=False,
            json_default=str,
        )

    def formatTime(self, record: logging.LogRecord, _: str | None = None) -> str:
        """Return the time on Viet Nam's clocks, with its zone."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone(ZONE)
        return at.isoformat(timespec="milliseconds")

    def formatException(self, error: Any) -> str:
        """Return kind and place: the words of an error may be a patient's."""
        return kind_and_place(error[1])

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return what the line has: the run too."""
        return log_data | ({"run": _runs[-1]} if _runs else {})


class Text(Json):
    """A line for people: time, level, event, then each id after its name."""

    def serialize_log_record(self, log_data: dict[str, Any]) -> str:
        """Return the line."""
        first = [str(log_data.pop(name)) for name in ("time", "level", "logger", "event")]
        rest = [f"{name}={value}" for name, value in log_data.items()]
        return " ".join(" ".join([*first, *rest]).split())


class _Rotating(RotatingFileHandler):
    """Begins a new file when one is full, also where several processes write to it."""

    def _open(self) -> io.TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def doRollover(self) -> None:
        """Rename the full file, or go on in the new one where another process was first."""
        with Path(f"{self.baseFilename}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._mine():
                super().doRollover()
            else:
                if self.stream:
                    self.stream.close()
                self.stream = self._open()

    def _mine(self) -> bool:
        try:
            there = Path(self.baseFilename).stat()
        except FileNotFoundError:
            return False
        return self.stream is not None and os.path.samestat(there, os.fstat(self.stream.fileno()))


def write_to(home: Path, settings: Log) -> None:
    """Have this process write its log as the settings say, and nowhere else."""
    _place[:] = [(home / "logs", settings)]
    log.setLevel(settings.level.upper())
    _have(OURS, "sohoa.log")


def quiet() -> None:
    """Send what Prefect and its connections say to the log too: the screen is for people."""
    _have(PREFECT, "prefect.log")


@contextmanager
def of_run(name: str) -> Iterator[None]:
    """Have every line of this process name the run."""
    _runs.append(name)
    try:
        yield
    finally:
        _runs.remove(name)


def renewed(path: Path) -> Path:
    """Return a log that another program writes to, put aside first where it is full."""
    if path.exists() and path.stat().st_size > FILE_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    return path


def _have(names: Sequence[str], file: str) -> None:
    """Have these loggers write to a file alone, or to the standard error as all others do."""
    ((folder, settings),) = _place
    handler: logging.Handler = logging.StreamHandler(sys.__stderr__)
    if settings.to == "file":
        handler = _Rotating(folder / file, "a", FILE_BYTES, FILES, "utf-8", delay=True)
    handler.setFormatter(Json() if settings.format == "json" else Text())
    for name in names:
        logger = logging.getLogger(name)
        for old in list(logger.handlers):
            logger.removeHandler(old)
            old.close()
        logger.propagate = False
        logger.addHandler(handler)
