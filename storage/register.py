"""The hospital's register: its people, and which of them a document may be about."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.candidates import SAID, find, held
from storage.database import Database
from storage.names import Share
from storage.patient_tables import name_part, register
from storage.person import Person, keys, part_key
from storage.weights import WEIGHTS

CACHE = 256 * 2**20
"""Bytes of SQLite's cache during an import."""

ASKED = 5000
"""Rows that are asked for in one statement: databases bound the number of its parameters."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of rows of a register."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(
            self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged
        )


@dataclass(frozen=True, slots=True)
class State:
    """A register at one edition: how many people it holds, and the shares of parts of names."""

    edition: int
    people: int
    share: Share


class Register:
    """The register as it was imported. Rows come and change; none is ever taken away."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._state = State(0, 0, _share(0, {}))

    def load(self, people: Sequence[Person]) -> Loaded:
        """Add these people, or change those whose patient id is known; ids must be distinct."""
        with self._database.write() as connection, _roomy(connection):
            there = _there(connection, [person.patient_id for person in people])
            new = [person for person in people if person.patient_id not in there]
            changed = [p for p in people if there.get(p.patient_id, p) != p]
            if new or changed:
                self._write(connection, new, changed, [there[p.patient_id] for p in changed])
        return Loaded(len(new), len(changed), len(people) - len(new) - len(changed))

    def get(self, patient_id: str) -> Person | None:
        """Return the person with this patient id."""
        with self._database.read() as connection:
            return find(connection, patient_id)

    def state(self, connection: Connection) -> State:
        """Return the register's edition and frequencies as this transaction sees them."""
        edition = connection.scalar(select(func.max(register.c.edition))) or 0
        if edition != self._state.edition:
            parts = {row.part: row.people for row in connection.execute(select(name_part))}
            people = parts.pop("", 0)
            self._state = State(edition, people, _share(people, parts))
        return self._state

    def _write(
        self,
        connection: Connection,
        new: Sequence[Person],
        changed: Sequence[Person],
        before: Sequence[Person],
    ) -> None:
        edition = (connection.scalar(select(func.max(register.c.edition))) or 0) + 1
        if new:
            connection.execute(insert(register), [_row(one) | {"edition": edition} for one in new])
        if changed:
            rows = [_row(one) | {"edition": edition, "one": one.patient_id} for one in changed]
            change = update(register).where(register.c.patient_id == bindparam("one"))
            connection.execute(change, rows)
        _count(connection, [*new, *changed], before)
        after = {"edition": edition, "new": len(new), "changed": len(changed)}
        self._database.note(connection, "import", "register", {"edition": edition - 1}, after)


@contextmanager
def _roomy(connection: Connection) -> Iterator[None]:
    """Keep the indexes in memory while many rows are written to places all over them."""
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE >> 10}")
    yield
    connection.exec_driver_sql(f"PRAGMA cache_size = {usual}")


def _there(connection: Connection, ids: Sequence[str]) -> dict[str, Person]:
    """Return those of these people that the register holds."""
    found = {}
    for place in range(0, len(ids), ASKED):
        some = register.c.patient_id.in_(ids[place : place + ASKED])
        for row in connection.execute(select(register).where(some)):
            found[row.patient_id] = held(row)
    return found


def _share(people: int, parts: Mapping[str, int]) -> Share:
    """Return the share of people who have a part, mixed with what is known of all names."""
    known = WEIGHTS["names"]
    usual, other, heads = known["share"], known["other"], known["people"]

    def share(part: str) -> float:
        counted = usual.get(part, other) * heads + parts.get(part, 0)
        return float(counted / (heads + people))

    return share


def _count(connection: Connection, after: Sequence[Person], before: Sequence[Person]) -> None:
    """Keep how many people have each part in their name."""
    counts = Counter(part for one in after for part in _parts(one))
    counts.subtract(part for one in before for part in _parts(one))
    changes = [{"part": part, "people": count} for part, count in counts.items() if count]
    if not changes:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    added = dialect.insert(name_part)
    total = name_part.c.people + added.excluded.people
    connection.execute(
        added.on_conflict_do_update(index_elements=["part"], set_={"people": total}), changes
    )


def _parts(person: Person) -> set[str]:
    return {part_key(part) for part in person.full_name.split()} | {""}


def _row(person: Person) -> dict[str, object]:
    return {key: getattr(person, key) for key in SAID} | keys(person)
