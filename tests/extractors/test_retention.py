"""What papers say of how long they are kept."""

import pytest

from extractors.retention import said
from models.record import DocumentType, Facts, Field, Item, Status
from models.retention import Kind

RECEIVED = "2026-11-02"


def field(value: str | None, status: Status = Status.AUTO) -> Field:
    return Field(value, value, 0.95, status, page=1, box=None)


def item(status: Status = Status.AUTO, **values: str) -> Item:
    return {key: field(value, status) for key, value in values.items()}


def paper(type: DocumentType, *diagnoses: Item, **encounter: str) -> Facts:
    visit = {key: field(value) for key, value in encounter.items()}
    return Facts(field(type), "vi", encounter=visit, diagnoses=diagnoses)


ILL = item(text="Viêm phổi", icd10="J18.9")
OTHER, LAB, PRESCRIPTION = (
    DocumentType.OTHER,
    DocumentType.LAB_REPORT,
    DocumentType.PRESCRIPTION,
)
CASES: list[tuple[Facts, str | None, set[Kind]]] = [
    (paper(LAB), None, set()),
    (paper(LAB, ILL), None, {Kind.OUTPATIENT}),
    (paper(PRESCRIPTION), None, {Kind.OUTPATIENT}),
    (paper(DocumentType.TREATMENT_SHEET), None, {Kind.INPATIENT}),
    (paper(OTHER, admitted_at="2026-01-01", discharged_at="2026-01-02"), None, {Kind.INPATIENT}),
    (paper(OTHER, item(icd10="S52.5")), None, {Kind.OUTPATIENT, Kind.ACCIDENT}),
    (paper(OTHER, item(icd10="V29.4")), None, {Kind.OUTPATIENT, Kind.ACCIDENT}),
    (
        paper(OTHER, item(text="Đa chấn thương do tai nạn giao thông")),
        None,
        {Kind.OUTPATIENT, Kind.ACCIDENT},
    ),
    (paper(OTHER, item(text="TNSH: ngã cầu thang")), None, {Kind.OUTPATIENT, Kind.ACCIDENT}),
    (paper(PRESCRIPTION, item(icd10="F20.0")), None, {Kind.OUTPATIENT, Kind.PSYCHIATRIC}),
    (paper(LAB, facility="BỆNH VIỆN TÂM THẦN TRUNG ƯƠNG 1"), None, {Kind.PSYCHIATRIC}),
    (paper(LAB, department="Tâm thần kinh"), None, {Kind.PSYCHIATRIC}),
    (paper(OTHER, outcome="died"), None, {Kind.DEATH}),
    (paper(OTHER), "death_review", {Kind.DEATH}),
    (paper(DocumentType.INPATIENT_RECORD), "record_psychiatry", {Kind.INPATIENT, Kind.PSYCHIATRIC}),
    # Not his: denied, or a relative's.
    (paper(PRESCRIPTION, item(icd10="F20.0", assertion="absent")), None, {Kind.OUTPATIENT}),
    (paper(PRESCRIPTION, item(icd10="F32.9", assertion="family")), None, {Kind.OUTPATIENT}),
    # Only perhaps, or long ago: the longer counts.
    (
        paper(LAB, item(icd10="F20.0", assertion="possible")),
        None,
        {Kind.OUTPATIENT, Kind.PSYCHIATRIC},
    ),
    (paper(LAB, item(Status.REVIEW, icd10="T07")), None, {Kind.OUTPATIENT, Kind.ACCIDENT}),
    (paper(LAB, item(Status.REJECTED, icd10="T07")), None, set()),
    (paper(LAB, department="Nội thần kinh"), None, set()),
]


@pytest.mark.parametrize(("facts", "form", "kinds"), CASES)
def test_kinds(facts: Facts, form: str | None, kinds: set[Kind]) -> None:
    assert said(facts, form, RECEIVED).kinds == kinds


SURE = [
    ({"discharged_at": "2005-03-01T10:00", "issued_on": "2005-03-02"}, "2005-03-02"),
    ({"issued_on": "2005-03-02"}, "2005-03-02"),
    ({"issued_on": "2005-03"}, RECEIVED),
    # That somebody was admitted says nothing of when the paper was closed.
    ({"admitted_at": "2005-03-02"}, RECEIVED),
    ({}, RECEIVED),
    ({"issued_on": "2027-01-01"}, "2027-01-01"),
]


@pytest.mark.parametrize(("encounter", "since"), SURE)
def test_time_counts_from_discharge_or_issue(encounter: dict[str, str], since: str) -> None:
    assert said(paper(OTHER, **encounter), None, RECEIVED).since == since


@pytest.mark.parametrize("day", ["2005-03-02", "2027-01-01"])
def test_of_a_doubtful_day_and_that_of_receipt_the_later_counts(day: str) -> None:
    facts = Facts(field(OTHER), "vi", encounter=item(Status.REVIEW, issued_on=day))
    found = said(facts, None, RECEIVED)
    assert (found.since, found.first) == (max(day, RECEIVED), None)


def test_a_doubtful_later_day_beside_a_sure_one_counts() -> None:
    visit = {**item(discharged_at="2005-03-01"), **item(Status.REVIEW, issued_on="2015-03-02")}
    assert said(Facts(field(OTHER), "vi", encounter=visit), None, RECEIVED).since == RECEIVED


def test_days_of_care() -> None:
    found = said(paper(OTHER, admitted_at="2005-02-20", discharged_at="2005-03-01"), None, RECEIVED)
    assert (found.first, found.last) == ("2005-02-20", "2005-03-01")
