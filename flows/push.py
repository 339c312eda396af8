"""Sending documents to a FHIR server, so that it says of them what is filed here."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.fhir.server import Server
from exports.fhir.transaction import Address, deletion, merged, own, transaction
from flows.fhir import papers, versions
from flows.house import House
from models.errors import DocumentRefused
from models.forms import is_identity
from models.record import Item
from storage.rows import DocumentRow


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that the server did not take, and why."""

    document_id: str
    reason: str


def push(
    house: House, rows: Sequence[DocumentRow], server: Server, *, identity: bool = False
) -> list[Refusal]:
    """Send documents one after the other, each whole or not at all; return those not taken.

    One that is superseded or withdrawn is deleted there. An identity paper is not sent, and is
    deleted where it was sent before, unless `identity`. Sending again what the server has
    changes nothing. Raises DeliveryError where the server is away, or takes nothing from us.
    """
    server.check()
    refused = []
    for row, version, bundle in _transactions(house, rows, server.host, identity=identity):
        try:
            server.send(bundle)
        except DocumentRefused as refusal:
            refused.append(Refusal(row.id, str(refusal)))
        else:
            house.catalogue.audit.sent(row.id, version, server.host)
    return refused


def _transactions(
    house: House, rows: Sequence[DocumentRow], host: str, *, identity: bool
) -> Iterator[tuple[DocumentRow, int | None, bytes]]:
    """Yield each document with what brings a server to say the same of it.

    With it comes the version that the server has then; None for none.
    """
    people = _people(house, rows, identity=identity)
    scans: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in rows:
        if is_identity(row.form) and not identity:
            if house.catalogue.audit.has(row.id, host):
                yield row, None, deletion(_ever(house, row))
        elif row.current:
            scans[row.sha256].append(row)
        else:
            yield row, None, deletion(_ever(house, row))
    for found in scans.values():
        for row, paper in zip(found, papers(house, found), strict=True):
            person = people.get(paper.patient_key or "", paper.stored.facts.patient)
            gone = _ever(house, row) - own(paper)
            yield row, row.version, transaction(paper, person, gone)


def _ever(house: House, row: DocumentRow) -> set[Address]:
    """Return what any version of a document may have put on a server for itself."""
    return {address for paper in versions(house, row) for address in own(paper)}


def _people(house: House, rows: Sequence[DocumentRow], *, identity: bool) -> dict[str, Item]:
    """Return what all documents that go out of each patient of these say of them together."""
    wanted = {row.patient_key for row in rows if row.patient_key}
    found: dict[str, list[Item]] = defaultdict(list)
    for row in house.catalogue.documents.find():
        if row.patient_key in wanted and (identity or not is_identity(row.form)):
            *_, paper = versions(house, row)
            found[paper.patient_key or ""].append(paper.stored.facts.patient)
    return {key: merged(items) for key, items in found.items()}
