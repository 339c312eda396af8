"""Patients side by side: those that a document may be about, and those that somebody names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from storage import candidates, mergers, said
from storage.database import Database
from storage.evidence import compare
from storage.identity import fold
from storage.patient_tables import identity, patient
from storage.person import Person, phone_key
from storage.register import Register, State

MOST = 6
"""Patients that are shown beside one another."""
NAMED = 50
"""Of those who share what was typed, so many are compared at most."""

_NAME = re.compile(r"(\D+?)(?: ((?:18|19|20)\d\d))?")


@dataclass(frozen=True, slots=True)
class Known:
    """A patient: of the register, or provisional; `whose` names it in `Patients.confirm`."""

    whose: str
    key: str | None
    registered: bool
    person: Person


@dataclass(frozen=True, slots=True)
class Proposal:
    """A patient beside a document: how each field compares (`storage.evidence`), and its bits."""

    known: Known
    levels: Mapping[str, str]
    bits: float


class Proposals:
    """What a steward compares to say whose a document is. Nothing is decided here."""

    def __init__(self, database: Database, register: Register) -> None:
        self._database = database
        self._register = register

    def said(self, document_id: str) -> Person:
        """Return the person that a document tells of; empty where it tells of nobody."""
        with self._database.read() as connection:
            return _said(connection, document_id)

    def patient(self, key: str) -> Known | None:
        """Return the patient of a key, after all mergers; None where there is none."""
        with self._database.read() as connection:
            final = mergers.follow(mergers.merged(connection), key)
            row = connection.execute(select(patient).where(patient.c.key == final)).first()
            return _known(connection, row) if row else None

    def of(self, document_id: str, asked: str = "") -> tuple[Proposal, ...]:
        """Return the likeliest patients of a document, the likeliest first.

        Where somebody types a number, a name or a key, those who have it, in its place.
        """
        with self._database.read() as connection:
            one = _said(connection, document_id)
            held = _named(connection, asked) if asked else _likely(connection, one, document_id)
            state = self._register.state(connection)
            found = [_beside(one, known, state) for known in held]
        return tuple(sorted(found, key=lambda each: (-each.bits, each.known.whose))[:MOST])


def _beside(one: Person, known: Known, state: State) -> Proposal:
    every = compare(one, known.person, state.share, max(state.people, 1))
    return Proposal(
        known, {each.field: each.level for each in every}, sum(each.bits for each in every)
    )


def _said(connection: Connection, document_id: str) -> Person:
    one = select(identity).where(identity.c.document_id == document_id)
    row = connection.execute(one).first()
    return said.person(dict(row._mapping)) if row else Person()


def _likely(connection: Connection, one: Person, document_id: str) -> list[Known]:
    """Return those of the register who share something with a document, and whose it is now."""
    own = select(identity.c.patient_key).where(identity.c.document_id == document_id)
    key = mergers.follow(mergers.merged(connection), connection.scalar(own) or "")
    now = connection.execute(select(patient).where(patient.c.key == key)).first()
    held = [_registered(connection, each) for each in candidates.candidates(connection, one)]
    return _each_once([*held, *([_known(connection, now)] if now else [])])


def _named(connection: Connection, asked: str) -> list[Known]:
    """Return those who have a number or a key, or a name: alone, or with a year of birth."""
    plain = " ".join(asked.split())
    match = _NAME.fullmatch(plain)
    asking = Person(full_name=match[1], birth_date=match[2] or "") if match else _numbered(plain)
    held = [_registered(connection, each) for each in candidates.candidates(connection, asking)]
    one, tail = identity.c, asking.insurance_end
    if match:
        same = one.folded_name == fold(asking.full_name)
        same &= one.birth_date.startswith(asking.birth_date)
    else:
        same = or_(
            one.national_id == asking.national_id,
            one.insurance_end == tail,
            one.hospital_id == plain,
            one.record_number == plain,
        )
    theirs = patient.c.key.in_(select(one.patient_key).where(same))
    query = select(patient).where(
        or_(theirs, patient.c.key == plain),
        patient.c.merged_into.is_(None),
        patient.c.status != "joined",
    )
    lacked = connection.execute(query.order_by(patient.c.number).limit(NAMED)).all()
    return _each_once([*held, *(_known(connection, row) for row in lacked)])


def _numbered(plain: str) -> Person:
    number = re.sub(r"[\s.-]", "", plain).upper()
    return Person(
        patient_id=plain,
        national_id=number,
        insurance_number=number,
        record_number=plain,
        phone=phone_key(number),
    )


def _each_once(every: Iterable[Known]) -> list[Known]:
    return list({one.whose: one for one in every}.values())


def _registered(connection: Connection, person: Person) -> Known:
    own = select(patient.c.key).where(patient.c.patient_id == person.patient_id)
    return Known(person.patient_id, connection.scalar(own), True, person)


def _known(connection: Connection, row: Row[tuple[object, ...]]) -> Known:
    mine = row._mapping
    if held := candidates.find(connection, mine["patient_id"] or ""):
        return Known(held.patient_id, mine["key"], True, held)
    names = ("full_name", "birth_date", "sex", "national_id", "insurance_number", "record_number")
    values: dict[str, Any] = {name: mine[name] or "" for name in names}
    person = Person(mine["hospital_id"] or "", **values)
    return Known(mine["key"], mine["key"], False, person)
