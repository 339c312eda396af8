"""The lexicons as extractors ask them: the starter, and lists of a home over it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.lexicon import Lexicon, current, nearest_drug, nearest_lab, using
from models.lexicon import Disease, Drug, Lab, Lists


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Paracetamol", "paracetamol"),
        ("PARACETAMOL", "paracetamol"),
        ("Paracetamo1", "paracetamol"),
        ("Panadol", "paracetamol"),
        ("Omeprazol", "omeprazole"),
        ("Nước cất uống", None),
        ("Abc", None),
        ("", None),
    ],
)
def test_drugs(read: str, name: str | None) -> None:
    found = nearest_drug(read)
    assert (found[0].name if found else None) == name


@pytest.mark.parametrize(
    ("read", "code"),
    [
        ("WBC", "WBC"),
        ("Số lượng hồng cầu", "RBC"),
        ("So luong hông cầu", "RBC"),
        ("WBX", None),
        ("", None),
    ],
)
def test_labs(read: str, code: str | None) -> None:
    found = nearest_lab(read)
    assert (found[0].code if found else None) == code


def test_a_likeness_is_a_share_and_a_known_name_is_certain() -> None:
    exact, near = nearest_drug("paracetamol"), nearest_drug("paracetamo1")
    assert exact is not None
    assert near is not None
    assert exact[1] == 1.0 > near[1] > 0.8


def test_every_code_has_the_form_of_icd10() -> None:
    assert {*current().short_diseases.values()} <= current().codes
    codes = current().codes
    assert all(re.fullmatch(r"[A-Z]\d\d(\.\d{1,2})?", code) for code in codes)


@given(st.text())
def test_no_text_stops_a_look_up(text: str) -> None:
    for found in (nearest_drug(text), nearest_lab(text)):
        assert found is None or 0 < found[1] <= 1


LISTS = Lists(
    icd10=(Disease("A00.9", ("Bệnh thử",)),),
    drugs=(Drug("probatine", ("Probavin",)),),
    labs=(Lab("PROBA", ("Thử nghiệm",)),),
)


def test_lists_of_a_home_are_asked_while_they_are_in_use_and_no_longer() -> None:
    with using(Lexicon(LISTS)):
        drug, lab = nearest_drug("Probavin"), nearest_lab("Thử nghiệm")
        assert drug is not None
        assert lab is not None
        assert (drug[0].name, lab[0].code) == ("probatine", "PROBA")
        assert current().codes == {"A00.9"}
        assert current().diseases.ranked("Bệnh thử", "benh thu") == [("A00.9", 1.0)]
        assert nearest_drug("Panadol") is not None
    assert nearest_drug("Probavin") is None


def test_another_thread_does_not_see_them() -> None:
    with using(Lexicon(LISTS)), ThreadPoolExecutor(1) as pool:
        assert pool.submit(nearest_drug, "Probavin").result() is None
