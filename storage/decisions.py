"""What stewards decided: kept for ever, and what is to be filed anew for it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select

from models.codec import canonical
from models.decision import LINK, PAPERS, Decision, Kind, Said, Stage, said_of, standing
from models.errors import UsageError
from storage import anew, clock, eyes, gold, stewards, tasks
from storage.database import Database
from storage.decision_tables import decision, unfiled
from storage.selection import among
from storage.tables import document, page, task


@dataclass(frozen=True, slots=True)
class Ruling:
    """One word, the document that it was said in, and the tasks that it answers."""

    document_id: str
    said: Said
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A document that is to be filed anew, from which stage on, and its last word's number."""

    document_id: str
    sha256: str
    stage: Stage
    last: int


class Decisions:
    """The words of stewards. The actor of the catalogue is who says them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decide(self, rulings: Sequence[Ruling]) -> tuple[Decision, ...]:
        """Keep words and close the tasks that they answer: all of them, or none.

        The documents are due to be filed anew. A word on a task that two people are asked may
        have to wait for another's: it is returned with an id that begins with `o`, and decides
        nothing yet; one on a task whose answer is known begins with `g`, and never does. Raises
        UsageError where somebody else has decided one of the tasks, or is at it, where the
        actor has answered it, or where a document is no longer current.
        """
        at = clock.now()
        with self._database.write() as connection:
            return tuple(self._one(connection, ruling, at) for ruling in rulings)

    def undo(self, decision_id: str) -> Decision:
        """Take back a word, by another; the tasks that it answered are open again.

        One that waits for another person's is void as long as it does.
        """
        with self._database.write() as connection:
            if decision_id.startswith("o"):
                return eyes.undo(self._database, connection, decision_id)
            if decision_id.startswith("g"):
                return gold.undo(self._database, connection, decision_id)
            one = select(decision).where(decision.c.id == decision_id)
            row = connection.execute(one).first()
            if row is None:
                raise UsageError(f"There is no decision {decision_id}.")
            said = said_of(row.said)
            back = Said(Kind.UNDO, said.sha256, said.page, said.path, undoes=decision_id)
            again = _standing(connection, json.loads(row.tasks))
            tasks.reopen(self._database, connection, again)
            for owner in _owners(connection, again):
                tasks.count(connection, owner)
            ruling = Ruling(_heir(connection, said, row), back)
            made = self._one(connection, ruling, clock.now())
            if said.path == LINK:
                self._give_back(connection, row.sha256, row.document_id)
            return made

    def of(self, sha256: str) -> tuple[Decision, ...]:
        """Return all that was said of a scan, in order."""
        query = select(decision).where(decision.c.sha256 == sha256).order_by(decision.c.number)
        with self._database.read() as connection:
            return tuple(map(_decision, connection.execute(query)))

    def on(self, sha256: str, numbers: Collection[int]) -> tuple[Decision, ...]:
        """Return what was said of some pages of a scan, in order; not of the papers of a stay."""
        mine = (one for one in self.of(sha256) if one.said.page in numbers)
        return tuple(one for one in mine if not one.said.of_stay)

    def paper(self, sha256: str) -> tuple[Decision, ...]:
        """Return what was said of how the pages of a scan lie, and which were scanned again."""
        kinds = (Kind.TURN.value, Kind.REPLACE.value, Kind.UNDO.value)
        query = select(decision).where(decision.c.sha256 == sha256, decision.c.kind.in_(kinds))
        with self._database.read() as connection:
            return tuple(map(_decision, connection.execute(query.order_by(decision.c.number))))

    def pictures(self, sha256s: Collection[str]) -> dict[str, set[str]]:
        """Return by scan the files that its pages were ever scanned again as."""
        found: dict[str, set[str]] = defaultdict(set)
        with self._database.read() as connection:
            for sha256, other in pictures_of(connection, decision.c.sha256.in_(sha256s)):
                found[sha256].add(other)
        return found

    def get(self, decision_id: str) -> Decision:
        """Return one decision; UsageError where there is none of this id."""
        with self._database.read() as connection:
            one = select(decision).where(decision.c.id == decision_id)
            row = connection.execute(one).first()
        if row is None:
            raise UsageError(f"There is no decision {decision_id}.")
        return _decision(row)

    def last(self) -> tuple[Decision, tuple[str, ...]] | None:
        """Return the actor's last word that nobody took back, and the tasks that it answered.

        It may be one that waits for another person's, or an answer that was known.
        """
        mine = select(decision).where(decision.c.by == self._database.actor)
        gone: set[str] = set()
        with self._database.read() as connection:
            every = [each.last(connection, self._database.actor) for each in (eyes, gold)]
            waits = max(filter(None, every), key=lambda one: one[0].at, default=None)
            for row in connection.execute(mine.order_by(decision.c.number.desc())):
                one = _decision(row)
                if one.said.kind is Kind.UNDO:
                    gone.add(one.said.undoes)
                elif one.id not in gone:
                    later = waits if waits and _later(waits[0], one) else None
                    return later or (one, tuple(json.loads(row.tasks)))
        return waits

    def since(self, moment: str = "") -> tuple[Decision, ...]:
        """Return all that was said from a time on (ISO 8601), in order."""
        query = select(decision).where(decision.c.at >= moment).order_by(decision.c.number)
        with self._database.read() as connection:
            return tuple(map(_decision, connection.execute(query)))

    def due(self, sha256: str | None = None) -> Mapping[str, tuple[Due, ...]]:
        """Return what is to be filed anew, by scan; of one scan, or of all."""
        query = select(unfiled).order_by(unfiled.c.sha256, unfiled.c.document_id)
        if sha256 is not None:
            query = query.where(unfiled.c.sha256 == sha256)
        found: dict[str, list[Due]] = defaultdict(list)
        with self._database.read() as connection:
            for row in connection.execute(query):
                stage = Stage(row.stage)
                found[row.sha256].append(Due(row.document_id, row.sha256, stage, row.last))
        return {sha256: tuple(every) for sha256, every in found.items()}

    def filed(self, dues: Collection[Due]) -> None:
        """Note that documents were filed anew; what was said of them since then stays due."""
        with self._database.write() as connection:
            for due in dues:
                mine = unfiled.c.document_id == due.document_id
                connection.execute(delete(unfiled).where(mine, unfiled.c.last == due.last))

    def _one(self, connection: Connection, ruling: Ruling, at: str) -> Decision:
        said, by = ruling.said, self._database.actor
        current = select(document.c.id).where(
            document.c.id == ruling.document_id, document.c.state == "filed"
        )
        # A page that was to be scanned again may have been all of its document.
        paper = said.kind in (Kind.UNDO, Kind.REPLACE)
        if not paper and connection.scalar(current) is None:
            raise UsageError("The document is no longer current: look at what followed it.")
        content = canonical(asdict(said)).decode()
        one = decision_id(content, by, at)
        while there := connection.execute(select(decision).where(decision.c.id == one)).first():
            if not _taken_back(connection, said.sha256, one):  # the same word twice in a second
                return _decision(there)
            at = clock.after(at)
            one = decision_id(content, by, at)
        if apart := self._apart(connection, ruling):
            return apart
        values = {
            "id": one,
            "sha256": said.sha256,
            "document_id": ruling.document_id,
            "kind": said.kind.value,
            "path": said.path,
            "said": content,
            "tasks": json.dumps(ruling.tasks),
            "by": by,
            "at": at,
        }
        row = insert(decision).values(values).returning(decision.c.number)
        number = connection.execute(row).scalar_one()
        tasks.close(self._database, connection, ruling.tasks)
        if said.path == LINK and said.kind is not Kind.UNDO and said.value is not None:
            stewards.confirm(self._database, connection, ruling.document_id, said.value or None)
        if not said.of_stay:
            anew.mark(connection, ruling.document_id, said.sha256, said.stage, number)
        after = {"kind": said.kind.value, "document": ruling.document_id}
        self._database.note(connection, "say", f"decision:{one}", {}, after)
        made = Decision(one, said, by, at, ruling.document_id, ruling.tasks, number)
        gold.know(connection, made)
        return made

    def _give_back(self, connection: Connection, sha256: str, document_id: str) -> None:
        """Have a document be whose an earlier word says, or else whose the machine does."""
        query = select(decision).where(decision.c.sha256 == sha256).order_by(decision.c.number)
        every = standing([_decision(row) for row in connection.execute(query)])
        mine = [one.said for one in every if one.document_id == document_id]
        told = [said.value for said in mine if said.path == LINK and said.value is not None]
        if told:
            stewards.confirm(self._database, connection, document_id, told[-1] or None)
        else:
            stewards.release(connection, document_id)

    def _apart(self, connection: Connection, ruling: Ruling) -> Decision | None:
        """Keep a word that does not count, or needs another person's; None where it counts.

        Of a field in no list, a word that names no task that two people are asked is refused.
        An item's is told by its ink alone, which tasks do not have: who says the word finds them
        by that.
        """
        said, name = ruling.said, ruling.document_id
        if said.kind in (Kind.UNDO, Kind.REPLACE):
            return None
        if answer := gold.kept(self._database, connection, name, said, ruling.tasks):
            return answer
        mine = select(task.c.id, task.c.path, task.c.eyes, task.c.state)
        for row in connection.execute(mine.where(task.c.document_id == name)).all():
            two = row.eyes > 1 and row.state == "open" and row.path == said.path
            if two and row.id not in ruling.tasks:
                raise UsageError("Two people are asked of this: answer it where it is asked.")
        return eyes.kept(self._database, connection, name, said, ruling.tasks)


def pictures_of(connection: Connection, those: ColumnElement[bool]) -> Iterator[tuple[str, str]]:
    """Yield scan and file of each page that was scanned again, taken back or not."""
    query = select(decision.c.sha256, decision.c.said).where(
        decision.c.kind == Kind.REPLACE.value, those
    )
    for row in connection.execute(query):
        yield row.sha256, json.loads(said_of(row.said).value or "[]")[0]


def words_on_stays(connection: Connection, sha256s: Collection[str]) -> list[Decision]:
    """Return the words on papers of stays that nobody took back, of documents of these scans."""
    query = select(decision).where(decision.c.path.startswith(f"{PAPERS}."))
    rows = among(connection, query, decision.c.sha256, sha256s)
    return standing(sorted((_decision(row) for row in rows), key=lambda one: one.number))


def decision_id(said: str, by: str, at: str) -> str:
    """Return the id of a decision: who changes a row changes that."""
    content = canonical([said, by, at])
    return "w" + hashlib.sha256(content).hexdigest()[:24]


def _later(other: Decision, one: Decision) -> bool:
    """Return whether a word that is no decision came after one; within a second its number tells.

    That is the number of the decision before it, where it has one.
    """
    return other.at >= one.at and not 0 < other.number < one.number


def _taken_back(connection: Connection, sha256: str, one: str) -> bool:
    query = select(decision.c.said).where(decision.c.sha256 == sha256)
    undone = connection.scalars(query.where(decision.c.kind == Kind.UNDO.value))
    return any(said_of(said).undoes == one for said in undone)


def _standing(connection: Connection, ids: Collection[str]) -> list[str]:
    """Return those of the tasks that are there and decided."""
    query = select(task.c.id).where(task.c.id.in_(ids), task.c.state == "decided")
    return list(connection.scalars(query))


def _heir(connection: Connection, said: Said, row: Row[Any]) -> str:
    """Return the document of a word, or the one that has its page now."""
    here = (page.c.bound_to == said.sha256) & (page.c.place == said.page)
    own = select(page.c.document_id).where(here)
    live = select(document.c.id).where(
        document.c.id == row.document_id, document.c.state == "filed"
    )
    return str(connection.scalar(live) or connection.scalar(own) or row.document_id)


def _owners(connection: Connection, ids: Collection[str]) -> set[str]:
    return set(connection.scalars(select(task.c.document_id).where(task.c.id.in_(ids))))


def _decision(row: Row[Any]) -> Decision:
    answered = tuple(json.loads(row.tasks))
    said = said_of(row.said)
    return Decision(row.id, said, row.by, row.at, row.document_id, answered, row.number)
