"""How sure a value is, and which values pass unseen."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import confidence
from extractors.confidence import GROUPS, calibrated, calibration, group_of, settled
from extractors.extract import VERSIONS
from models.geometry import Box
from models.record import FIELDS, Field, Source, Status, kind_of
from models.settings import Accept
from tests.extractors.forms import accepting

FIELD = Field("7.2", "7,2", 0.9, Status.AUTO, 1, Box(0, 0, 1, 1), read_confidence=0.9)
PATH = "lab_results.0.value"
chances = st.floats(0, 1)


@pytest.mark.parametrize(
    ("field", "status"),
    [
        (FIELD, Status.AUTO),
        (replace(FIELD, confidence=0.89), Status.REVIEW),
        (replace(FIELD, value=None, text="", confidence=0.1), Status.AUTO),
        (replace(FIELD, value=None, text=None, confidence=1.0), Status.REVIEW),
    ],
)
def test_status(field: Field, status: Status) -> None:
    made = settled(PATH, field, accepting(0.9))
    assert made.status == status
    assert (made.value, made.text, made.box) == (field.value, field.text, field.box)


@given(st.floats(-1, 2), chances)
def test_confidence_is_a_probability_and_decides(sure: float, accept: float) -> None:
    made = settled(PATH, replace(FIELD, confidence=sure), accepting(accept))
    assert 0 <= made.confidence <= 1
    assert (made.status is Status.AUTO) == (min(1.0, max(0.0, sure)) >= accept)


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("patient.sex", "identity"),
        ("encounter.facility", "encounter"),
        ("lab_results.12.value", "lab_results"),
        ("imaging.0.site", "other"),
        ("document_type", "other"),
    ],
)
def test_each_group_has_its_threshold(path: str, group: str) -> None:
    asked = accepting(0.5).model_copy(update={group: 0.95})
    assert group_of(path) == group
    assert settled(path, FIELD, asked).status is Status.REVIEW
    assert settled(path, FIELD, accepting(0.5)).status is Status.AUTO


def test_handwriting_must_be_surer() -> None:
    written = replace(FIELD, source=Source.HANDWRITTEN)
    asked = accepting(0.5).model_copy(update={"handwritten": 0.95})
    assert settled(PATH, written, asked).status is Status.REVIEW
    assert settled(PATH, FIELD, asked).status is Status.AUTO


@given(chances, chances, chances, chances)
def test_what_is_read_better_is_surer(fit: float, less: float, more: float, page: float) -> None:
    worse, better = sorted((less, more))
    low, high = (
        calibrated(
            PATH, replace(FIELD, confidence=fit, read_confidence=least), page, calibration()
        ).confidence
        for least in (worse, better)
    )
    assert 0 < low <= high < 1


def test_what_has_no_value_has_no_probability() -> None:
    blank = replace(FIELD, value=None, text="", confidence=0.3)
    assert calibrated(PATH, blank, 1.0, calibration()) is blank


def test_the_weights_are_those_of_this_version() -> None:
    said = confidence.stored()
    assert said["version"] == VERSIONS["confidence"]
    kinds = {f"{group}.{key}" for group, keys in FIELDS.items() for key in keys}
    assert {*said["offsets"]} <= {*kinds, "document_type"}
    assert (
        {*said["held_out"]}
        == {*GROUPS.values(), "other"}
        == {*Accept.model_fields} - {"handwritten"}
    )


def test_kind_of() -> None:
    assert kind_of("diagnoses.0.icd10") == "diagnoses.icd10"
