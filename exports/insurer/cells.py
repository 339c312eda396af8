"""What goes into a field of the insurer's tables, or why nothing does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from exports.stored import Stored
from models.record import Field, Item, Status

UNSAID = "unsaid"
"""The paper does not say it."""
WAITING = "waiting"
"""A value is there and waits for a person."""
DIFFERS = "differs"
"""Documents of the stay say different things, and no person has decided."""
NO_TIME = "no time"
"""The day is there and no time of day."""
NO_CODE = "no code"
"""It is there in words; the insurer wants a code."""

STEWARD = (Status.VERIFIED, Status.CORRECTED)


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a field is empty."""

    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """Narrative as read: it has no probability, and nobody has looked at it."""

    text: str


Cell = str | Read | Lack
Row = dict[str, Cell]


def agreed(items: Iterable[Item], key: str) -> Cell:
    """Return the one value of a field that documents tell, the fullest of them for dates.

    A steward's word goes over others'; where those that are left differ nothing is chosen.
    """
    fields = [item[key] for item in items if key in item]
    there = [field for field in fields if field.value and field.status is not Status.REJECTED]
    certain = [field for field in there if field.status in STEWARD] or [
        field for field in there if field.status is not Status.REVIEW
    ]
    if not certain:
        return Lack(WAITING if any(map(_waits, fields)) else UNSAID)
    values = {field.value or "" for field in certain}
    fullest = max(values, key=len)
    return fullest if all(fullest.startswith(value) for value in values) else Lack(DIFFERS)


def one(item: Item, key: str) -> Cell:
    """Return the value of a field of one item."""
    return agreed([item], key)


def first(cells: Iterable[Cell]) -> Cell:
    """Return the first that is no lack, else the first that tells more than that it is unsaid."""
    found = list(cells)
    for cell in found:
        if not isinstance(cell, Lack):
            return cell
    lacks = [cell for cell in found if cell != Lack(UNSAID)]
    return lacks[0] if lacks else Lack(UNSAID)


def joined(found: Iterable[Cell], between: str) -> Cell:
    """Return several values as one; a lack where one of them waits: half a list would mislead."""
    every = list(found)
    lacks = [cell for cell in every if isinstance(cell, Lack)]
    if lacks or not every:
        return lacks[0] if lacks else Lack(UNSAID)
    return between.join(map(str, every))


def made(cell: Cell, change: Callable[[str], Cell]) -> Cell:
    """Return a value changed; a lack stays one."""
    return change(cell) if isinstance(cell, str) else cell


def narrative(papers: Iterable[Stored], *kinds: str) -> Cell:
    """Return the sections of some kinds of the first document that has any, as written."""
    for paper in papers:
        texts = [part.text.strip() for part in paper.facts.sections if part.kind in kinds]
        if text := "\n".join(filter(None, texts)):
            return Read(text)
    return Lack(UNSAID)


def minute(value: str) -> Cell:
    """Return a time as `yyyymmddHHMM`."""
    return value.translate(_SIGNS) if len(value) == 16 else Lack(NO_TIME)


def day(value: str) -> Cell:
    """Return the day of a date or time as `yyyymmdd`."""
    return value[:10].translate(_SIGNS) if len(value) >= 10 else Lack(UNSAID)


def birth(value: str) -> Cell:
    """Return a date of birth, noughts for what is not known of it and for its hour."""
    return value.translate(_SIGNS).ljust(12, "0")


def code(value: str) -> Cell:
    """Tell that the words of a value are there and no code for them."""
    return Lack(NO_CODE)


def coded(codes: dict[str, str]) -> Callable[[str], Cell]:
    """Return what gives a value its code."""
    return lambda value: codes.get(value) or Lack(NO_CODE)


_SIGNS = str.maketrans("", "", "-T:")


def _waits(field: Field) -> bool:
    return field.status is Status.REVIEW
