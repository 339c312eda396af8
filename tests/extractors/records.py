"""Records written as text, as if every value had been read well.

A line is a group and its fields: `patient | sex: male | birth_date: 1961-03-12`; a group
that is a list has one line for each item. A line that starts with `|` goes on.
"""

import re

from models.record import LISTS, Facts, Field, Item, Status

READ = 0.97


def read(value: str, confidence: float = READ) -> Field:
    """Return a field as read."""
    return Field(value, value, confidence, Status.AUTO, 1, None)


def record(text: str) -> Facts:
    """Return the facts that lines of groups tell."""
    groups: dict[str, list[Item]] = {}
    for line in filter(None, map(str.strip, re.sub(r"\n\s*\|", " |", text).split("\n"))):
        name, *parts = (part.strip() for part in line.split("|"))
        pairs = (part.split(": ", 1) for part in parts)
        groups.setdefault(name, []).append({key: read(value) for key, value in pairs})
    lists = {name: tuple(groups.get(name, ())) for name in LISTS}
    patient, encounter = (groups.get(name, [{}])[0] for name in ("patient", "encounter"))
    return Facts(read("other"), "vi", patient, encounter, sections=(), **lists)


def with_value(facts: Facts, path: str, value: str) -> Facts:
    """Return the facts with another value in one field, which must be there."""
    assert path in fields(facts), path
    return facts.changed(lambda here, field: read(value) if here == path else field)


def fields(facts: Facts) -> dict[str, Field]:
    """Return every field by path."""
    found: dict[str, Field] = {}
    facts.changed(lambda path, field: found.setdefault(path, field))
    return found
