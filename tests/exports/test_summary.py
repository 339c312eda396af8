"""A patient's papers as one summary, case by case."""

import json
from dataclasses import replace
from typing import Any

import pytest

from exports.fhir.paper import Paper
from exports.fhir.summary import summary
from models.record import Item, Status
from tests.exports.papers import LINK, WHOLE, changed, field, item, of, only, paper
from tests.exports.r4 import faults

Json = dict[str, Any]
SURE, AUTO, WAITS = Status.VERIFIED, Status.AUTO, Status.REVIEW
PATIENT = item(full_name="TRẦN THỊ HÀ", birth_date="1961-03-12")
ALWAYS = ["11450-4", "10160-0", "48765-2", "47519-4", "30954-2"]


def said(number: int, issued: str = "2026-02-01", kind: str = "other", **lists: Any) -> Paper:
    """A document that was issued on a day and tells these lists."""
    id = f"d{number:024x}"
    return paper(kind, id=id, patient=PATIENT, encounter=item(issued_on=issued), **lists)


def verified(whole: Paper) -> Paper:
    """The same paper, of which a person has verified every value."""
    facts = whole.stored.facts.changed(lambda _, one: replace(one, status=SURE))
    return replace(whole, stored=replace(whole.stored, facts=facts))


def disease(_status: Status = SURE, **values: str) -> Item:
    return item(_status, **{"assertion": "present"} | values)


def told(*papers: Paper, unchecked: bool = False) -> list[Json]:
    """The resources of a summary that is valid FHIR."""
    data = summary(papers, unchecked=unchecked)
    assert data is not None
    bundle = json.loads(data)
    assert faults(bundle) == []
    return [entry["resource"] for entry in bundle["entry"]]


def section(resources: list[Json], code: str) -> Json:
    every = only(of(resources, "Composition"))["section"]
    return only([part for part in every if part["code"]["coding"][0]["code"] == code])


def entries(resources: list[Json], code: str) -> list[Json]:
    by = {f"urn:uuid:{resource['id']}": resource for resource in resources}
    return [by[entry["reference"]] for entry in section(resources, code).get("entry", [])]


def names(resources: list[Json], code: str) -> list[str]:
    return [resource["code"]["text"] for resource in entries(resources, code)]


def test_all_that_a_verified_paper_says_has_its_place() -> None:
    made = told(verified(WHOLE))
    first = only(of(made, "Composition"))
    assert first["type"]["coding"][0]["code"] == "60591-5"
    assert first["status"] == "final"
    codes = [part["code"]["coding"][0]["code"] for part in first["section"]]
    assert codes == [*ALWAYS, "11348-0", "18776-5"]
    assert names(made, "11450-4") == ["Viêm phổi", "Lao phổi"]
    assert names(made, "11348-0") == ["Hen"]
    assert names(made, "48765-2") == ["Penicillin"]
    assert names(made, "47519-4") == ["Chọc dò màng phổi"]
    assert names(made, "30954-2") == ["Glucose", "HBsAg", "X-quang: ngực"]
    assert [one["resourceType"] for one in entries(made, "18776-5")] == ["Appointment"]
    (order,) = entries(made, "10160-0")
    assert order["medicationReference"]["display"] == "Augmentin"
    assert of(made, "Encounter") == of(made, "FamilyMemberHistory") == []
    assert "Tăng huyết áp" not in json.dumps(made, ensure_ascii=False)
    assert only(of(made, "Patient"))["name"] == [{"text": "NGUYỄN THỊ HOÀ"}]


def test_where_nothing_is_known_it_says_so_and_nothing_is_made_up() -> None:
    made = told(said(1, allergies=(item(SURE, substance="Penicillin"),)))
    for code in (one for one in ALWAYS if one != "48765-2"):
        part = section(made, code)
        assert part["emptyReason"]["coding"][0]["code"] == "unavailable"
        assert "Chưa có thông tin" in part["text"]["div"]
        assert "entry" not in part
    assert "emptyReason" not in section(made, "48765-2")


def test_nothing_that_nobody_looked_at_goes_out_unless_it_is_asked_for() -> None:
    plain = said(1, allergies=(item(AUTO, substance="Penicillin"),))
    assert summary([plain]) is None
    made = told(plain, unchecked=True)
    allergy = only(of(made, "AllergyIntolerance"))
    assert allergy["meta"]["security"][0]["code"] == "UNCERTREL"
    assert allergy["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert only(of(made, "Composition"))["status"] == "preliminary"
    assert "(chờ kiểm tra)" in section(made, "48765-2")["text"]["div"]
    assert summary([said(1, allergies=(item(WAITS, substance="X"),))], unchecked=True) is None


def test_a_part_that_nobody_looked_at_stays_behind_or_takes_the_item_along() -> None:
    order = {**item(SURE, name="Augmentin"), **item(AUTO, dose="9 viên", instructions="Uống")}
    made = told(said(1, medications=(order,)))
    assert "dosageInstruction" not in only(of(made, "MedicationRequest"))
    half = {**item(SURE, text="Đái tháo đường"), **item(AUTO, assertion="absent")}
    lab = {**item(SURE, test="Glucose", value="7.2"), **item(AUTO, unit="mmol/L")}
    assert summary([said(1, diagnoses=(half,), lab_results=(lab,))]) is None


def test_the_same_disease_is_told_once_with_all_its_papers() -> None:
    made = told(
        said(
            1,
            "2024-05-01",
            "discharge_certificate",
            diagnoses=(disease(text="Tăng huyết áp", icd10="I10"),),
        ),
        said(2, "2026-02-01", "prescription", diagnoses=(disease(text="tăng huyết áp"),)),
    )
    condition = only(of(made, "Condition"))
    assert condition["code"]["coding"][0]["code"] == "I10"
    assert condition["recordedDate"] == "2026-02-01"
    both = "Đơn thuốc, 01/02/2026; Giấy ra viện, 01/05/2024"
    assert condition["note"] == [{"text": both}]
    assert both in section(made, "11450-4")["text"]["div"]
    entities = only(of(made, "Provenance"))["entity"]
    assert {entity["what"]["display"].split()[0] for entity in entities} == {
        f"d{1:024x}",
        f"d{2:024x}",
    }
    assert all(entity["what"]["identifier"]["value"].startswith("ni:") for entity in entities)


def test_words_that_have_two_codes_get_neither() -> None:
    made = told(
        said(1, diagnoses=(disease(text="Viêm phổi", icd10="J18.9"),)),
        said(2, diagnoses=(disease(text="Viêm phổi", icd10="J12.9"),)),
        said(3, diagnoses=(disease(text="Viêm phổi"),)),
    )
    codes = [len(one["code"].get("coding", [])) for one in of(made, "Condition")]
    assert sorted(codes) == [0, 1, 1]


def test_diseases_that_differ_in_marks_alone_are_two() -> None:
    pair = (disease(text="Viêm gan"), disease(text="Viêm gân"))
    assert sorted(names(told(said(1, diagnoses=pair)), "11450-4")) == ["Viêm gan", "Viêm gân"]


@pytest.mark.parametrize(("newest", "code"), [("historical", "11348-0"), ("present", "11450-4")])
def test_the_newest_paper_says_whether_a_disease_is_of_the_past(newest: str, code: str) -> None:
    older = {"historical": "present", "present": "historical"}[newest]
    made = told(
        said(1, "2026-02-01", diagnoses=(disease(icd10="J45", text="Hen", assertion=newest),)),
        said(2, "2024-02-01", diagnoses=(disease(icd10="J45", text="Hen", assertion=older),)),
    )
    assert names(made, code) == ["Hen"]
    assert len(of(made, "Condition")) == 1


def test_a_later_correction_goes_over_an_earlier_word() -> None:
    times = {**WHOLE.stored.provenance.times, "decided_at": "2026-11-09T08:00:00+07:00"}
    one = said(1, allergies=(item(SURE, substance="Penicillin", reaction="ngứa"),))
    other = said(2, allergies=(item(Status.CORRECTED, substance="Penicillin", reaction="sốc"),))
    later = replace(
        other,
        stored=replace(other.stored, provenance=replace(other.stored.provenance, times=times)),
    )
    for order in ([one, later], [later, one]):
        allergy = only(of(told(*order), "AllergyIntolerance"))
        assert allergy["reaction"][0]["manifestation"] == [{"text": "sốc"}]


def test_a_person_goes_before_the_machine_however_new_its_paper() -> None:
    made = told(
        said(1, "2024-02-01", diagnoses=(disease(icd10="J45", text="Hen"),)),
        said(2, "2026-02-01", diagnoses=(disease(AUTO, icd10="J45", text="Hén"),)),
        unchecked=True,
    )
    condition = only(of(made, "Condition"))
    assert condition["code"]["text"] == "Hen"
    assert "meta" not in condition


def test_what_papers_deny_is_no_problem_and_what_they_contradict_is_marked() -> None:
    absent = disease(icd10="E11", text="Đái tháo đường", assertion="absent")
    present = disease(icd10="E11", text="Đái tháo đường")
    assert summary([said(1, diagnoses=(absent,))]) is None
    before = told(said(1, "2024-02-01", diagnoses=(absent,)), said(2, diagnoses=(present,)))
    assert "meta" not in only(of(before, "Condition"))
    after = told(said(1, "2026-03-01", diagnoses=(absent,)), said(2, diagnoses=(present,)))
    condition = only(of(after, "Condition"))
    assert condition["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert condition["meta"]["security"][0]["code"] == "UNCERTREL"
    assert "ghi là không có" in section(after, "11450-4")["text"]["div"]


def test_a_relatives_disease_is_nothing_of_the_patients() -> None:
    family = disease(icd10="I10", text="Tăng huyết áp", assertion="family")
    assert summary([said(1, diagnoses=(family,))]) is None


def test_a_substance_is_told_once_by_any_of_its_brands() -> None:
    order = item(SURE, name="Augmentin", ingredient="amoxicillin + clavulanic acid")
    made = told(
        said(1, "2024-02-01", medications=(order,)),
        said(2, "2026-02-01", medications=(item(SURE, name="AUGMENTIN"),)),
        said(3, "2025-02-01", medications=({**order, **item(SURE, name="Klamentin")},)),
    )
    taken = only(of(made, "MedicationRequest"))
    assert taken["authoredOn"] == "2026-02-01"
    assert len(taken["note"][0]["text"].split("; ")) == 3


def test_results_of_two_days_or_with_another_sign_are_two() -> None:
    lab = item(SURE, test="CRP", value="0.5", unit="mg/L")
    less = item(SURE, test="CRP", value="<0.5", unit="mg/L")
    made = told(
        said(1, "2026-02-01", lab_results=(lab, less)),
        said(2, "2026-02-01", lab_results=(lab,)),
        said(3, "2026-02-02", lab_results=(lab,)),
    )
    assert len(of(made, "Observation")) == 3


def test_the_same_versions_give_the_same_bytes_in_any_order() -> None:
    papers = [verified(WHOLE), said(2, allergies=(item(SURE, substance="Cua"),))]
    assert summary(papers) == summary(papers[::-1])
    newer = [replace(papers[0], version=2), papers[1]]
    assert summary(papers) != summary(newer)


def test_who_the_patient_is_never_waits_and_bears_the_registers_number() -> None:
    link = replace(LINK, patient_id="BN1", status="auto", method="identifier")
    waits = changed(
        said(1, allergies=(item(SURE, substance="Cua"),)),
        patient={**PATIENT, "phone": field("0901234567", WAITS)},
    )
    made = told(replace(waits, stored=replace(waits.stored, link=link)))
    patient = only(of(made, "Patient"))
    assert "telecom" not in patient
    assert {"system": waits.settings.patient_system, "value": "BN1"} in patient["identifier"]
