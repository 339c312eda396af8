"""Whose a document is by what the hospital's system said of its stay or its prescription."""

from dataclasses import replace

from flows.house import House
from models.record import Facts, Item, told

EXTRACTOR = "hospital's system"


def patient(house: House, who: Item, facts: Facts) -> Item:
    """Return whom a document is about for linking: what it says, and whose its stay is.

    A patient number on the paper comes first. The record keeps what stands on the document
    alone.
    """
    if told(who, "patient_id"):
        return who
    visit = facts.encounter
    codes = {key: told(visit, key) or "" for key in ("stay_code", "prescription_code")}
    codes["record_number"] = told(facts.patient, "record_number") or ""
    every = {**facts.patient, **visit}
    fields = [every[key] for key, value in codes.items() if value]
    number = house.catalogue.hospital.owner(**codes) if fields else None
    if number is None:
        return who
    # It is as sure as the codes are read that lead to it.
    least = min(fields, key=lambda field: field.confidence)
    return {**who, "patient_id": replace(least, value=number, extractor=EXTRACTOR)}
