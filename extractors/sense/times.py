"""Dates of a record as stretches of time, so that a year, a day and a minute compare."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from extractors.sense.findings import value
from models.record import Facts

DAY = timedelta(days=1)
YEAR = timedelta(days=366)
YEAR_PART = 0.5
"""Share of the digits of a date that its year is."""

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last moment that a date may mean."""

    start: datetime
    end: datetime

    def after(self, other: "Span", slack: timedelta = timedelta()) -> bool:
        """Say whether it surely lies after another, by more than `slack`."""
        return self.start - other.end > slack


def span(text: str) -> Span | None:
    """Return the stretch that `2024`, `2024-05`, `2024-05-31` or `2024-05-31T08:00` means."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute = (int(part) if part else None for part in match.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0)
        last = datetime(year or 0, month or 12, day or 1, hour or 0, minute or 0)
        if day is None:
            last = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY
        return Span(start, last if hour is not None else last + DAY - timedelta(minutes=1))
    except (ValueError, OverflowError):  # the calendar lacks it, or ends there
        return None


def dates(facts: Facts) -> Iterator[tuple[str, Span]]:
    """Yield path and stretch of each date of the encounter, in the order in which they happen."""
    for key in ("admitted_at", "discharged_at", "issued_on", "follow_up_on"):
        when = span(value(facts.encounter, key))
        if when is not None:
            yield f"encounter.{key}", when


def written_on(facts: Facts) -> tuple[str, Span] | None:
    """Return path and stretch of the date that an age on the form is counted to."""
    return next((found for found in dates(facts) if found[0] != "encounter.follow_up_on"), None)


def years(facts: Facts) -> int | None:
    """Return the patient's age in years, as written or from the birth date; None if neither."""
    said = value(facts.patient, "age")
    if said.isascii() and said.isdigit() and len(said) <= 3:
        return int(said)
    born, today = span(value(facts.patient, "birth_date")), written_on(facts)
    if born is None or today is None:
        return None
    return max(0, today[1].start.year - born.start.year)


def times(facts: Facts, group: str, key: str) -> Iterator[tuple[str, Span]]:
    """Yield path and stretch of a time in each item of a list that has it, in order."""
    for place, item in enumerate(getattr(facts, group)):
        when = span(value(item, key))
        if when is not None:
            yield f"{group}.{place}.{key}", when
