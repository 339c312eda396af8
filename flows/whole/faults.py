"""What can be wrong, and with what."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong."""

    DAMAGED = "damaged"
    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"
    AUDIT = "audit"
    INDEX = "index"
    UNLOCKED = "unlocked"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be.

    `subject` is an object's key, or kind and id of a row as the audit names it; `what` is one
    English sentence without patient text.
    """

    kind: Kind
    subject: str
    what: str


@dataclass(frozen=True, slots=True)
class Look:
    """How to look: `quick` leaves the bytes of objects unread; `done` is called as work goes on.

    `done` takes how many objects or rows were looked at since it was called last.
    """

    quick: bool = False
    done: Callable[[int], None] = lambda _: None
