"""Moving dates, also in running text, in the writing in which they are."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

GONE = "[date]"
_DIGITS = str.maketrans("0123456789", "".join(chr(0xE000 + digit) for digit in range(10)))
_BACK = {code: str(digit) for digit, code in enumerate(range(0xE000, 0xE00A))}

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*"
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})(\s*[/.-]\s*)(\d{1,2})(\s*[/.-]\s*)(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_WORDS = re.compile(
    r"(ng[àa]y\s*)(\d{1,2})(\s*th[áa]ng\s*)(\d{1,2})(\s*n[ăa]m\s*)(\d{4})(?!\d)", re.I
)
_DAY_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}}) {_MONTH},? (\d{{4}})(?!\d)", re.I)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\.? (\d{{1,2}}),? (\d{{4}})(?!\d)", re.I)
_PARTIAL = re.compile(
    r"(?<![\d/])\d{1,2}\s*/\s*\d{4}(?!\d)"
    r"|th[áa]ng\s*\d{1,2}\s*(?:\w{1,4}|/)?\s*\d{4}(?!\d)"
    r"|(?<=ngày )\d{1,2}\s*(?:/|-|th[áa]ng)\s*\d{1,2}(?!\d)",
    re.I,
)


def moved(value: str, shift: timedelta) -> str | None:
    """Return a date, partial date or time of a record, moved; None where it is none.

    Of a month the first day is moved, of a year the middle: what is not told stays untold.
    """
    try:
        if len(value) == 16:
            return (datetime.fromisoformat(value) + shift).isoformat(timespec="minutes")
        whole = value + {10: "", 7: "-01", 4: "-07-01"}[len(value)]
        return (date.fromisoformat(whole) + shift).isoformat()[: len(value)]
    except (ValueError, KeyError, OverflowError):
        return None


def hidden(text: str, shift: timedelta) -> str:
    """Return text with its dates moved, their digits as signs that `shown` makes digits again.

    Nothing takes them for other numbers meanwhile. What looks like a date and is none goes.
    """

    def put(pattern: re.Pattern[str], order: str, write: Callable[..., str], said: str) -> str:
        def one(match: re.Match[str]) -> str:
            parts = match.groups()
            day, month, year = (parts[int(place)] for place in order)
            new = _moved(day, month, year, shift)
            return write(parts, new).translate(_DIGITS) if new else GONE

        return pattern.sub(one, said)

    said = "".join(sign for sign in text if ord(sign) not in _BACK)
    said = put(_ISO, "210", lambda _, new: new.isoformat(), said)
    said = put(_NUMBERS, "024", _numbers, said)
    said = put(_WORDS, "135", _words, said)
    said = put(_DAY_MONTH, "012", lambda _, new: f"{new.day} {_name(new)} {new.year}", said)
    said = put(_MONTH_DAY, "102", lambda _, new: f"{_name(new)} {new.day}, {new.year}", said)
    return _PARTIAL.sub(GONE, said)


def shown(text: str) -> str:
    """Return text with the digits of dates again."""
    return text.translate(_BACK)


def _moved(day: str, month: str, year: str, shift: timedelta) -> date | None:
    number = month.isdecimal()
    try:
        full = int(year) if len(year) == 4 else _century(int(year))
        at = int(month) if number else _MONTHS.index(month.lower()) + 1
        return date(full, at, int(day)) + shift
    except (ValueError, OverflowError):
        return None


def _century(year: int) -> int:
    return 2000 + year if year < 50 else 1900 + year


def _numbers(parts: tuple[str, ...], new: date) -> str:
    _, one, _, two, year = parts
    return f"{new.day:02}{one}{new.month:02}{two}{str(new.year)[-len(year) :]}"


def _words(parts: tuple[str, ...], new: date) -> str:
    return f"{parts[0]}{new.day:02}{parts[2]}{new.month:02}{parts[4]}{new.year}"


def _name(new: date) -> str:
    return _MONTHS[new.month - 1].capitalize()
