"""What a FHIR receiver is told, case by case."""

import json
from dataclasses import replace

import pytest

from exports.fhir.bundle import document, resources
from exports.fhir.paper import Paper, Resource
from models.record import Status
from tests.exports.papers import LINK, NOBODY, WHOLE, changed, field, item, of, only, paper
from tests.exports.r4 import faults


def made(of_paper: Paper) -> list[Resource]:
    return resources(of_paper, of_paper.stored.facts.patient)


def codes(concept: Resource) -> list[str]:
    return [coding["code"] for coding in concept.get("coding", [])]


def test_a_document_that_says_everything_is_valid() -> None:
    bundle = json.loads(document(WHOLE))
    assert faults(bundle) == []
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert kinds == set(
        "Composition Patient Encounter Organization Practitioner Device DocumentReference Condition"
        " FamilyMemberHistory MedicationRequest Observation DiagnosticReport Procedure"
        " AllergyIntolerance Appointment Provenance".split()
    )


def test_a_document_that_says_nothing_is_valid() -> None:
    bundle = json.loads(document(paper("cover_sheet", link=NOBODY)))
    assert faults(bundle) == []
    assert len(bundle["entry"]) == 8


def test_the_same_version_gives_the_same_bytes_and_a_new_one_another_bundle() -> None:
    assert document(WHOLE) == document(WHOLE)
    first, second = (json.loads(document(replace(WHOLE, version=number))) for number in (1, 2))
    assert first["identifier"] != second["identifier"]
    assert first["entry"] == second["entry"]


@pytest.mark.parametrize(
    ("assertion", "verified", "clinical"),
    [
        ("present", ["confirmed"], ["active"]),
        ("possible", ["provisional"], ["active"]),
        ("absent", ["refuted"], []),
        ("historical", ["confirmed"], ["inactive"]),
    ],
)
def test_what_is_asserted_of_a_disease(
    assertion: str, verified: list[str], clinical: list[str]
) -> None:
    said = item(text="Viêm phổi", icd10="J18.9", assertion=assertion)
    condition = only(of(made(paper(diagnoses=(said,))), "Condition"))
    assert codes(condition["verificationStatus"]) == verified
    assert codes(condition.get("clinicalStatus", {})) == clinical
    assert condition["code"] == {
        "coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "J18.9"}],
        "text": "Viêm phổi",
    }


def test_a_disease_whose_assertion_a_steward_rejected_is_not_confirmed() -> None:
    said = {"text": field("Hen"), "assertion": field("family", Status.REJECTED)}
    condition = only(of(made(paper(diagnoses=(said,))), "Condition"))
    assert codes(condition["verificationStatus"]) == ["unconfirmed"]
    assert "clinicalStatus" not in condition


def test_a_relatives_disease_is_no_condition_of_the_patient() -> None:
    found = made(paper(diagnoses=(item(text="Hen", icd10="J45", assertion="family"),)))
    assert of(found, "Condition") == []
    history = only(of(found, "FamilyMemberHistory"))
    assert history["condition"][0]["code"]["text"] == "Hen"
    assert "diagnosis" not in only(of(found, "Encounter"))


def test_denied_past_and_relatives_diseases_read_so_in_the_narrative_too() -> None:
    composition = only(of(made(WHOLE), "Composition"))
    told = next(part for part in composition["section"] if part["title"] == "Chẩn đoán")
    for words in (
        "Lao phổi A16.2 (theo dõi)",
        "Đái tháo đường E11 (không có)",
        "Hen J45 (tiền sử)",
    ):
        assert words in told["text"]["div"]
    assert "Tăng huyết áp I10 (gia đình)" in told["text"]["div"]
    assert "Viêm phổi J18.9<" in told["text"]["div"]


def test_only_this_stays_diagnoses_are_the_encounters() -> None:
    uses = only(of(made(WHOLE), "Encounter"))["diagnosis"]
    assert [(use.get("rank"), codes(use["use"]), use["use"].get("text")) for use in uses] == [
        (1, [], "main"),
        (None, ["CM"], None),
    ]


def test_what_waits_is_marked_and_preliminary() -> None:
    lab = item(Status.REVIEW, test="Glucose", value="7.2")
    found = made(paper("lab_report", lab_results=(lab, item(test="Na", value="140"))))
    doubtful, sure = of(found, "Observation")
    assert (doubtful["status"], sure["status"]) == ("preliminary", "final")
    assert doubtful["meta"]["security"][0]["code"] == "UNCERTREL"
    assert "meta" not in sure
    for kind in ("Composition", "DiagnosticReport"):
        assert only(of(found, kind))["status"] == "preliminary"
    assert only(of(found, "DocumentReference"))["docStatus"] == "preliminary"


def test_a_doubtful_diagnosis_allergy_or_order_is_not_passed_off_as_sure() -> None:
    waits = Status.REVIEW
    found = made(
        paper(
            diagnoses=(item(waits, text="Viêm phổi", assertion="present"),),
            medications=(item(waits, name="Augmentin"),),
            allergies=(item(waits, substance="Penicillin"),),
            procedures=(item(waits, text="Mổ", performed_on="2026-10-21"),),
        )
    )
    assert codes(only(of(found, "Condition"))["verificationStatus"]) == ["unconfirmed"]
    assert only(of(found, "MedicationRequest"))["status"] == "draft"
    assert codes(only(of(found, "AllergyIntolerance"))["verificationStatus"]) == ["unconfirmed"]
    assert only(of(found, "Procedure"))["status"] == "unknown"


def test_what_a_steward_rejected_never_goes_out() -> None:
    no = Status.REJECTED
    lab = {"test": field("Glucose"), "value": field("Dương tính", no)}
    found = document(
        paper(
            "prescription",
            patient={"full_name": field("SAI TÊN", no), "sex": field("female")},
            diagnoses=(item(no, text="Viêm phổi", icd10="J18.9"),),
            lab_results=(lab,),
            medications=({"name": field("Augmentin"), "dose": field("9 viên", no)},),
        )
    ).decode()
    for gone in ("SAI TÊN", "J18.9", "Viêm phổi", "Dương tính", "9 viên"):
        assert gone not in found
    assert "Augmentin" in found
    assert "female" in found


def test_ink_that_cannot_be_read_is_no_fact_and_makes_the_rest_doubtful() -> None:
    unread = field(None, Status.REVIEW)
    blank = field(None, text="")
    found = made(
        paper(
            medications=({"name": field("Augmentin"), "dose": unread},),
            lab_results=({"test": field("Glucose"), "value": unread},),
            vital_signs=({"kind": field("pulse"), "value": blank},),
        )
    )
    order = only(of(found, "MedicationRequest"))
    assert order["status"] == "draft"
    assert "dosageInstruction" not in order
    assert of(found, "Observation") == []


def test_a_verified_value_names_the_steward_beside_the_software() -> None:
    said = item(Status.CORRECTED, substance="Penicillin")
    found = made(paper(allergies=(said,)))
    target = only(of(found, "AllergyIntolerance"))["id"]
    provenance = only(
        [one for one in of(found, "Provenance") if one["target"][0]["reference"].endswith(target)]
    )
    assert [codes(agent["type"]) for agent in provenance["agent"]] == [["assembler"], ["verifier"]]


def test_provenance_gives_page_box_and_scan() -> None:
    found = made(paper(allergies=(item(substance="Penicillin"),)))
    entity = of(found, "Provenance")[-1]["entity"][0]["what"]
    assert entity["display"] == "allergies.0.substance"
    scan = only(of(found, "DocumentReference"))
    name = scan["content"][0]["attachment"]["url"]
    assert entity["identifier"]["value"] == f"{name}#page=2&xywh=percent:10,20,30,5"
    assert entity["reference"] == f"urn:uuid:{scan['id']}"


def test_files_go_by_size_and_hashes() -> None:
    original, copy = only(of(made(WHOLE), "DocumentReference"))["content"]
    assert original["attachment"] == {
        "contentType": "image/jpeg",
        # printf scan | sha256sum, and sha1sum, as base64
        "url": "ni:///sha-256;Wa0bL8dCh97Ru6evZ3ZdI61KSfGuUZAswu0_jr7pbPo",
        "size": 4,
        "hash": "/6nCTGgj4n9A2aKWWl6I2hhVecE=",
        "title": "scan, pages 2, 3",
    }
    assert copy["attachment"]["contentType"] == "application/pdf"


def test_a_dose_goes_out_in_numbers_and_in_words() -> None:
    order = only(of(made(WHOLE), "MedicationRequest"))
    dosage = only(order["dosageInstruction"])
    assert dosage["text"] == "Ngày uống 2 lần, mỗi lần 1 viên"
    assert dosage["timing"]["repeat"] == {"frequency": 2, "period": 1, "periodUnit": "d"}
    assert codes(dosage["route"]) == ["PO"]
    assert dosage["doseAndRate"][0]["doseQuantity"] == {"value": 1, "unit": "viên"}
    medicine = only(order["contained"])
    shares = [
        (part["itemCodeableConcept"]["text"], str(part["strength"]["numerator"]["value"]))
        for part in medicine["ingredient"]
    ]
    assert shares == [("amoxicillin", "875"), ("clavulanic acid", "125")]


def test_a_result_keeps_its_digits_and_its_unit() -> None:
    data = document(WHOLE).decode()
    assert '"value": 7.20,' in data
    glucose, hbsag = of(made(WHOLE), "Observation")[:2]
    assert glucose["valueQuantity"]["code"] == "mmol/L"
    assert codes(glucose["interpretation"][0]) == ["H"]
    assert str(glucose["referenceRange"][0]["low"]["value"]) == "3.9"
    assert hbsag["valueString"] == "Âm tính"


def test_blood_pressure_has_two_parts() -> None:
    pressure = of(made(WHOLE), "Observation")[2]
    parts = [str(part["valueQuantity"]["value"]) for part in pressure["component"]]
    assert parts == ["120", "80"]
    assert pressure["effectiveDateTime"] == "2026-10-20T08:30:00+07:00"


def test_times_have_viet_nams_zone_and_partial_dates_stay_partial() -> None:
    found = made(WHOLE)
    assert only(of(found, "Patient"))["birthDate"] == "1980-03"
    assert only(of(found, "Encounter"))["period"] == {
        "start": "2026-10-20T08:15:00+07:00",
        "end": "2026-11-01",
    }
    assert only(of(found, "Composition"))["date"] == "2026-11-02T08:15:00+07:00"


@pytest.mark.parametrize("bad", ["31/02/2026", "2026-02-31", "2026-13", "2026-10-20T99:99", "x"])
def test_a_date_that_is_none_is_left_out(bad: str) -> None:
    wrong = paper(encounter=item(admitted_at=bad, issued_on=bad), patient=item(birth_date=bad))
    assert faults(json.loads(document(wrong))) == []
    assert "period" not in only(of(made(wrong), "Encounter"))


def test_a_stay_that_would_end_before_it_began_has_no_period() -> None:
    wrong = paper(encounter=item(admitted_at="2026-11-02T08:00", discharged_at="2026-11-01"))
    assert faults(json.loads(document(wrong))) == []
    assert "period" not in only(of(made(wrong), "Encounter"))


def test_systems_of_identifiers_are_settings() -> None:
    systems = {"insurance_system": "urn:x:1", "stay_system": "urn:x:2", "record_system": "urn:x:3"}
    settings = WHOLE.settings.model_copy(update=systems | {"prescription_system": "urn:x:4"})
    codes = item(stay_code="LK-7", prescription_code="79024a1b2c3d-c")
    facts = WHOLE.stored.facts
    facts = replace(facts, encounter={**facts.encounter, **codes})
    found = made(replace(WHOLE, settings=settings, stored=replace(WHOLE.stored, facts=facts)))
    numbers = only(of(found, "Patient"))["identifier"]
    assert {"system": "urn:x:1", "value": "DN4010012345678"} in numbers
    assert only(of(found, "Encounter"))["identifier"] == [
        {"system": "urn:x:2", "value": "LK-7"},
        {"system": "urn:x:3", "value": "BA-7"},
    ]
    order = {"system": "urn:x:4", "value": "79024a1b2c3d-c"}
    assert [one["groupIdentifier"] for one in of(found, "MedicationRequest")] == [order]


def test_a_doubtful_number_is_for_use_as_temporary_and_an_old_card_has_no_system() -> None:
    said = {"national_id": field("123456789", Status.REVIEW)}
    numbers = only(of(made(paper(link=NOBODY, patient=said)), "Patient"))["identifier"]
    assert numbers == [{"use": "temp", "type": {"text": "CMND"}, "value": "123456789"}]


def test_documents_of_a_patient_share_one_and_a_candidate_is_nobody() -> None:
    def patient(link: object, id: str) -> Resource:
        return only(of(made(paper(link=link, id=id)), "Patient"))  # type: ignore[arg-type]

    here, there = (patient(LINK, f"d{digit * 24}") for digit in "12")
    assert here["id"] == there["id"]
    candidate = replace(LINK, patient_id="BN9", status="review")
    alone, other = (patient(candidate, f"d{digit * 24}") for digit in "12")
    assert len({here["id"], alone["id"], other["id"]}) == 3
    assert "identifier" not in alone


def test_the_registers_number_goes_out_once_linked() -> None:
    link = replace(LINK, patient_id="BN1", status="auto", method="identifier")
    numbers = only(of(made(replace(WHOLE, stored=replace(WHOLE.stored, link=link))), "Patient"))
    mine = [one for one in numbers["identifier"] if one["value"] == "BN1"]
    assert mine == [{"system": WHOLE.settings.patient_system, "value": "BN1"}]


def test_hospitals_are_shared_unless_the_name_is_in_doubt() -> None:
    def hospital(id: str, status: Status) -> str:
        here = paper(id=id, encounter=item(status, facility="BỆNH VIỆN A"))
        return str(only(of(made(here), "Organization"))["id"])

    sure = {hospital(f"d{digit * 24}", Status.AUTO) for digit in "12"}
    doubtful = {hospital(f"d{digit * 24}", Status.REVIEW) for digit in "12"}
    assert len(sure) == 1
    assert len(doubtful | sure) == 3


def test_words_are_escaped_in_narratives() -> None:
    section = only(of(made(WHOLE), "Composition"))["section"][0]
    assert section["title"] == "Lời dặn"
    assert "<p>Tái khám &lt;ngay&gt; khi sốt</p>" in section["text"]["div"]


def test_a_type_that_a_steward_rejected_is_none() -> None:
    wrong = changed(WHOLE, document_type=field("prescription", Status.REJECTED))
    assert only(of(made(wrong), "Composition"))["title"] == "Giấy tờ khác"
