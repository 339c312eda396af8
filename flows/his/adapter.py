"""What any hospital's system is to sohoa. A further kind is one file, and a line in `opening`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from extractors import typed
from flows.lexicons.columns import Bad, Cells
from models.errors import UsageError
from models.hospital import Asked, Notice, Prescription, Stay

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?.*")
_INSURER = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d))?")
"""As the insurer's tables have times: yyyymmddHHMM."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system said. `people` are rows of its register, as files of one have them.

    `kept` is called once all of it is kept: what brought it is done with then.
    """

    people: tuple[tuple[int, Cells | Bad], ...] = ()
    stays: tuple[Stay, ...] = ()
    prescriptions: tuple[Prescription, ...] = ()
    kept: Callable[[], None] = lambda: None

    @property
    def empty(self) -> bool:
        """Whether it says nothing of anybody."""
        return not (self.people or self.stays or self.prescriptions)


class His(Protocol):
    """A hospital's system. Any call raises DeliveryError where it is away or refuses us.

    It raises DocumentRefused where only this question or this notice is refused.
    """

    name: str
    """What it is called on screen and in the audit: a host or a folder, and no secret."""
    asks: bool
    """Whether it can be asked; one that cannot says what it knows by itself."""
    tells: bool
    """Whether it can be told what is filed."""

    def check(self) -> list[tuple[str, str]]:
        """Return what it has of what is needed, by name, in words to translate."""
        ...

    def changes(self, since: str | None) -> Iterator[Answer]:
        """Yield what was changed since a time (ISO), in portions; with None all there is."""
        ...

    def look_up(self, asked: Asked, value: str) -> Answer:
        """Return what it has under a number; only where it `asks`."""
        ...

    def tell(self, notice: Notice) -> None:
        """Tell it of a document; only where it `tells`. Twice is once."""
        ...


def stay(cells: Cells) -> tuple[Stay, Prescription | None]:
    """Return the stay that a row of a list tells, and the prescription of it.

    Raises Bad where it names no patient, or neither code nor record number.
    """
    whose, code = cells["patient_id"].upper(), cells["stay_code"]
    record = cells.get("record_number", "").upper()
    if not whose:
        raise Bad("the patient id is missing")
    if not (code or record):
        raise Bad("the stay code is missing")
    made = Stay(
        whose,
        code,
        record,
        cells.get("department", ""),
        moment(cells.get("admitted_at", "")),
        moment(cells.get("discharged_at", "")),
    )
    order = cells.get("prescription_code", "")
    return made, Prescription(order.lower(), whose) if order else None


def moment(text: str) -> str:
    """Return a date, with its time where that is said; empty for what is none."""
    if iso := _ISO.fullmatch(text):
        day, clock = iso[1], iso[2]
    elif said := _INSURER.fullmatch(text):
        day, clock = "-".join(said.group(1, 2, 3)), ":".join(filter(None, said.group(4, 5)))
    else:
        try:
            day, _, clock = (typed.normal("encounter.admitted_at", text) or "").partition("T")
        except UsageError:
            return ""
    try:
        date.fromisoformat(day)
    except ValueError:
        return ""
    return f"{day}T{clock}" if clock else day
