"""Patients that a steward sees side by side."""

from dataclasses import replace

import pytest

from storage.catalogue import Catalogue
from storage.person import Person
from tests.storage.people import AN, RULES, document, field
from tests.storage.test_linking import LAN, OTHER, TWIN

SAID = {"full_name": LAN.full_name, "birth_date": LAN.birth_date, "sex": "female"}


def link(catalogue: Catalogue, number: int, **said: str) -> str:
    patient = {key: field(value) for key, value in said.items()}
    catalogue.patients.decide(document(number), patient, {}, RULES)
    return document(number)


@pytest.fixture
def asked(catalogue: Catalogue) -> str:
    """A document, and a register with its person, a twin, and somebody else."""
    catalogue.patients.register.load([LAN, TWIN, OTHER])
    return link(catalogue, 0, **SAID)


def test_the_likeliest_comes_first_and_each_field_is_compared(
    catalogue: Catalogue, asked: str
) -> None:
    first, *rest = catalogue.proposals.of(asked)
    assert (first.known.whose, first.known.registered) == (LAN.patient_id, True)
    assert first.known.person == LAN
    assert first.levels == {"full_name": "same", "birth_date": "date", "sex": "agree"}
    assert all(one.bits < first.bits for one in rest)
    assert OTHER.patient_id not in [one.known.whose for one in rest]
    said = Person(full_name=LAN.full_name, birth_date=LAN.birth_date, sex="female")
    assert catalogue.proposals.said(asked) == said


@pytest.mark.parametrize(
    "typed",
    [
        OTHER.patient_id,
        OTHER.national_id,
        "001 051 000019",
        OTHER.insurance_number,
        "tran van hung 1951",
        "Trần Văn Hùng",
    ],
)
def test_somebody_is_found_by_what_is_typed(catalogue: Catalogue, asked: str, typed: str) -> None:
    (found,) = catalogue.proposals.of(asked, typed)
    assert found.known.person == OTHER
    assert "differ" in found.levels.values()


def test_a_patient_whom_the_register_lacks_is_proposed_too(
    catalogue: Catalogue, asked: str
) -> None:
    other = link(catalogue, 1, **AN, national_id="001050000001")
    linked = catalogue.patients.link(other)
    assert linked and linked.patient_key
    for typed in ("nguyễn văn an", "Nguyen Van An 1950", "001050000001", linked.patient_key):
        (found,) = catalogue.proposals.of(asked, typed)
        assert (found.known.whose, found.known.registered) == (linked.patient_key, False)
    (own,) = catalogue.proposals.of(other)
    assert own.known.whose == linked.patient_key
    catalogue.patients.confirm(asked, own.known.whose)
    assert [one.known.whose for one in catalogue.proposals.of(asked)][-1] == linked.patient_key
    known = catalogue.proposals.patient(linked.patient_key)
    assert known and known.person.full_name == AN["full_name"]


def test_a_merged_patient_is_the_one_that_it_is(catalogue: Catalogue, asked: str) -> None:
    other = catalogue.patients.link(link(catalogue, 1, **AN))
    assert other and other.patient_key
    catalogue.patients.merge(other.patient_key, LAN.patient_id)
    known = catalogue.proposals.patient(other.patient_key)
    assert known and known.person == LAN
    assert catalogue.proposals.of(asked, "nguyễn văn an") == ()
    assert catalogue.proposals.patient("p" + 24 * "0") is None


def test_nobody_is_proposed_without_anything_to_go_by(catalogue: Catalogue, asked: str) -> None:
    assert catalogue.proposals.of(document(7)) == ()
    assert catalogue.proposals.of(asked, replace(LAN, patient_id="1").patient_id) == ()
