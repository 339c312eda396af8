"""What follows from a filed document for the hospital's system: what it is asked and told."""

import io
import time
from collections.abc import Mapping

from exports.fhir.paper import Attached
from exports.stored import Stored, stored
from flows.house import House
from flows.searchable import PDF, complete
from models.hospital import Asked, Notice
from models.record import Item, PatientLink, told
from storage import keys
from storage.notices import Owed

PORTION = 500
"""Documents that are looked at at once."""
SURE = ("auto", "verified")
"""States of a link in which a document is a patient's of the register."""
UNLINKED = (Asked.PATIENT, Asked.NATIONAL, Asked.INSURANCE)
"""Numbers of the patient by which one whom the register lacks is asked for."""


def note(house: House, until: float = float("inf")) -> None:
    """Put in what follows from documents that were filed or taken back since it was last done.

    It ends at a time (`time.monotonic`) and goes on when it is done again. Killed and done
    again it comes to the same: a document is looked at once for each version.
    """
    last = ""
    while time.monotonic() < until and (ids := house.catalogue.notices.unseen(PORTION, last)):
        for one in ids:
            _note(house, one)
        last = ids[-1]


def _note(house: House, document_id: str) -> None:
    row = house.catalogue.documents.get(document_id)
    if row is None or not row.current:
        house.catalogue.notices.put(document_id, 0, {}, tells=False)
        return
    try:
        said = record(house, document_id, row.version)
    except KeyError:
        return  # it stays to be looked at: sohoa verify tells of the damage
    tells = owner(said.link) is not None
    house.catalogue.notices.put(document_id, row.version, wanted(said), tells=tells)


def record(house: House, document_id: str, version: int) -> Stored:
    """Return a version of a document as it is filed."""
    return stored(house.store.get(keys.record(document_id, version, "record.json")))


def owner(link: PatientLink) -> str | None:
    """Return the register's number of the patient whose a document is for sure, or None."""
    return link.patient_id if link.status in SURE else None


def wanted(said: Stored) -> Mapping[Asked, str]:
    """Return the numbers of a document by which the system is asked.

    Of a patient whom the register lacks all that there are; else the stay that the document
    names, or all of the patient's where it names none.
    """
    patient, visit, whose = said.facts.patient, said.facts.encounter, owner(said.link)
    stay = _told(visit, Asked.STAY) | _told(patient, Asked.RECORD)
    if whose:
        return dict(list(stay.items())[:1]) or {Asked.STAYS: whose}
    numbers: dict[Asked, str] = {}
    for one in UNLINKED:
        numbers |= _told(patient, one)
    return numbers | stay | _told(visit, Asked.PRESCRIPTION)


def notice(house: House, owed: Owed) -> Notice:
    """Return what the system is told of a document; its searchable PDF is made if need be."""
    row = house.catalogue.documents.get(owed.document_id) if owed.version else None
    if row is None or not row.current:
        return Notice(owed.document_id, 0)
    said = record(house, row.id, row.version)
    whose, visit = owner(said.link), said.facts.encounter
    if whose is None:
        return Notice(row.id, 0)
    complete(house, [row])
    copy = Attached.of(
        io.BytesIO(house.store.get(keys.record(row.id, row.version, PDF))), "application/pdf"
    )
    number = told(said.facts.patient, "record_number") or ""
    code = told(visit, "stay_code") or house.catalogue.hospital.code(whose, number)
    desk = house.settings.review.address
    return Notice(
        row.id,
        row.version,
        row.filed_at,
        row.type,
        whose,
        code,
        told(visit, "issued_on") or "",
        f"{desk}/document/{row.id}/{PDF}" if desk else "",
        copy.sha256,
        copy.sha1,
        copy.size,
    )


def _told(item: Item, asked: Asked) -> dict[Asked, str]:
    value = told(item, asked.value)
    return {asked: value} if value else {}
