"""Which people of the register a document may be about: those who share something indexed."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, union

from storage.patient_tables import register
from storage.person import Person, keys

SAID = tuple(field.name for field in fields(Person) if field.name != "born")
"""What the register keeps as it was given; all else is made of it."""

BLOCKS = (
    *(("patient_id",), ("national_id",), ("insurance_end",), ("record_number",), ("phone",)),
    *(("name_key", "years"), ("name_key", "birth_day"), ("name_ends", "birth_year")),
    *(("birth_date", "given"), ("birth_date", "surname")),
)
"""Columns of which all must be the same for a person to be a candidate at all.

`years` are those that there may be; by the ends of the name alone only one year is looked at.
"""

BLOCK = 400
"""Most candidates of one block: more share only a common name or a day that stands for none."""


def candidates(connection: Connection, said: Person) -> list[Person]:
    """Return the people of the register that a document may be about, in no order."""
    known = keys(said) | {key: getattr(said, key) or None for key in SAID}
    if len(said.birth_date) < 10:
        known["birth_date"] = None
    first, last = (said.years[0], said.years[-1]) if said.years else (None, None)
    values = {name: known.get(name) for name in _NAMES} | {"first": first, "last": last}
    told = any(all(values[name] for name in _params(block)) for block in BLOCKS)
    return [held(row) for row in connection.execute(_CANDIDATES if told else _NAMED, values)]


def find(connection: Connection, patient_id: str) -> Person | None:
    """Return the person with this patient id."""
    row = connection.execute(select(register).where(register.c.patient_id == patient_id)).first()
    return held(row) if row else None


def held(row: Row[tuple[object, ...]]) -> Person:
    """Return the person of a row of the register."""
    return Person(**{key: getattr(row, key) for key in SAID})


def _params(block: Collection[str]) -> list[str]:
    return [name for column in block for name in _YEARS.get(column, (column,))]


_YEARS = {"years": ("first", "last")}
_NAMES = {column for block in BLOCKS for column in block} - {*_YEARS}


def _chosen(blocks: Iterable[Collection[str]]) -> Select[tuple[Any, ...]]:
    """Choose the people who share a block with the parameters; one that is NULL shares none.

    Made once: what it takes to put such a statement together is more than to run it.
    """
    found = []
    for block in blocks:
        same = [
            register.c.birth_year.between(bindparam("first"), bindparam("last"))
            if column in _YEARS
            else register.c[column] == bindparam(column)
            for column in block
        ]
        numbers = select(register.c.number).where(*same).limit(BLOCK).subquery()
        found.append(select(numbers.c.number))
    every = union(*found).subquery()
    return select(register).where(register.c.number.in_(select(every.c.number)))


_CANDIDATES = _chosen(BLOCKS)
_NAMED = _chosen([("name_key",)])
