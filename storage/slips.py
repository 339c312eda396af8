"""Separator sheets: which are printed, and what they say of the pages that come after them."""

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from models.errors import UsageError
from models.slip import BYTES, Slip, SlipKind, slip_id
from storage import clock
from storage.candidates import find
from storage.database import Database
from storage.founding import registered_key
from storage.slip_tables import slip, slip_page


class Slips:
    """The separator sheets of a home. One that it did not print says nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, batch: str, patients: Sequence[str | None]) -> tuple[Slip, ...]:
        """Return the sheets of a batch to print: of patients, None for that of the batch itself.

        One that was printed before is the same sheet again. UsageError where the register lacks
        a patient; then none is made.
        """
        with self._database.write() as connection:
            for place, patient_id in enumerate(patients, 1):
                if patient_id is not None and find(connection, patient_id) is None:
                    raise UsageError(f"Patient {place} of {len(patients)} is not in the register.")
            return tuple(self._made(connection, batch, patient_id) for patient_id in patients)

    def see(self, sha256: str, found: Mapping[int, str]) -> None:
        """Note which pages of a scan are sheets, by the ids that they bear; others are none."""
        mine = slip_page.c.sha256 == sha256
        there = select(slip_page.c.number, slip_page.c.slip).where(mine)
        with self._database.read() as connection:
            known = set(connection.scalars(select(slip.c.id).where(slip.c.id.in_(found.values()))))
            before = {row.number: row.slip for row in connection.execute(there)}
        pages = {number: one for number, one in found.items() if one in known}
        if pages == before:
            return  # as of nearly every scan, which has none
        rows = [{"sha256": sha256, "number": place, "slip": one} for place, one in pages.items()]
        with self._database.write() as connection:
            connection.execute(delete(slip_page).where(mine))
            if rows:
                connection.execute(insert(slip_page), rows)

    def batches(self) -> dict[str, str]:
        """Return the batch of each sheet of a batch that was printed, by its id."""
        query = select(slip.c.id, slip.c.batch).where(slip.c.kind == SlipKind.BATCH.value)
        with self._database.read() as connection:
            return {row.id: row.batch for row in connection.execute(query)}

    def on(self, sha256: str, number: int) -> bool:
        """Return whether a page is a sheet."""
        one = (slip_page.c.sha256 == sha256) & (slip_page.c.number == number)
        with self._database.read() as connection:
            return connection.scalar(select(slip_page.c.slip).where(one)) is not None

    def above(self, sha256: str, number: int) -> tuple[Slip, ...]:
        """Return the sheets that hold for a page: the last of a patient, then that of a batch.

        A sheet holds for itself too. That of a batch ends what one of a patient before it said.
        """
        query = (
            select(slip.c.id, slip.c.kind, slip.c.batch, slip.c.patient_id)
            .join(slip_page, slip_page.c.slip == slip.c.id)
            .where(slip_page.c.sha256 == sha256, slip_page.c.number <= number)
            .order_by(slip_page.c.number.desc())
        )
        held: list[Slip] = []
        with self._database.read() as connection:
            for row in connection.execute(query):
                one = Slip(row.id, SlipKind(row.kind), row.batch, row.patient_id)
                if not held or one.kind is SlipKind.BATCH:
                    held.append(one)
                if one.kind is SlipKind.BATCH:
                    break
        return tuple(held)

    def _made(self, connection: Connection, batch: str, patient_id: str | None) -> Slip:
        kind = SlipKind.PATIENT if patient_id else SlipKind.BATCH
        same = (slip.c.kind == kind) & (slip.c.batch == batch)
        same &= slip.c.patient_id.is_not_distinct_from(patient_id)
        there = connection.scalar(select(slip.c.id).where(same))
        if there:
            return Slip(there, kind, batch, patient_id)
        made = Slip(slip_id(secrets.token_bytes(BYTES)), kind, batch, patient_id)
        row = {"id": made.id, "kind": kind.value, "batch": batch, "patient_id": patient_id}
        connection.execute(insert(slip).values(row | {"made_at": clock.now()}))
        whose = registered_key(patient_id) if patient_id else None
        after = {"kind": kind.value, "batch": batch, "patient_key": whose}
        self._database.note(connection, "print", f"slip:{made.id}", {}, after)
        return made
