"""Deciding whose documents are, all that have to do with one another at once.

First each document is held against the register by itself. One that the register leaves in
doubt follows those that share a number with it, if they are all one patient's. What is left
are people whom the register lacks: provisional patients, one for each consistent identity.
What a steward has said is not touched.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.codec import canonical
from models.settings import Link
from storage import candidates, related, said
from storage.database import Database
from storage.founding import assign, registered_key
from storage.identity import clusters, tells
from storage.linking import NEW, Decision, decide, fits
from storage.mergers import enter, follow, leave_empty, merged
from storage.own import Own, leads, link, may_follow, of, steward, steward_leads
from storage.patient_tables import identity, patient
from storage.person import Person
from storage.register import Register
from storage.weights import made_by

Rows = Mapping[str, Mapping[str, Any]]
"""Rows of `identity` by document."""


class Deciding:
    """The decisions of one transaction."""

    def __init__(
        self, database: Database, connection: Connection, register: Register, rules: Link
    ) -> None:
        self._database = database
        self._connection = connection
        self._rules = rules
        self._state = register.state(connection)
        self._mergers = merged(connection)
        self._by = made_by(rules)

    def anew(self, document_id: str) -> None:
        """Decide a document and all that have to do with it."""
        rows = related.related(self._connection, document_id)
        fixed = {one for one, row in rows.items() if row["pinned"] or self._by_merger(row)}
        lacked = [one for one in fixed if self._provisional(rows[one])]
        own = {one: self._own(row) for one, row in rows.items() if one not in fixed}
        own |= self._followers(rows, own)
        new = [one for one, what in own.items() if what.status == "new"]
        found = self._found(rows, [*new, *lacked])
        decided = {}
        for one, what in own.items():
            key = found.get(one)
            if what.status == "auto" and what.patient_id:
                key = self._registered(what.patient_id, rows[one])
            decided[one] = key
            shown = link(what, key)
            enter(self._database, self._connection, rows[one], shown, what.doubt, self._mergers)
        self._tidy(rows, fixed, set(decided.values()))

    def why(self, row: Mapping[str, Any]) -> Decision:
        """Return what the register says to a document alone, with the evidence."""
        return self._ask(said.person(row)) if said.identity(row).known else NEW

    def _ask(self, one: Person) -> Decision:
        if not self._state.people:
            return NEW
        held = candidates.candidates(self._connection, one)
        same = {
            other.patient_id: follow(self._mergers, registered_key(other.patient_id))
            for other in held
        }
        return decide(one, held, self._rules, self._state.share, self._state.people, same)

    def _by_merger(self, row: Mapping[str, Any]) -> bool:
        """Return whether a steward said whose the document is by merging its patient."""
        return row["patient_key"] in self._mergers and self._provisional(row)

    def _provisional(self, row: Mapping[str, Any]) -> bool:
        number = select(patient.c.patient_id).where(patient.c.key == row["patient_key"])
        return self._connection.scalar(number) is None

    def _own(self, row: Mapping[str, Any]) -> Own:
        if row["own"] and row["edition"] == self._state.edition:
            own = Own(**json.loads(row["own"]))
            if own.by == self._by:
                return own
        own = of(self.why(row), row, self._by)
        values = {"own": canonical(asdict(own)).decode(), "edition": self._state.edition}
        one = identity.c.document_id == row["document_id"]
        self._connection.execute(update(identity).where(one).values(values))
        return own

    def _followers(self, rows: Rows, own: dict[str, Own]) -> dict[str, Own]:
        """Return what documents without a number of the patient's take from those of their stay."""
        asked = {one for one, what in own.items() if may_follow(what)}
        if not asked:
            return {}
        leading = {one: what for one, what in own.items() if leads(what)}
        leading |= {one: steward(row) for one, row in rows.items() if steward_leads(row)}
        found: dict[str, Own] = {}
        every = {one: said.identity(rows[one]) for one in {*asked, *leading}}
        for group in related.sharing(every):
            leaders = [leading[one] for one in group if one in leading]
            if len({leader.patient_id for leader in leaders}) == 1:
                leader = max(leaders, key=lambda what: what.score)
                found |= self._follow(replace(leader, method="identifier"), group & asked, rows)
            elif not leaders and len(group) > 1:
                found |= self._follow(self._together(group, rows), group, rows)
        return found

    def _together(self, group: Collection[str], rows: Rows) -> Own:
        """Return what the register says to all documents of a stay as if they were one."""
        those = [rows[one] for one in sorted(group)]
        what = self._ask(said.together([said.person(row) for row in those]))
        return of(what, {"coded": " ".join(row["coded"] or "" for row in those)}, self._by)

    def _follow(self, leader: Own, asked: Collection[str], rows: Rows) -> dict[str, Own]:
        """Return the documents that take a decision: a link only where nothing is against it."""
        fitting = self._fitting(leader, asked, rows) if leader.status == "auto" else asked
        return dict.fromkeys(fitting, leader)

    def _fitting(self, leader: Own, asked: Collection[str], rows: Rows) -> list[str]:
        held = candidates.find(self._connection, leader.patient_id or "") if asked else None
        share, count = self._state.share, self._state.people
        return [one for one in asked if held and fits(said.person(rows[one]), held, share, count)]

    def _found(self, rows: Rows, new: Collection[str]) -> dict[str, str]:
        """Return the keys of provisional patients by document."""
        if not new:
            return {}
        saying = {one: said.identity(rows[one]) for one in new}
        groups = [
            {one for one in saying if saying[one] in cluster}
            for cluster in clusters(who for who in saying.values() if tells(who))
        ]
        groups += [{one} for one, who in saying.items() if who.known and not tells(who)]
        held = {one: rows[one]["patient_key"] for one in new}
        ages = related.ages(self._connection, held)
        held = {one: key if key in ages else None for one, key in held.items()}
        decided = assign(groups, held, ages, related.taken(self._connection, ages))
        for key in sorted(set(decided.values())):
            mine = [one for one in sorted(decided) if decided[one] == key]
            self._describe(key, [rows[one] for one in mine], founder=mine[0])
        return decided

    def _tidy(self, rows: Rows, fixed: Collection[str], keys: Collection[str | None]) -> None:
        """Note which patients are left without documents, and what needs no deciding."""
        held = {row["patient_key"] for row in rows.values() if row["patient_key"]}
        if lost := held.difference(keys):
            leave_empty(self._database, self._connection, lost)
        if fixed:
            those = update(identity).where(identity.c.document_id.in_(fixed))
            self._connection.execute(those.values(edition=self._state.edition))

    def _describe(self, key: str, rows: list[Mapping[str, Any]], founder: str) -> None:
        """Have a patient with what most of its documents say."""
        values: dict[str, object] = {
            name: said.most(row[name] for row in rows) for name in said.SHOWN
        }
        values["status"] = "new"
        one = patient.c.key == key
        if self._connection.scalar(select(patient.c.key).where(one)) is not None:
            self._connection.execute(update(patient).where(one).values(values))
            return
        self._add(key, values, founder)

    def _registered(self, patient_id: str, row: Mapping[str, Any]) -> str:
        """Return the key of a patient of the register, who is known here from now on."""
        key = registered_key(patient_id)
        if row["patient_key"] == key:
            return key
        if self._connection.scalar(select(patient.c.key).where(patient.c.key == key)) is None:
            self._add(key, {"patient_id": patient_id, "status": "registered"}, row["document_id"])
        return key

    def _add(self, key: str, values: dict[str, object], founder: str) -> None:
        row = values | {"key": key, "founded_by": founder}
        self._connection.execute(insert(patient).values(row))
        after = {"founded_by": founder}
        self._database.note(self._connection, "found", f"patient:{key}", {}, after)
