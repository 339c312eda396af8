"""What is prescribed: MedicationRequest, the medicine itself contained in it."""

import re
from decimal import Decimal

from exports.fhir import people
from exports.fhir.codes import TERMINOLOGY, coded, dose, quantity
from exports.fhir.paper import Paper, Resource, doubted, marked, said
from models.record import Item

_TIMES = re.compile(r"[1-9]\d?")


def medication(paper: Paper, place: str, item: Item) -> Resource | None:
    """Return a prescribed medicine.

    Whether it is still taken no paper can say, so its status is `unknown`; a doubtful one is a
    `draft`, on which nobody may act.
    """
    medicine = _medicine(item)
    if not medicine:
        return None
    amount = quantity(said(item, "quantity") or "", None)
    code = said(paper.encounter, "prescription_code")
    made: Resource = {
        "resourceType": "MedicationRequest",
        "id": paper.id(place),
        "groupIdentifier": (
            {"system": paper.settings.prescription_system, "value": code} if code else None
        ),
        "contained": [medicine],
        "status": "draft" if doubted(item) else "unknown",
        "intent": "order",
        "reportedBoolean": True,
        "medicationReference": {"reference": "#medicine", "display": medicine["code"]["text"]},
        "subject": paper.subject,
        "encounter": paper.stay,
        "authoredOn": paper.written(),
        "requester": people.physician(paper),
        "dosageInstruction": [dosage] if (dosage := _dosage(item)) else [],
        "dispenseRequest": {"quantity": amount} if amount else None,
    }
    return marked(made, doubted(item))


def _medicine(item: Item) -> Resource | None:
    name, substance = said(item, "name"), said(item, "ingredient")
    form, strength = said(item, "form"), said(item, "strength")
    named = name or substance
    if not named:
        return None
    if strength and not substance:
        named = f"{named} {strength}"
    return {
        "resourceType": "Medication",
        "id": "medicine",
        "code": {"text": named},
        "form": {"text": form} if form else None,
        "ingredient": _ingredients(substance, strength),
    }


def _ingredients(substance: str | None, strength: str | None) -> list[Resource]:
    """Return each substance with its share of the strength, as in `500 mg` or `875 mg/125 mg`.

    A strength that cannot be told apart by substances stays with their names, as text.
    """
    if not substance:
        return []
    names = [name.strip() for name in re.split(r"[+/]", substance)]
    shares = [share.strip() for share in strength.split("/")] if strength else []
    amounts = [dose(share) for share in shares]
    if len(shares) != len(names) or not all(amount and "unit" in amount for amount in amounts):
        text = f"{substance} {strength}" if strength else substance
        return [{"itemCodeableConcept": {"text": text}}]
    return [
        {
            "itemCodeableConcept": {"text": name},
            "strength": {"numerator": amount, "denominator": {"value": Decimal(1)}},
        }
        for name, amount in zip(names, amounts, strict=True)
    ]


def _dosage(item: Item) -> Resource:
    """Return how to take it: in words as written, and as far as the record has it in numbers."""
    words, each = said(item, "instructions"), said(item, "dose")
    times, route = said(item, "times_per_day"), said(item, "route")
    made: Resource = {}
    if words:
        made["text"] = words
    if times and _TIMES.fullmatch(times):
        made["timing"] = {"repeat": {"frequency": int(times), "period": 1, "periodUnit": "d"}}
    if route:
        made["route"] = coded("route", route, f"{TERMINOLOGY}v3-RouteOfAdministration")
    if each and (amount := dose(each)):
        made["doseAndRate"] = [{"doseQuantity": amount}]
    return made
