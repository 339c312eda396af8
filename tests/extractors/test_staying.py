"""What documents tell of their stay."""

from dataclasses import replace

import pytest

from extractors.staying import signs
from models.record import Facts, Field, Status
from models.stay import Sign


def said(value: str | None, status: Status = Status.AUTO) -> Field:
    return Field(value, value, 0.9, status, 1, None)


RECORD = Facts(said("inpatient_record"), "vi")


@pytest.mark.parametrize(
    ("outcome", "found"),
    [("died", {Sign.DIED}), ("referred", {Sign.REFERRED}), ("recovered", set()), (None, set())],
)
def test_an_outcome(outcome: str | None, found: set[Sign]) -> None:
    assert signs(replace(RECORD, encounter={"outcome": said(outcome)})) == found


@pytest.mark.parametrize("status", [Status.REVIEW, Status.REJECTED])
def test_what_is_doubted_or_refused_tells_nothing(status: Status) -> None:
    facts = replace(
        RECORD,
        encounter={"outcome": said("died", status)},
        procedures=({"text": said("Cắt ruột thừa", status)},),
    )
    assert signs(facts) == set()


def test_a_procedure_tells_of_an_operation_and_so_does_its_note() -> None:
    told = replace(RECORD, procedures=({"text": said("Cắt ruột thừa")},))
    assert signs(told) == {Sign.OPERATED}
    assert signs(replace(RECORD, procedures=({"performed_on": said("2026-05-03")},))) == set()
    assert signs(Facts(said("procedure_note"), "vi")) == {Sign.OPERATED}
