"""What brings a FHIR server to say the same of a document: all of it, or nothing.

Every resource is put under its own id, so sending it again changes nothing. What an earlier
version had and this one has not is deleted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from exports.fhir import people
from exports.fhir.bundle import encoded, entry, resources, unchecked
from exports.fhir.paper import Paper, Resource, known
from models.record import FIELDS, Field, Item, Status

SHARED = ("Patient", "Organization", "Practitioner", "Device")
"""Kinds of resource that documents share, but for one that a document has for itself."""

Address = tuple[str, str]
"""Kind and id of a resource."""


def transaction(paper: Paper, person: Item, gone: Iterable[Address]) -> bytes:
    """Return the Bundle of type transaction.

    `person` is what all documents of the patient say together: the same in each of them, so
    that none takes back what another has put. `gone` is what is deleted.
    """
    puts = [_put(paper, resource) for resource in resources(paper, person)]
    return _bundle([*_deletions(gone), *puts])


def deletion(gone: Iterable[Address]) -> bytes:
    """Return the Bundle of type transaction that takes a document back."""
    return _bundle(_deletions(gone))


def own(paper: Paper) -> set[Address]:
    """Return the resources that are this document's alone."""
    alone = {paper.id(place) for place in people.OWN}
    return {
        (resource["resourceType"], resource["id"])
        for resource in unchecked(paper, {})
        if resource["resourceType"] not in SHARED or resource["id"] in alone
    }


def merged(patients: Sequence[Item]) -> Item:
    """Return what the documents of one patient say of them, of each field the best.

    A steward's word goes before a machine's, a sure value before one that waits, then what most
    documents say.
    """
    found: dict[str, Field] = {}
    for key in FIELDS["patient"]:
        every = [item[key] for item in map(known, patients) if key in item and item[key].value]
        votes = Counter(field.value for field in every)
        if every:
            found[key] = max(
                every, key=lambda field: (*_rank(field), votes[field.value], _tie(field))
            )
    return found


def _put(paper: Paper, resource: Resource) -> Resource:
    """Return an entry that puts a resource under its id.

    A patient of the hospital's register is the server's own: they are found by their number,
    never overwritten, and made only where they are not there.
    """
    kind, number = resource["resourceType"], paper.register_number
    request = {"method": "PUT", "url": f"{kind}/{resource['id']}"}
    if kind == "Patient" and number:
        token = quote(f"{paper.settings.patient_system}|{number}", safe=":/|")
        request = {"method": "POST", "url": kind, "ifNoneExist": f"identifier={token}"}
    return entry(resource) | {"request": request}


def _deletions(gone: Iterable[Address]) -> list[Resource]:
    return [{"request": {"method": "DELETE", "url": f"{kind}/{id}"}} for kind, id in sorted(gone)]


def _bundle(entries: list[Resource]) -> bytes:
    return encoded({"resourceType": "Bundle", "type": "transaction", "entry": entries})


def _rank(field: Field) -> tuple[bool, bool]:
    decided = field.status in (Status.VERIFIED, Status.CORRECTED)
    return decided, field.status is not Status.REVIEW


def _tie(field: Field) -> tuple[float, str]:
    return field.confidence, field.value or ""
