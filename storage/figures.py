"""What is counted of the work: papers by day, what waits, what people found."""

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select

from models.doubt import Doubt
from models.judged import Judged
from storage.database import Database
from storage.decision_tables import decision
from storage.quality_tables import gold, judged, known, opinion
from storage.selection import in_batch, withdrawn
from storage.tables import document, scan, task, version

LOOKED_AT = (Doubt.SAMPLE.value, Doubt.RETURNED.value)
"""Reasons for which values are asked that had passed unseen."""
PORTION = 5_000
"""Rows that are in memory at once."""


class Said(NamedTuple):
    """A word of a steward as the figures have it; `reason` is that of its task, or empty.

    The rest as in `Judged`, but for `type`, the document's.
    """

    type: str
    reason: str
    by: str
    at: str
    source: str | None
    extractor: str | None
    confidence: float | None
    right: bool | None
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Through:
    """Of current documents of a type, how many there are, and how many no person was asked of."""

    type: str
    documents: int
    straight: int


class Figures:
    """Figures of all of the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judge(self, document_id: str, type: str, words: Collection[Judged]) -> None:
        """Have these in place of what was known of the words on a document."""
        names = [one.decision_id for one in words]
        mine = judged.c.document_id == document_id
        with self._database.write() as connection:
            connection.execute(delete(judged).where(mine | judged.c.decision_id.in_(names)))
            if not words:
                return
            asked = select(decision.c.id, decision.c.tasks).where(decision.c.id.in_(names))
            tasks = {row.id: json.loads(row.tasks) for row in connection.execute(asked)}
            ids = {one for every in tasks.values() for one in every}
            reasons = select(task.c.id, task.c.reason).where(task.c.id.in_(ids))
            why = {row.id: row.reason for row in connection.execute(reasons)}
            rows = [
                asdict(one)
                | {
                    "document_id": document_id,
                    "type": type,
                    "reason": next((why[t] for t in tasks[one.decision_id] if t in why), ""),
                }
                for one in words
            ]
            connection.execute(insert(judged), rows)

    def words(self, since: str) -> Iterator[Said]:
        """Yield the words from a day or time on (ISO 8601), in the order of their times."""
        columns = [judged.c[name] for name in Said._fields]
        query = select(*columns).where(judged.c.at >= since)
        query = query.order_by(judged.c.at, judged.c.decision_id)
        with self._database.read() as connection:
            found = connection.execute(query.execution_options(yield_per=PORTION))
            yield from map(Said._make, found)

    def sampled(self, batch: str) -> tuple[int, int]:
        """Return of the values of a batch that had passed unseen and were looked at, two numbers.

        How many were wrong, or had not been found at all, and how many there are.
        """
        right = judged.c.right.is_(True)
        query = (
            select(func.count().filter(~right), func.count())
            .join(document, document.c.id == judged.c.document_id)
            .join(scan, scan.c.sha256 == document.c.sha256)
            .where(judged.c.reason.in_(LOOKED_AT), document.c.state == "filed", in_batch(batch))
        )
        with self._database.read() as connection:
            bad, of = connection.execute(query).one()
        return bad, of

    def second_looks(self, since: str) -> dict[str, tuple[int, int]]:
        """Return by account, of its words that awaited another's and were decided, two numbers.

        How many the decision went against, and how many there are, from a day or time on.
        """
        other = func.count().filter(opinion.c.outcome == "other")
        query = (
            select(opinion.c.by, other, func.count())
            .where(opinion.c.at >= since, opinion.c.outcome.in_(("agreed", "other")))
            .group_by(opinion.c.by)
        )
        with self._database.read() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(query)}

    def proven(self, since: str) -> dict[str, tuple[int, int]]:
        """Return by account how many answers were wrong where they were known, and of how many.

        From a day or time on; what is not known any more is left out.
        """
        stands = (known.c.task_id == gold.c.task_id) & (known.c.decision_id == gold.c.decision_id)
        wrong = func.count().filter(gold.c.right.is_(False))
        query = (
            select(gold.c.by, wrong, func.count())
            .join(known, stands)
            .where(gold.c.at >= since, gold.c.back.is_(False))
            .group_by(gold.c.by)
        )
        with self._database.read() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(query)}

    def days(self, since: str) -> dict[str, tuple[int, int]]:
        """Return by day, from one on, how many pages were received and documents first filed."""
        day = func.substr(scan.c.received_at, 1, 10)
        pages = (
            select(day, func.sum(scan.c.pages))
            .where(scan.c.received_at >= since, ~withdrawn())
            .group_by(day)
        )
        first = func.substr(version.c.filed_at, 1, 10)
        filed = (
            select(first, func.count())
            .join(document, document.c.id == version.c.document_id)
            .join(scan, scan.c.sha256 == document.c.sha256)
            .where(version.c.number == 1, version.c.filed_at >= since)
            .where(document.c.state == "filed", ~withdrawn())
            .group_by(first)
        )
        with self._database.read() as connection:
            received = {row[0]: int(row[1]) for row in connection.execute(pages)}
            documents = {row[0]: int(row[1]) for row in connection.execute(filed)}
        every = sorted(received.keys() | documents.keys())
        return {one: (received.get(one, 0), documents.get(one, 0)) for one in every}

    def through(self, since: str) -> tuple[Through, ...]:
        """Return by type the current documents that were first filed from a day on."""
        asked = select(task.c.id).where(
            task.c.document_id == document.c.id, task.c.reason.not_in(LOOKED_AT)
        )
        said = select(judged.c.decision_id).where(
            judged.c.document_id == document.c.id, judged.c.reason.not_in(LOOKED_AT)
        )
        straight = ~asked.exists() & ~said.exists()
        counted = func.count().filter(straight)
        query = (
            select(document.c.type, func.count(), counted)
            .join(scan, scan.c.sha256 == document.c.sha256)
            .join(version, version.c.document_id == document.c.id)
            .where(document.c.state == "filed", ~withdrawn())
            .where(version.c.number == 1, version.c.filed_at >= since)
            .group_by(document.c.type)
            .order_by(document.c.type)
        )
        with self._database.read() as connection:
            return tuple(Through(*row) for row in connection.execute(query))
