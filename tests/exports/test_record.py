import json
from dataclasses import replace

from exports.record import Origin, Provenance, content, evidence, fields, record, text
from models.geometry import Box
from models.page import Line, Page, Word
from models.record import Facts, Field, PatientLink, Section, Source, Status

BOX = Box(0.1, 0.2, 1 / 3, 0.25)
ORIGIN = Origin("a/b.pdf", "00" * 32, (2, 3), ("c.pdf",))
LINK = PatientLink("p1", None, "none", 0.0, "new")
MADE = Provenance("0.1.0", {"tesseract": "5.3.0"}, "c0", {"read": "2026-11-22T00:00:00Z"})


def field(value: str | None, text: str | None = None) -> Field:
    return Field(value, text or value, 0.93, Status.AUTO, 2, BOX, Source.PRINTED, "dates 1", 0.88)


FACTS = Facts(
    document_type=field("prescription", "ĐƠN THUỐC"),
    language="vi",
    patient={"sex": field("female", "Nữ"), "full_name": field("NGUYỄN THỊ HOÀ")},
    diagnoses=({"icd10": field("J18.9"), "text": field("Viêm phổi")},),
    sections=(Section("advice", "Lời dặn", "Uống thuốc sau ăn", 2, BOX),),
)


def read(made: Provenance = MADE) -> dict[str, object]:
    return json.loads(record("d1", ORIGIN, FACTS, LINK, made))  # type: ignore[no-any-return]


def test_the_record_has_the_keys_of_the_contract_in_order() -> None:
    assert (
        list(read())
        == (
            "schema_version document_id document_type scan language patient encounter diagnoses"
            " medications lab_results vital_signs procedures imaging allergies sections"
            " patient_link provenance"
        ).split()
    )


def test_a_field_is_an_object_of_the_contract() -> None:
    assert read()["document_type"] == {
        "value": "prescription",
        "text": "ĐƠN THUỐC",
        "confidence": 0.93,
        "status": "auto",
        "page": 2,
        "box": [0.1, 0.2, 0.333333, 0.25],
        "source": "printed",
    }


def test_what_was_not_found_is_left_out_and_the_order_is_fixed() -> None:
    said = read()
    assert list(said["patient"]) == ["full_name", "sex"]  # type: ignore[call-overload]
    assert said["encounter"] == {}
    assert list(said["diagnoses"][0]) == ["text", "icd10"]  # type: ignore[index]
    assert said["medications"] == []


def test_origin_link_and_sections_are_bare() -> None:
    said = read()
    assert said["scan"] == {
        "file_name": "a/b.pdf",
        "sha256": "00" * 32,
        "pages": [2, 3],
        "also_received_as": ["c.pdf"],
    }
    assert said["patient_link"] == {
        "patient_key": "p1",
        "patient_id": None,
        "method": "none",
        "score": 0.0,
        "status": "new",
    }
    assert said["sections"][0]["heading"] == "Lời dặn"  # type: ignore[index]


def test_letters_are_written_as_letters_and_bytes_are_the_same_every_time() -> None:
    data = record("d1", ORIGIN, FACTS, LINK, MADE)
    assert "NGUYỄN THỊ HOÀ".encode() in data
    assert data == record("d1", ORIGIN, FACTS, LINK, MADE)


def test_content_leaves_the_provenance_out() -> None:
    later = Provenance("9", {}, "c1", {})
    here, there = (record("d1", ORIGIN, FACTS, LINK, made) for made in (MADE, later))
    assert here != there
    assert content(here) == content(there)


def test_evidence_has_one_entry_for_each_field_of_the_record() -> None:
    entries = json.loads(evidence(FACTS))
    assert (
        [entry["path"] for entry in entries]
        == [path for path, _ in fields(FACTS)]
        == [
            "document_type",
            "patient.full_name",
            "patient.sex",
            "diagnoses.0.text",
            "diagnoses.0.icd10",
        ]
    )
    assert entries[0] == {
        "path": "document_type",
        "extractor": "dates 1",
        "read_confidence": 0.88,
        "doubts": [],
    }


def test_doubts_stand_in_the_evidence_and_not_in_the_record() -> None:
    doubted = replace(field("female", "Nữ"), doubts=("id_against_sex",))
    facts = replace(FACTS, patient={"sex": doubted})
    assert json.loads(evidence(facts))[1]["doubts"] == ["id_against_sex"]
    assert b"doubts" not in record("d1", ORIGIN, facts, LINK, MADE)


def test_pages_of_text_are_parted_by_a_form_feed() -> None:
    pages = [
        Page(number, 10, 10, 72, (Line((Word(word, BOX, 1), Word("x", BOX, 1))),))
        for number, word in ((1, "Đơn"), (2, "thuốc"))
    ]
    assert text(pages).decode() == "Đơn x\fthuốc x"
