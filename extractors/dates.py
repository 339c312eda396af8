"""Dates and times as Vietnamese and English paper writes them."""

import re
from datetime import date

from extractors.digits import mend

_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])\s*(?:giờ|gio|h|g|:)\s*(?P<minute>[0-5]\d|\d(?=\s*ph))?"
    r"\s*(?:phút|phut|ph|p|')?"
)
_DAY = (
    r"(?:ngày|ngay)?\s*(?P<day>[0-3]?\d)\s*"
    r"(?:[/.\-|Il]|tháng|thang|thảng)\s*(?P<month>[01]?\d)\s*"
    r"(?:[/.\-,|Il]|năm|nam|năn)\s*(?P<year>(?:19|20)\d\d)(?!\d)"
)
_BOXED = r"(?P<day>[0-3]\d)(?P<month>[01]\d)(?P<year>(?:19|20)\d\d)"
_ENGLISH = r"(?P<day>[0-3]?\d)\s+(?P<name>[A-Za-z]{3,9})\.?,?\s+(?P<year>(?:19|20)\d\d)"
_ISO = r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

DATES = [re.compile(pattern, re.IGNORECASE) for pattern in (_ISO, _DAY, _ENGLISH, _BOXED)]
SHORT = re.compile(
    r"(?<![\d/.,-])(?P<day>[0-3]?\d)\s*(?:[/.-]|tháng)\s*(?P<month>[01]?\d)\s*(?:[/.-]|năm)\s*"
    r"(?P<year>\d\d)(?![\d/.,-]\d|\d)",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(?<!\d)" + _CLOCK, re.IGNORECASE)
_SPACED = re.compile(r"(?<=\d)\s(?=\d(?:\s|$|\d))")


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first date of `text` in ISO form and where it stands, or None.

    Day before month; dates that the calendar lacks are no dates.
    """
    found = []
    for pattern in DATES:
        for match in pattern.finditer(text):
            day = _calendar(match)
            if day is not None:
                found.append((match.start(), match.end(), day))
                break
    if not found:
        return None
    start, end, day = min(found)
    return day, start, end


def short_date(text: str, *, born: bool = False) -> str | None:
    """Return the first date of `text` whose year has two digits, or None.

    The century is not written: births before 30 and other dates before 70 are taken to be
    of this one.
    """
    match = SHORT.search(text)
    if match is None:
        return None
    year = int(match["year"]) + (2000 if int(match["year"]) < (30 if born else 70) else 1900)
    try:
        return date(year, int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def find_moment(text: str) -> str | None:
    """Return the first date of `text`, with its time where one is written before or after it."""
    text = mend(text)
    found = find_date(text)
    if found is None:
        return None
    day, start, end = found
    clock = find_clock(text[end:]) or find_clock(text[:start])
    return f"{day}T{clock}" if clock else day


def find_clock(text: str) -> str | None:
    """Return the first time of day of `text` as HH:MM, or None."""
    match = CLOCK.search(text)
    if match is None:
        return None
    return f"{int(match['hour']):02}:{int(match['minute'] or 0):02}"


def birth_date(text: str) -> str | None:
    """Return a date, a month or a year of birth; digits in comb boxes are joined."""
    joined = _SPACED.sub("", text) if not re.search(r"[/.\-]|th", text) else text
    found = find_date(joined)
    if found is not None:
        return found[0]
    month = re.search(r"(?<!\d)([01]?\d)\s*/\s*((?:19|20)\d\d)(?!\d)", joined)
    if month is not None and 1 <= int(month[1]) <= 12:
        return f"{month[2]}-{int(month[1]):02}"
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", joined)
    return year[0] if year else None


def _calendar(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    name = parts.get("name")
    if name is not None:
        key = name[:3].lower()
        month = _MONTHS.index(key) + 1 if key in _MONTHS else 0
    else:
        month = int(parts["month"])
    try:
        return date(int(parts["year"]), month, int(parts["day"])).isoformat()
    except ValueError:
        return None
