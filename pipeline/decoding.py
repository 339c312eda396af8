"""Files are decoded in child processes: this asks them, and stands when one of them falls.

A child serves one caller at a time and is kept for the next; as many live as there are
callers at one time. One that dies over a file is replaced, and the file is refused.
"""

import atexit
import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import WeakSet

import numpy as np
from pydantic import TypeAdapter, ValidationError

from models.codec import SIGNATURES
from models.document import Scan
from models.errors import EngineError, RejectReason, ScanRefused
from models.settings import Ingest, Limits
from models.signature import Authorities, Signature, State
from pipeline.container import refused
from pipeline.decoder import FRAME, SENT
from pipeline.ingest import PageImage

START_SECONDS = 60
PATIENCE = 10
"""How many times `limits.seconds` of computing an answer may take where others compute as well."""
_HEAD_BYTES = 64 << 20
_PIXEL_BYTES = 4

_GIVEN = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "TMPDIR")
"""All that a child sees of the environment: the secrets of stores and servers are not in it."""
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP)
"""How a child ends that a person or a system short of memory ended, or this process for waiting."""

_SCAN: TypeAdapter[Scan] = TypeAdapter(Scan)

log = logging.getLogger("sohoa")


def inspect(path: Path, limits: Limits) -> Scan:
    """Do as `pipeline.ingest.inspect`."""
    said, _ = _ask("inspect", path, limits)
    return _SCAN.validate_python(said["scan"])


def rasterise(
    path: Path, media_type: str, number: int, settings: Ingest, limits: Limits
) -> PageImage:
    """Do as `pipeline.ingest.rasterise`."""
    said, data = _ask("rasterise", path, limits, settings, media_type=media_type, number=number)
    try:
        page = SENT.validate_python(said["page"])
        image = np.frombuffer(data, np.uint8).reshape(page.shape)
    except (ValidationError, ValueError) as error:
        raise refused(RejectReason.DAMAGED) from error
    return PageImage(page.number, image, page.dpi, page.words)


def jpeg(
    path: Path, media_type: str, number: int, settings: Ingest, limits: Limits
) -> tuple[bytes, float, int] | None:
    """Do as `pipeline.ingest.jpeg`."""
    said, data = _ask("jpeg", path, limits, settings, media_type=media_type, number=number)
    if said["jpeg"] is None:
        return None
    dpi, turn = said["jpeg"]
    return bytes(data), float(dpi), int(turn)


def signatures(
    path: Path, authorities: Authorities, limits: Limits, moment: datetime | None = None
) -> tuple[Signature, ...]:
    """Do as `pipeline.signatures.signatures`; `UNCHECKED` as well where it costs too much."""
    every = (authorities.trusted, authorities.between)
    known = [[one.hex() for one in some] for some in every]
    at = moment and moment.isoformat()
    try:
        said, _ = _ask("signatures", path, limits, authorities=known, moment=at)
    except ScanRefused:
        return (Signature(State.UNCHECKED),)
    return SIGNATURES.validate_python(said["signatures"])


class _Fallen(Exception):
    """A child gave no whole answer."""


class _Child:
    """One decoder; `seconds` is what it had computed when it last answered."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            # -P: nothing is imported from the folder that the command was given in.
            [sys.executable, "-P", "-m", "pipeline.decoder"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # decoders quote what they read
            env={name: os.environ[name] for name in _GIVEN if name in os.environ} | _ONE_THREAD,
            start_new_session=True,
            bufsize=0,
        )
        self.owner = os.getpid()
        self.seconds = 0.0
        try:
            self._answer(START_SECONDS, 0)
        except _Fallen as error:
            self.end()
            raise EngineError(
                "The decoder does not start. See that some memory is free, then try again."
            ) from error

    def ask(self, asked: bytes, seconds: float, most: int) -> tuple[dict[str, Any], bytearray]:
        """Return an answer of at most `most` bytes; _Fallen after `seconds`."""
        assert self._process.stdin
        try:
            self._process.stdin.write(FRAME.pack(len(asked), 0) + asked)
        except BrokenPipeError as error:
            raise _Fallen from error
        return self._answer(seconds, most)

    def end(self) -> int:
        """End it and what it started; return its exit code, the signal below 0."""
        with suppress(subprocess.TimeoutExpired):  # one that fell is about to be gone
            self._process.wait(0.2)
        code = self._process.returncode
        self.seconds = 0.0  # what it used is among what this process has waited for
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        return self._process.wait() if code is None else code

    def _answer(self, seconds: float, most: int) -> tuple[dict[str, Any], bytearray]:
        until = time.monotonic() + seconds
        head, more = FRAME.unpack(self._read(FRAME.size, until))
        if head > _HEAD_BYTES or more > most:
            raise _Fallen
        said = json.loads(self._read(head, until))
        self.seconds = float(said.pop("seconds", 0.0))
        return said, self._read(more, until)

    def _read(self, count: int, until: float) -> bytearray:
        assert self._process.stdout
        pipe, data, poll = self._process.stdout.fileno(), bytearray(count), select.poll()
        poll.register(pipe, select.POLLIN)
        left = memoryview(data)
        while left:
            ready = poll.poll(max(0, round(1000 * (until - time.monotonic()))))
            got = os.readv(pipe, [left]) if ready else 0
            if not got:
                raise _Fallen
            left = left[got:]
        return data


_idle: list[_Child] = []
_living: WeakSet[_Child] = WeakSet()
_lock = threading.Lock()


def seconds() -> float:
    """Return what the decoders have computed that this process has not waited for yet."""
    with _lock:
        return sum(child.seconds for child in _living if child.owner == os.getpid())


def _ask(
    do: str, path: Path, limits: Limits, settings: Ingest | None = None, **more: object
) -> tuple[dict[str, Any], bytearray]:
    """Return an answer that is none of a refusal; raises ScanRefused and EngineError."""
    asked = {
        "do": do,
        "path": os.fspath(path.absolute()),
        "limits": limits.model_dump(),
        "ingest": settings and settings.model_dump(),
        **more,
    }
    said, data = _served(json.dumps(asked).encode(), limits)
    if "refused" in said:
        reason, pages = said["refused"]
        raise refused(RejectReason(reason), pages=pages)
    if "missing" in said:
        raise EngineError(said["missing"])
    if "failed" in said:
        log.warning("decoder failed", extra={"error": said["failed"]})
        raise refused(RejectReason.DAMAGED)
    return said, data


def _served(asked: bytes, limits: Limits) -> tuple[dict[str, Any], bytearray]:
    most = max(_PIXEL_BYTES * limits.page_pixels, limits.file_bytes)
    for again in (True, False):
        child = _borrowed()
        try:
            answer = child.ask(asked, PATIENCE * limits.seconds, most)
        except _Fallen:
            code = child.end()
            log.warning("decoder ended", extra={"code": code})
            if again and code in _FROM_OUTSIDE:
                continue  # the file may be innocent
            costly = code in (*_FROM_OUTSIDE, -signal.SIGXCPU)
            raise refused(RejectReason.TOO_COSTLY if costly else RejectReason.DAMAGED) from None
        except BaseException:
            child.end()
            raise
        with _lock:
            _idle.append(child)
        return answer
    raise AssertionError("the second try returns or raises")


def _borrowed() -> _Child:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.owner == os.getpid():  # a process that was forked has none of its own yet
                return child
    made = _Child()
    with _lock:
        _living.add(made)
    return made


@atexit.register
def _end_all() -> None:
    while _idle:
        child = _idle.pop()
        if child.owner == os.getpid():
            child.end()
