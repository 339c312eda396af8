"""Keeping the search index up with what is filed."""

import re

from exports.stored import DATES, Stored, stored
from flows import keeping
from flows.house import House
from models.errors import StoreError
from models.record import Item, told
from models.retention import Kept
from storage import keys, terms
from storage.rows import DocumentRow
from storage.terms import Paper, mark

IDENTIFIERS = ("full_name", "national_id", "insurance_number", "patient_id", "record_number")
"""What a patient is found by, besides the key."""
CODES = ("stay_code", "prescription_code")
"""What a visit is found by, among what a patient is."""
SAID = {"diagnoses": ("text", "icd10"), "medications": ("name", "ingredient")}


def catch_up(house: House) -> int:
    """Index what was filed or superseded since it was last done; return how many documents.

    Until when they are kept is noted with it, from the same records.
    """
    count, last = 0, ""
    while ids := house.catalogue.search.due(last):
        papers, terms, gone = [], [], []
        for one in ids:
            row = house.catalogue.documents.get(one)
            if row is None or row.state != "filed":
                gone.append(one)
            elif found := _looked(house, row):
                papers.append(found[0])
                terms.append(found[1])
        keeping.note(house, terms, gone)
        house.catalogue.search.put(papers, gone)
        count, last = count + len(papers) + len(gone), ids[-1]
    return count


def _looked(house: House, row: DocumentRow) -> tuple[Paper, Kept] | None:
    """Return what a document is found by, and what it says of how long it is kept.

    None where its files are damaged: it stays due. `sohoa verify` tells of the damage. One
    document keeps no other from being found.
    """
    try:
        said = stored(house.store.get(keys.record(row.id, row.version, "record.json")))
        scan = house.catalogue.scans.get(row.sha256)
        received = scan.received_at[:10] if scan else row.filed_at[:10]
        return _paper(house, row, said), keeping.paper(row.id, row.form, received, said)
    except (KeyError, StoreError):
        house.store.has(keys.record(row.id, row.version, "record.json"))  # or the store is away
        return None


def _paper(house: House, row: DocumentRow, paper: Stored) -> Paper:
    """Return what a filed document is found by; KeyError or StoreError where files lack."""
    text = house.store.get(keys.record(row.id, row.version, "text.txt")).decode()
    facts = paper.facts
    day = next((value[:10] for key in DATES if (value := _value(facts.encounter, key))), None)
    said = [_value(facts.patient, "full_name")]
    said += [
        _value(item, key)
        for name, every in SAID.items()
        for item in getattr(facts, name)
        for key in every
    ]
    text = "\n".join([*filter(None, said), text])
    return Paper(row.id, row.version, day, text, tuple(sorted(_marks(house, row, paper, day))))


def _marks(house: House, row: DocumentRow, paper: Stored, day: str | None) -> set[str]:
    facts = paper.facts
    found = {mark("type", row.type)}
    found |= set(terms.days(day) if day else ())
    found |= {mark("batch", one) for one in house.catalogue.receipts.brought(row.sha256)}
    found |= {mark("who", _value(facts.patient, key)) for key in IDENTIFIERS} - {"qwho"}
    found |= {mark("who", value) for key in CODES if (value := _value(facts.encounter, key))}
    if row.patient_key:
        found.add(mark("who", row.patient_key))
    for item in facts.diagnoses:
        found |= set(terms.codes(_value(item, "icd10")))
    for item in facts.medications:
        ingredient = _value(item, "ingredient")
        found |= {
            mark("substance", one)
            for one in (ingredient, *re.split(r"\s*[/+]\s*", ingredient))
            if one
        }
    return found


def _value(item: Item, key: str) -> str:
    return told(item, key) or ""
