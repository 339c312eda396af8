"""Separator sheets: what the code on one says. It is a number that means something here alone."""

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

BYTES = 10
"""Of chance in an id: nobody guesses one that was printed."""
PREFIX = "SOHOA SEPARATOR "
_CODE = re.compile(rf"{PREFIX}([A-Z2-7]{{16}})([A-Z2-7]{{4}})")


class SlipKind(StrEnum):
    """What begins after a sheet."""

    BATCH = "batch"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Slip:
    """A separator sheet that was printed for a batch, or for one patient of the register."""

    id: str
    kind: SlipKind
    batch: str
    patient_id: str | None = None


def slip_id(chance: bytes) -> str:
    """Return the id that BYTES of chance make: 16 capitals and digits."""
    return base64.b32encode(chance[:BYTES]).decode()


def code(slip: str) -> str:
    """Return what the code on the sheet with this id holds: the id, and a check of it."""
    return f"{PREFIX}{slip}{_check(slip)}"


def slip_of(text: str) -> str | None:
    """Return the id in a code as it was read; None for any other code, and a misread one."""
    found = _CODE.fullmatch(text)
    return found[1] if found and found[2] == _check(found[1]) else None


def _check(slip: str) -> str:
    digest = hashlib.sha256(f"sohoa separator {slip}".encode()).digest()
    return base64.b32encode(digest).decode()[:4]
