"""What people enter of a campaign: the chosen date, wages, prices, how it was on paper."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from models.errors import UsageError

LONGEST = 300
"""Most characters of a source."""


class Value(StrEnum):
    """What is entered."""

    TARGET = "target"
    """The day on which all is to be converted."""
    WEEK = "week"
    """Working days a week, from Monday on."""
    WAGE = "wage"
    """Dong for an hour of a person's work."""
    SCANNED = "scanned"
    """Pages that a person prepares and scans in an hour."""
    CORE_HOUR = "core_hour"
    """Dong for an hour of one core of a machine."""
    GIGABYTE_YEAR = "gigabyte_year"
    """Dong for keeping a gigabyte for a year, copies counted."""
    PAPER_WAIT = "paper_wait"
    """Minutes that a doctor waits for a record on paper."""


MOST = 10**12
WEEK = 5
"""Working days where nobody has entered them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value as it was entered: by whom, when, and where it is from."""

    value: Value
    text: str
    source: str
    by: str
    at: str

    @property
    def number(self) -> float:
        """The value, where it is a number."""
        return float(self.text)

    @property
    def day(self) -> date:
        """The value, where it is a day."""
        return date.fromisoformat(self.text)


def checked(value: Value, text: str) -> str:
    """Return a value as it is kept: a day in ISO, a number with a point; UsageError for none."""
    text = text.strip()
    if value is Value.TARGET:
        return _day(text)
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise UsageError(f"{value.value} is a number, as 25000 or 1.5.") from error
    if not number.is_finite() or not 0 <= number <= MOST:
        raise UsageError(f"{value.value} is between 0 and {MOST}.")
    if value is Value.WEEK and number not in (5, 6, 7):
        raise UsageError("week is 5, 6 or 7: working days from Monday on.")
    return f"{number.normalize():f}"


def _day(text: str) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return f"{datetime.strptime(text, form):%Y-%m-%d}"
        except ValueError:
            continue
    raise UsageError("target is a day: 2027-12-31 or 31/12/2027.")
