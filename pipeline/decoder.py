"""The child process that decodes files: it is asked on its standard input, one page at a time.

What a file makes of its decoder stays in here. This process has a limit on its memory and on
the time that it computes for one question, writes no file, leaves no core, and was given no
secret. `pipeline.decoding` starts it and asks it.
"""

import json
import os
import resource
import struct
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from pydantic import TypeAdapter

from models.errors import EngineError, RejectReason, ScanRefused
from models.page import Word
from models.settings import Ingest, Limits
from models.signature import Authorities
from models.trail import kind_and_place
from pipeline import ingest
from pipeline.container import signed

FRAME = struct.Struct(">QQ")
"""Each message begins with it: the bytes of its JSON, and those of what follows that."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A page without its pixels: they follow. `shape` is that of the array of uint8."""

    number: int
    shape: tuple[int, ...]
    dpi: float
    words: tuple[Word, ...]


SENT: TypeAdapter[Sent] = TypeAdapter(Sent)

Answer = tuple[dict[str, Any], memoryview]
_NOTHING = memoryview(b"")


def main() -> None:
    """Answer until the other end is closed."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold a patient's paper
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _send(answers, {}, _NOTHING)
    while head := sys.stdin.buffer.read(FRAME.size):
        asked = json.loads(sys.stdin.buffer.read(FRAME.unpack(head)[0]))
        limits = Limits(**asked["limits"])
        _bound(limits)
        said, more = answer(asked, limits)
        used = _seconds(resource.RUSAGE_SELF) + _seconds(resource.RUSAGE_CHILDREN)
        _send(answers, {**said, "seconds": used}, more)


def answer(asked: dict[str, Any], limits: Limits) -> Answer:
    """Return what was asked for, or how that ended."""
    try:
        return _ASKED[asked["do"]](asked, limits)
    except ScanRefused as refusal:
        return {"refused": [refusal.reason, refusal.pages]}, _NOTHING
    except EngineError as error:
        return {"missing": str(error)}, _NOTHING
    except MemoryError:
        return {"refused": [RejectReason.TOO_COSTLY, 1]}, _NOTHING
    except Exception as error:  # of a decoder, on bytes that nobody foresaw
        return {"failed": kind_and_place(error)}, _NOTHING


def _inspect(asked: dict[str, Any], limits: Limits) -> Answer:
    return {"scan": asdict(ingest.inspect(Path(asked["path"]), limits))}, _NOTHING


def _rasterise(asked: dict[str, Any], limits: Limits) -> Answer:
    page = ingest.rasterise(*_page(asked), limits)
    sent = Sent(page.number, page.image.shape, page.dpi, page.words)
    pixels = np.ascontiguousarray(page.image)
    return {"page": SENT.dump_python(sent, mode="json")}, pixels.data.cast("B")


def _jpeg(asked: dict[str, Any], limits: Limits) -> Answer:
    found = ingest.jpeg(*_page(asked), limits)
    if found is None:
        return {"jpeg": None}, _NOTHING
    return {"jpeg": found[1:]}, memoryview(found[0])


def _signatures(asked: dict[str, Any], _: Limits) -> Answer:
    path, moment = Path(asked["path"]), asked["moment"]
    with path.open("rb") as file:
        if not signed(file):
            return {"signatures": []}, _NOTHING
    # Imported here: what checks signatures takes long to load, and few files carry any.
    from pipeline.signatures import signatures

    trusted, between = (tuple(map(bytes.fromhex, some)) for some in asked["authorities"])
    at = datetime.fromisoformat(moment) if moment else None
    found = signatures(path, Authorities(trusted, between), at)
    return {"signatures": [asdict(one) for one in found]}, _NOTHING


def _page(asked: dict[str, Any]) -> tuple[Path, str, int, Ingest]:
    return Path(asked["path"]), asked["media_type"], asked["number"], Ingest(**asked["ingest"])


_ASKED: dict[str, Callable[[dict[str, Any], Limits], Answer]] = {
    "inspect": _inspect,
    "rasterise": _rasterise,
    "jpeg": _jpeg,
    "signatures": _signatures,
}


def _bound(limits: Limits) -> None:
    """Let the system end this process, and what it starts, where it asks for too much."""
    until = int(_seconds(resource.RUSAGE_SELF)) + limits.seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    if sys.platform == "linux":  # elsewhere it counts what was never used
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.RLIM_INFINITY))


def _seconds(whose: int) -> float:
    """Return the time that was computed, in seconds."""
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _send(answers: BinaryIO, said: dict[str, Any], more: memoryview) -> None:
    head = json.dumps(said).encode()
    answers.write(FRAME.pack(len(head), len(more)) + head)
    answers.write(more)
    answers.flush()


if __name__ == "__main__":
    main()
