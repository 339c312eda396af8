"""What batches cost: what runs used for their scans, and when stewards said something of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Select, func, insert, select, union_all

from storage import clock
from storage.cost_tables import cost
from storage.database import Database
from storage.decision_tables import decision
from storage.quality_tables import gold, opinion
from storage.selection import known_batch
from storage.tables import document, receipt


@dataclass(frozen=True, slots=True)
class Used:
    """What was used for `pages`: of processors, and by the clock."""

    core_seconds: float = 0.0
    wall_seconds: float = 0.0
    pages: int = 0


class Costs:
    """What was used. A scan counts with the batch that brought it first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: str, used: Mapping[str, Used]) -> None:
        """Keep what a run used, by scan; what was kept before stays beside it."""
        rows = [
            {"run": run, "sha256": sha256, "at": clock.now(), **asdict(one)}
            for sha256, one in used.items()
        ]
        if rows:
            with self._database.write() as connection:
                connection.execute(insert(cost), rows)

    def of(self, name: str | None = None) -> Used:
        """Return all that was used for a batch, or ever; UsageError for an unknown batch."""
        columns = [func.coalesce(func.sum(cost.c[one]), 0) for one in Used.__slots__]
        query = select(*columns)
        with self._database.read() as connection:
            if name is not None:
                known_batch(connection, name)
                query = query.where(cost.c.sha256.in_(_first(name)))
            core, wall, pages = connection.execute(query).one()
        return Used(float(core), float(wall), int(pages))

    def documents(self, name: str) -> tuple[str, ...]:
        """Return the ids of all documents that were ever made of a batch's scans."""
        query = select(document.c.id).where(document.c.sha256.in_(_first(name)))
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(document.c.id)))

    def scans(self, name: str) -> tuple[str, ...]:
        """Return the hashes of a batch's scans, those of refused files among them."""
        with self._database.read() as connection:
            return tuple(connection.scalars(_first(name).order_by(receipt.c.sha256)))

    def words(self, name: str | None = None) -> tuple[tuple[str | None, str], ...]:
        """Return when something was said of a batch's scans, each after the same person's last.

        Of all scans without a name.

        That is the time of the last word before, on whatever scan, None where there is none;
        and the time of the word.
        """
        every = union_all(
            *(select(one.c.by, one.c.at, one.c.sha256) for one in (decision, opinion, gold))
        ).subquery()
        before = func.lag(every.c.at).over(partition_by=every.c.by, order_by=every.c.at)
        said = select(before.label("before"), every.c.at, every.c.sha256).subquery()
        query = select(said.c.before, said.c.at)
        if name is not None:
            query = query.where(said.c.sha256.in_(_first(name)))
        with self._database.read() as connection:
            return tuple((row.before, row.at) for row in connection.execute(query))


def _first(name: str) -> Select[tuple[str]]:
    mine = (receipt.c.batch == name) & receipt.c.duplicate.is_(False)
    return select(receipt.c.sha256).where(mine, receipt.c.sha256.is_not(None))
