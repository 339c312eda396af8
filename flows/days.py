"""Days, months and years as people give them: 2023, 2023-05, 2023-05-17, 17/05/2023."""

import re
from calendar import monthrange
from datetime import date

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|(\d{2})/(\d{2})/(\d{4})")


def span(text: str) -> tuple[date, date]:
    """Return the first and the last day of a day, a month or a year; ValueError where it is none.

    A year is of four digits, as in all of these.
    """
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day = found[1] or found[6], found[2] or found[5], found[3] or found[4]
    first = date(int(year), int(month or 1), int(day or 1))
    if day:
        return first, first
    last = date(first.year, int(month or 12), 1)
    return first, last.replace(day=monthrange(last.year, last.month)[1])
