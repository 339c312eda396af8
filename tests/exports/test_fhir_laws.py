"""Whatever stands in a record, what goes out is valid, and nothing is made up."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.fhir.bundle import document
from exports.fhir.transaction import own
from models.geometry import Box
from models.record import FIELDS, LISTS, DocumentType, Field, PatientLink, Section, Status
from tests.exports.papers import LINK, NOBODY, paper
from tests.exports.r4 import faults

USUAL = [
    *"present possible absent historical family main admission J18.9 2026-11-02T08:15".split(),
    *"2026-11 120/80 36.8 <0.5 7.20 G/L mmol/L oral iv 2 0 blood_pressure pulse xray ecg".split(),
    *"high male female died".split(),
    *("1 viên", "3,9 - 6,4", "875 mg/125 mg", "Viêm phổi", "<b>&", "\x00\x0b", "\u00a0"),
]
VALUES = st.one_of(st.sampled_from(USUAL), st.text(max_size=12), st.none())
FIELD = st.builds(
    Field,
    value=VALUES,
    text=VALUES,
    confidence=st.just(0.9),
    status=st.sampled_from(list(Status)),
    page=st.just(2),
    box=st.one_of(st.none(), st.just(Box(0.1, 0.2, 1 / 3, 0.25))),
)
SECTION = st.builds(
    Section,
    kind=st.sampled_from(["advice", "nursing", "unheard_of"]),
    heading=st.text(max_size=8),
    text=st.text(max_size=30),
    page=st.just(2),
    box=st.just(Box(0, 0, 1, 1)),
)
LINKS = st.sampled_from([LINK, NOBODY, PatientLink("p" * 25, "BN|1", "barcode", 1.0, "auto")])


def items(group: str) -> Any:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS[group], FIELD))


PAPERS = st.builds(
    paper,
    kind=st.sampled_from([*DocumentType, "unheard_of"]),
    link=LINKS,
    patient=items("patient"),
    encounter=items("encounter"),
    sections=st.lists(SECTION, max_size=2).map(tuple),
    **{name: st.lists(items(name), max_size=2).map(tuple) for name in LISTS},
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAPERS)
def test_every_record_makes_a_valid_bundle(given_paper: Any) -> None:
    data = document(given_paper)
    assert faults(json.loads(data)) == []
    assert data == document(given_paper)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAPERS)
def test_what_a_document_owns_is_in_its_bundle(given_paper: Any) -> None:
    there = {
        (entry["resource"]["resourceType"], entry["resource"]["id"])
        for entry in json.loads(document(given_paper))["entry"]
    }
    shared = there - own(given_paper)
    assert own(given_paper) <= there
    assert {kind for kind, _ in shared} <= {"Patient", "Organization", "Practitioner", "Device"}
