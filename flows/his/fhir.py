"""A hospital's system that speaks FHIR R4."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from exports.fhir.notice import KIND, told
from exports.fhir.server import Server
from exports.fhir.server import found as held
from flows.his.adapter import Answer, moment, stay
from flows.lexicons.columns import Bad, Cells, checked
from flows.people import fhir
from models.hospital import Asked, Notice, Prescription, Stay
from models.settings import Fhir
from storage import clock

NEEDED = ("Patient", "Encounter", "MedicationRequest", KIND)
"""Resources that are asked for, and the one that is put."""
VISIT, RECORD = "VN", "MR"
"""Types of identifiers of an Encounter (HL7 table 0203): of the visit, of the record."""

_PATIENT = re.compile(r"(?:^|/)Patient/([A-Za-z0-9.-]+)")

Resource = Mapping[str, Any]
People = dict[str, tuple[int, Cells | Bad]]
"""Rows of the register by the id of their Patient."""


class FhirHis:
    """A FHIR server. What it is asked for stands in the body, and in no address."""

    asks = tells = True

    def __init__(self, server: Server, settings: Fhir) -> None:
        self._server, self._settings = server, settings
        self.name = server.host

    def check(self) -> list[tuple[str, str]]:
        """Return which resources the server says it has."""
        said = self._server.check()
        parts = fhir.objects(said, "rest")
        there = {
            fhir.text(one.get("type")) for part in parts for one in fhir.objects(part, "resource")
        }
        return [(kind, "there" if kind in there else "not there") for kind in NEEDED]

    def changes(self, since: str | None) -> Iterator[Answer]:
        """Yield patients and stays that were changed, a page of the server's at a time."""
        changed = f"&_lastUpdated=ge{quote(since)}" if since else ""
        for bundle in self._server.search(f"Patient?_count=500{changed}"):
            yield Answer(tuple(_people(held(bundle, "Patient")).values()))
        for bundle in self._server.search(f"Encounter?_count=200{changed}"):
            visits = list(held(bundle, "Encounter"))
            yield self._answer(self._patients(_subjects(visits)), visits)

    def look_up(self, asked: Asked, value: str) -> Answer:
        """Return the patients with a number and their stays; a stay and its patient.

        What does not bear the number is left out: a server may pass over what it cannot search.
        """
        if asked in (Asked.RECORD, Asked.STAY):
            visits = self._bearing("Encounter", value)
            return self._answer(self._patients(_subjects(visits)), visits)
        if asked is Asked.PRESCRIPTION:
            people = self._patients(_subjects(self._bearing("MedicationRequest", value)))
            owners = {row["patient_id"] for _, row in people.values() if not isinstance(row, Bad)}
            whose = tuple(Prescription(value, one) for one in owners)
            return Answer(tuple(people.values()), prescriptions=whose if len(whose) == 1 else ())
        column = "patient_id" if asked is Asked.STAYS else asked.value
        mine = {
            id: row
            for id, row in _people(self._server.ask("Patient", identifier=value)).items()
            if not isinstance(row[1], Bad) and row[1].get(column, "").upper() == value.upper()
        }
        found = self._server.ask("Encounter", patient=",".join(sorted(mine))) if mine else []
        return self._answer(mine, found)

    def tell(self, notice: Notice) -> None:
        """Put a DocumentReference, or delete it."""
        self._server.send(told(notice, self._settings))

    def _bearing(self, kind: str, value: str) -> list[Resource]:
        """Return the resources of a kind that bear a number."""
        return [
            one
            for one in self._server.ask(kind, identifier=value)
            if value.upper()
            in (fhir.text(each.get("value")).upper() for each in fhir.objects(one, "identifier"))
        ]

    def _patients(self, ids: Iterable[str]) -> People:
        wanted = sorted(set(ids))
        found = self._server.ask("Patient", _id=",".join(wanted)) if wanted else []
        return {id: row for id, row in _people(found).items() if id in wanted}

    def _answer(self, people: People, visits: Iterable[Resource]) -> Answer:
        stays = (
            self._stay(visit, cells)
            for visit in visits
            for id in _subjects([visit])
            if id in people and not isinstance(cells := people[id][1], Bad)
        )
        return Answer(tuple(people.values()), tuple(filter(None, stays)))

    def _stay(self, visit: Resource, person: Cells) -> Stay | None:
        code, record = self._numbers(visit)
        period = visit.get("period")
        ends = period if isinstance(period, dict) else {}
        cells = {
            "patient_id": person["patient_id"],
            "stay_code": code,
            "record_number": record,
            "department": _department(visit),
            "admitted_at": _local(fhir.text(ends.get("start"))),
            "discharged_at": _local(fhir.text(ends.get("end"))),
        }
        try:
            return stay(checked(cells))[0]
        except Bad:
            return None

    def _numbers(self, visit: Resource) -> tuple[str, str]:
        """Return stay code and record number: what neither system nor type tells is the code."""
        code = record = other = ""
        for one in fhir.objects(visit, "identifier"):
            value, system = fhir.text(one.get("value")), fhir.text(one.get("system"))
            types = {
                fhir.text(kind.get("code")) for kind in fhir.objects(one.get("type"), "coding")
            }
            if system == self._settings.stay_system or VISIT in types:
                code = code or value
            elif system == self._settings.record_system or RECORD in types:
                record = record or value
            else:
                other = other or value
        return code or other, record


def _people(patients: Iterable[Resource]) -> People:
    return {fhir.text(one.get("id")): (place, _row(one)) for place, one in enumerate(patients, 1)}


def _row(patient: Resource) -> Cells | Bad:
    try:
        return checked(fhir.cells(patient))
    except Bad as error:
        return error


def _subjects(resources: Iterable[Resource]) -> list[str]:
    """Return the ids of the Patients that resources are about."""
    about = [one.get("subject") for one in resources]
    named = [fhir.text(one.get("reference")) for one in about if isinstance(one, dict)]
    return [match[1] for name in named if (match := _PATIENT.search(name))]


def _local(text: str) -> str:
    """Return a time of a resource as Viet Nam's clocks have it."""
    try:
        at = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        at = None
    return moment(clock.local(text).isoformat() if at and at.tzinfo else text)


def _department(visit: Resource) -> str:
    kind = visit.get("serviceType")
    told = fhir.text(kind.get("text")) if isinstance(kind, dict) else ""
    places = [one.get("location") for one in fhir.objects(visit, "location")]
    named = [fhir.text(one.get("display")) for one in places if isinstance(one, dict)]
    return told or next(filter(None, named), "")
