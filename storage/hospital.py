"""Stays and prescriptions as the hospital's own system has them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select, update

from models.hospital import Prescription, Stay
from storage.database import Database
from storage.hospital_tables import hospital_prescription, hospital_stay

_KEY = ("patient_id", "stay_code", "record_number")
_SAID = ("department", "admitted_at", "discharged_at")


class Hospital:
    """What the hospital's system said. It comes and changes; none of it is ever taken away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, stays: Iterable[Stay], prescriptions: Iterable[Prescription] = ()) -> int:
        """Add stays and prescriptions, or change those that are known; return how many changed.

        What the system does not say any more stays as it was said.
        """
        with self._database.write() as connection:
            changed = sum(_keep(connection, stay) for stay in stays)
            changed += sum(_prescribed(connection, one) for one in prescriptions)
            if changed:
                self._database.note(connection, "import", "stays", {}, {"changed": changed})
        return changed

    def of_patient(self, patient_id: str) -> tuple[Stay, ...]:
        """Return the stays of a patient of the register, the newest first."""
        query = select(hospital_stay).where(hospital_stay.c.patient_id == patient_id)
        order = (hospital_stay.c.admitted_at.desc(), hospital_stay.c.number)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(*order)).all()
        return tuple(Stay(*(getattr(row, key) for key in (*_KEY, *_SAID))) for row in found)

    def owner(self, stay_code: str, record_number: str, prescription_code: str) -> str | None:
        """Return the number of the patient whose stay or prescription this is.

        None where the system said nothing of it, or these codes are of different patients.
        """
        stay, prescribed = hospital_stay.c, hospital_prescription.c
        queries = [
            (stay_code, select(stay.patient_id).where(stay.stay_code.in_(_spelt(stay_code)))),
            (
                record_number,
                select(stay.patient_id).where(stay.record_number == record_number.upper()),
            ),
            (
                prescription_code,
                select(prescribed.patient_id).where(prescribed.code == prescription_code.lower()),
            ),
        ]
        with self._database.read() as connection:
            found = {one for said, query in queries if said for one in connection.scalars(query)}
        return found.pop() if len(found) == 1 else None

    def code(self, patient_id: str, record_number: str) -> str:
        """Return the code of the patient's stay with a record number; empty for none or several."""
        columns = hospital_stay.c
        query = select(columns.stay_code).where(
            columns.patient_id == patient_id,
            columns.record_number == record_number.upper(),
            columns.stay_code != "",
        )
        with self._database.read() as connection:
            found = set(connection.scalars(query)) if patient_id and record_number else set()
        return found.pop() if len(found) == 1 else ""


def _keep(connection: Connection, stay: Stay) -> bool:
    key = {
        "patient_id": stay.patient_id.upper(),
        "stay_code": stay.stay_code,
        "record_number": stay.record_number.upper(),
    }
    said = {name: value for name in _SAID if (value := getattr(stay, name))}
    one = [hospital_stay.c[name] == value for name, value in key.items()]
    there = connection.execute(select(hospital_stay).where(*one)).first()
    if there is None:
        empty = dict.fromkeys(_SAID, "")
        connection.execute(insert(hospital_stay).values(**key, **empty | said))
        return True
    if all(getattr(there, name) == value for name, value in said.items()):
        return False
    connection.execute(update(hospital_stay).where(*one).values(**said))
    return True


def _prescribed(connection: Connection, one: Prescription) -> bool:
    table, code, whose = hospital_prescription, one.code.lower(), one.patient_id.upper()
    mine = table.c.code == code
    before = connection.scalar(select(table.c.patient_id).where(mine))
    if before is None:
        connection.execute(insert(table).values(code=code, patient_id=whose))
    elif before != whose:
        connection.execute(update(table).where(mine).values(patient_id=whose))
    return before != whose


def _spelt(code: str) -> Sequence[str]:
    """Return a code as it may be kept: nobody says whether its case counts."""
    return sorted({code, code.upper(), code.lower()})
