"""Names of substances: salts, spellings and other names lead to the international one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.lexicon import Lexicon, current, nearest_drug, using
from extractors.spelling import facility_name
from extractors.substances import bare, plainly, stem
from models.lexicon import Drug, Facility, Lists

HOME = Lexicon(
    Lists(
        drugs=(
            Drug("amoxicilin (dưới dạng amoxicilin trihydrat) 500mg", ("Thuốc Thử Một 500mg",)),
            Drug("amoxicilin 875mg; acid clavulanic 125mg", ("Thuốcthửhai",)),
            Drug("probatin hydroclorid", ("Probavin 10", "Panadol")),
            Drug("paracetamol; cafein", ("Paracetamol", "Panacaf")),
        ),
        facilities=(Facility("Bệnh viện Đa khoa Hải Tây"),),
    )
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Amoxicilin", "amoxicillin"),
        ("Amoxicilin trihydrat", "amoxicillin"),
        ("Amlodipin besylat", "amlodipine"),
        ("Atorvastatin calcium", "atorvastatin"),
        ("Metformin hydroclorid", "metformin"),
        ("Metformin hydrochloride", "metformin"),
        ("Omeprazol natri", "omeprazole"),
        ("Cephalexin", "cefalexin"),
        ("Acyclovir", "aciclovir"),
        ("Acetaminophen", "paracetamol"),
        ("Epinephrin", "adrenaline"),
        ("Natri valproat", "valproic acid"),
        ("Kali clorid", "potassium chloride"),
        ("Natri clorid 0,9%", "sodium chloride"),
        ("Acid clavulanic + Amoxicilin", "amoxicillin + clavulanic acid"),
        ("Trimethoprim + Sulfamethoxazol", "sulfamethoxazole + trimethoprim"),
        ("Prednison", "prednisone"),
        ("Prednisolon", "prednisolone"),
    ],
)
def test_one_name_for_all_spellings(written: str, name: str) -> None:
    found = nearest_drug(written)
    assert found is not None
    assert found[0].name == name
    assert found[1] >= 0.98


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("amoxicilin 250mg/5ml; acid clavulanic 62,5mg/5ml", "amoxicillin + clavulanic acid"),
        ("ciprofloxacin 200mg/100ml", "ciprofloxacin"),
        ("tacrolimus (dưới dạng tacrolimus monohydrate)", "tacrolimus"),
        ("arginin hcl", "arginin"),
        ("cao khô lá thường xuân 35 mg", "cao khô lá thường xuân"),
        ("(chỉ có ngoặc)", "(chỉ có ngoặc)"),
    ],
)
def test_what_a_list_says_of_its_ingredients(listed: str, name: str) -> None:
    assert current().substances.international(listed) == name


@pytest.mark.parametrize(
    ("brand", "name"),
    [
        ("Thuốc Thử Một", "amoxicillin"),
        ("Thuốc Thử Một 500mg", "amoxicillin"),
        ("Thuốcthửhai", "amoxicillin + clavulanic acid"),
        ("Probavin", "probatin"),
        ("Probatin", "probatin"),
        ("Panadol", "probatin"),  # the home's word on a brand goes before the house's
        ("Paracetamol", "paracetamol"),  # but a substance stays what it is
        ("Amoxicillin", "amoxicillin"),
    ],
)
def test_imported_and_starter_names_meet(brand: str, name: str) -> None:
    with using(HOME):
        found = nearest_drug(brand)
    assert found is not None
    assert found[0].name == name


def test_different_substances_keep_different_stems() -> None:
    names = [name for name in {drug.name for drug in current().drugs.values()} if " + " not in name]
    assert len({stem(name) for name in names}) == len(names)


def test_a_facility_of_the_home_gets_its_marks_back() -> None:
    with using(HOME):
        assert facility_name("BENH VIEN DA KHOA HAI TAY")[0] == "BỆNH VIỆN ĐA KHOA HẢI TÂY"
        assert facility_name("BỆNH VIỆN ĐA KHOA HẢI TÂY") == ("BỆNH VIỆN ĐA KHOA HẢI TÂY", 1.0)
    assert facility_name("BENH VIEN DA KHOA HAI TAY")[0] == "BỆNH VIỆN ĐA KHOA HAI TAY"


@given(st.text())
def test_any_text_has_a_stem_and_a_name(text: str) -> None:
    assert stem(stem(text)) is not None
    assert len(bare(text)) <= len(text)
    assert isinstance(plainly(text), str)
    assert isinstance(current().substances.international(text), str)
