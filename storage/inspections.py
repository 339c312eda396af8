"""Samples of what was accepted in a batch without a person, and what became of the batch."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, insert, select, update

from models.codec import canonical
from models.decision import PAPERS, Stage
from models.doubt import Doubt
from models.errors import UsageError
from models.sampling import Plan, drawn, verdict
from storage import anew, clock, looked
from storage.database import Database
from storage.decision_tables import decision
from storage.quality_tables import inspected, inspection
from storage.selection import withdrawn
from storage.tables import document, receipt, scan


class Verdict(StrEnum):
    """What became of a sample; `void` where it could not be looked at whole."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Inspection:
    """A sample: of which batch, by which plan, and its verdict, None until there is one.

    `seed` is what it was drawn by. `seen` and `wrong` documents are those at the verdict.
    """

    number: int
    batch: str
    plan: Plan
    seed: str
    drawn_by: str
    drawn_at: str
    verdict: Verdict | None
    seen: int | None
    wrong: int | None
    sealed_by: str | None
    sealed_at: str | None


class Inspections:
    """The samples of all batches. The actor of the catalogue is who draws and seals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lot(self, batch: str) -> int:
        """Return how many documents of a batch nobody has looked at and no sample was drawn of."""
        with self._database.read() as connection:
            return len(_lot(connection, batch))

    def draw(self, batch: str, plan: Callable[[int], Plan]) -> Inspection:
        """Draw a sample of a batch by the plan for a lot of that size.

        All that each drawn document says is asked once it is filed anew, which is due. Raises
        UsageError where a sample of the batch has no verdict yet, or nothing is to be drawn.
        """
        with self._database.write() as connection:
            waiting = (inspection.c.batch == batch) & inspection.c.verdict.is_(None)
            if connection.scalar(select(exists().where(waiting))):
                raise UsageError("The last sample of this batch has no verdict yet.")
            names = _lot(connection, batch)
            if not names:
                raise UsageError("This batch has no document that was filed without a person.")
            return self._drawn(connection, batch, names, plan(len(names)))

    def of(self, batch: str) -> tuple[Inspection, ...]:
        """Return the samples of a batch, the last first."""
        query = select(inspection).where(inspection.c.batch == batch)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(inspection.c.number.desc()))
            return tuple(map(_inspection, rows))

    def last(self) -> dict[str, Inspection]:
        """Return the last sample of each batch that has one."""
        with self._database.read() as connection:
            rows = connection.execute(select(inspection).order_by(inspection.c.number))
            return {row.batch: _inspection(row) for row in rows}

    def get(self, number: int) -> Inspection:
        """Return one sample; UsageError where there is none of this number."""
        with self._database.read() as connection:
            return _get(connection, number)

    def sample(self, number: int) -> tuple[looked.Looked, ...]:
        """Return each drawn document of a sample, and what is known of it."""
        with self._database.read() as connection:
            return looked.at(connection, number)

    def seal(self, number: int) -> Inspection:
        """Give a sample its verdict; UsageError where that is not decided, or was given.

        Of a batch that fails, every document is asked whole: it is due to be filed anew.
        """
        with self._database.write() as connection:
            one = _open(connection, number)
            every = looked.at(connection, number)
            if (passes := _passes(one, every)) is None:
                raise UsageError("Documents of the sample still wait to be looked at.")
            if not passes:
                self._due(connection, number)
            how = Verdict.ACCEPTED if passes else Verdict.RETURNED
            return self._sealed(connection, one, how, every)

    def void(self, number: int) -> Inspection:
        """Give up a sample of which documents are gone: another is drawn then.

        UsageError where it can be looked at whole: a sample is not drawn until it pleases.
        """
        with self._database.write() as connection:
            one = _open(connection, number)
            every = looked.at(connection, number)
            if _passes(one, every) is not None or looked.State.GONE not in {e.state for e in every}:
                raise UsageError("All documents of this sample are there: it stays as drawn.")
            self._due(connection, number)
            return self._sealed(connection, one, Verdict.VOID, every)

    def asked(self, document_id: str) -> str | None:
        """Return the reason for which all that a document says is asked; None where it is not."""
        query = (
            select(inspection.c.verdict, inspected.c.drawn)
            .join(inspection, inspection.c.number == inspected.c.number)
            .where(inspected.c.document_id == document_id)
            .order_by(inspection.c.number.desc())
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if row.verdict is None and row.drawn:
            return Doubt.SAMPLE.value
        return Doubt.RETURNED.value if row.verdict == Verdict.RETURNED else None

    def _drawn(
        self, connection: Connection, batch: str, names: Collection[str], plan: Plan
    ) -> Inspection:
        seed = secrets.token_hex(16)
        chosen = drawn(seed, names, plan.size)
        values = {"batch": batch, **asdict(plan), "seed": seed}
        whose = {"drawn_by": self._database.actor, "drawn_at": clock.now()}
        made = insert(inspection).values(values | whose).returning(inspection)
        row = connection.execute(made).one()
        lot = [
            {"number": row.number, "document_id": name, "drawn": name in chosen} for name in names
        ]
        connection.execute(insert(inspected), lot)
        after = values | {"documents": list_hash(names)}
        self._database.note(connection, "draw", f"inspection:{row.number}", {}, after)
        self._due(connection, row.number, inspected.c.drawn)
        return _inspection(row)

    def _due(self, connection: Connection, number: int, *those: Any) -> None:
        """Have the documents of a lot filed anew, but for those that are gone."""
        query = (
            select(document.c.id, document.c.sha256)
            .join(inspected, inspected.c.document_id == document.c.id)
            .where(inspected.c.number == number, document.c.state == "filed", *those)
        )
        for row in connection.execute(query).all():
            anew.mark(connection, row.id, row.sha256, Stage.FILE, 0)

    def _sealed(
        self,
        connection: Connection,
        one: Inspection,
        how: Verdict,
        every: Collection[looked.Looked],
    ) -> Inspection:
        told = {"verdict": how.value, "seen": looked.seen(every), "wrong": looked.wrong(every)}
        whose = {"sealed_by": self._database.actor, "sealed_at": clock.now()}
        mine = inspection.c.number == one.number
        connection.execute(update(inspection).where(mine).values(told | whose))
        self._database.note(connection, "judge", f"inspection:{one.number}", {}, told)
        return _get(connection, one.number)


def list_hash(names: Collection[str]) -> str:
    """Return the hash of a lot: of the ids of its documents."""
    return hashlib.sha256(canonical(sorted(names))).hexdigest()


def _passes(one: Inspection, every: Collection[looked.Looked]) -> bool | None:
    return verdict(one.plan, looked.seen(every), looked.wrong(every))


def _lot(connection: Connection, batch: str) -> list[str]:
    """Return the documents that a batch brought first, and on which nobody has said anything."""
    sampled = (
        select(inspected.c.document_id)
        .join(inspection, inspection.c.number == inspected.c.number)
        .where(inspection.c.verdict.is_distinct_from(Verdict.VOID.value))
    )
    brought = select(receipt.c.sha256).where(receipt.c.batch == batch, ~receipt.c.duplicate)
    query = (
        select(document.c.id)
        .join(scan, scan.c.sha256 == document.c.sha256)
        .where(document.c.sha256.in_(brought), document.c.state == "filed", ~withdrawn())
        .where(document.c.review == "clear", document.c.id.not_in(sampled))
        .where(document.c.id.not_in(_looked_at()))
    )
    return list(connection.scalars(query.order_by(document.c.id)))


def _open(connection: Connection, number: int) -> Inspection:
    one = _get(connection, number)
    if one.verdict is not None:
        raise UsageError("This sample has its verdict already.")
    return one


def _get(connection: Connection, number: int) -> Inspection:
    row = connection.execute(select(inspection).where(inspection.c.number == number)).first()
    if row is None:
        raise UsageError(f"There is no sample {number}.")
    return _inspection(row)


def _inspection(row: Row[Any]) -> Inspection:
    values = dict(row._mapping)
    plan = Plan(**{one.name: values.pop(one.name) for one in fields(Plan)})
    how = Verdict(row.verdict) if row.verdict else None
    return Inspection(**values | {"plan": plan, "verdict": how})


def _looked_at() -> Select[Any]:
    """Choose the documents on which somebody said a word; one on its stay is none on it."""
    return select(decision.c.document_id).where(~decision.c.path.startswith(f"{PAPERS}."))
