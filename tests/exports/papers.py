"""Invented documents, filed, for tests of what goes out."""

import io
from dataclasses import replace

from exports.fhir.paper import Attached, Paper, Resource
from exports.record import Origin, Provenance
from exports.stored import Stored
from flows.settings import load
from models.geometry import Box
from models.record import Facts, Field, Item, PatientLink, Section, Status

SETTINGS, _ = load({})
BOX = Box(0.1, 0.2, 0.4, 0.25)
SCAN = Attached.of(io.BytesIO(b"scan"), "image/jpeg")
COPY = Attached.of(io.BytesIO(b"%PDF"), "application/pdf")
LINK = PatientLink("p" + "1" * 24, None, "none", 0.0, "new")
NOBODY = PatientLink(None, None, "none", 0.0, "review")
TIMES = {"received_at": "2026-11-02T08:00:00+07:00", "read_at": "2026-11-02T01:15:00+00:00"}
MADE = Provenance("0.1.0", {"tesseract": "5.5.4"}, "c0ffee", TIMES)


def field(value: str | None, status: Status = Status.AUTO, text: str | None = None) -> Field:
    return Field(value, text if text is not None else value, 0.97, status, 2, BOX)


def item(_status: Status = Status.AUTO, **values: str | None) -> Item:
    return {key: field(value, _status) for key, value in values.items()}


def paper(
    kind: str = "other",
    *,
    link: PatientLink = LINK,
    version: int = 1,
    id: str = "d" + "0" * 24,
    patient: Item | None = None,
    encounter: Item | None = None,
    sections: tuple[Section, ...] = (),
    **lists: tuple[Item, ...],
) -> Paper:
    facts = Facts(field(kind), "vi", patient or {}, encounter or {}, sections=sections, **lists)
    stored = Stored(id, Origin("a.jpg", SCAN.sha256, (2, 3)), facts, link, MADE)
    return Paper(stored, version, SETTINGS.fhir, {"2, 3": SCAN}, COPY)


WHOLE = paper(
    "discharge_certificate",
    patient=item(
        full_name="NGUYỄN THỊ HOÀ",
        birth_date="1980-03",
        sex="female",
        national_id="079180000001",
        insurance_number="DN4010012345678",
        patient_id="BN1",
        record_number="BA-7",
        address="Phường Bến Nghé, TP.HCM",
        phone="0901234567",
        relative="Nguyễn Văn An",
        ethnicity="Kinh",
    ),
    encounter=item(
        facility="BỆNH VIỆN ĐA KHOA THỬ NGHIỆM",
        department="Nội",
        admitted_at="2026-10-20T08:15",
        discharged_at="2026-11-01",
        issued_on="2026-11-01",
        follow_up_on="2026-11-15",
        physician="Trần Văn Bình",
        outcome="died",
        destination="Bệnh viện tỉnh",
    ),
    diagnoses=(
        item(text="Viêm phổi", icd10="J18.9", role="main", assertion="present"),
        item(text="Lao phổi", icd10="A16.2", role="comorbidity", assertion="possible"),
        item(text="Đái tháo đường", icd10="E11", assertion="absent"),
        item(text="Hen", icd10="J45", assertion="historical"),
        item(text="Tăng huyết áp", icd10="I10", assertion="family"),
    ),
    medications=(
        item(
            name="Augmentin",
            ingredient="amoxicillin + clavulanic acid",
            strength="875 mg/125 mg",
            form="tablet",
            quantity="14",
            dose="1 viên",
            times_per_day="2",
            route="oral",
            instructions="Ngày uống 2 lần, mỗi lần 1 viên",
        ),
    ),
    lab_results=(
        item(test="Glucose", value="7.20", unit="mmol/L", reference_range="3,9 - 6,4", flag="high"),
        item(test="HBsAg", value="Âm tính"),
    ),
    vital_signs=(
        item(kind="blood_pressure", value="120/80", unit="mmHg", measured_at="2026-10-20T08:30"),
        item(kind="temperature", value="36.8", unit="°C"),
    ),
    procedures=(item(text="Chọc dò màng phổi", performed_on="2026-10-21", physician="Lê C"),),
    imaging=(item(modality="xray", site="ngực", conclusion="Đám mờ đáy phổi phải"),),
    allergies=(item(substance="Penicillin", reaction="nổi mề đay"),),
    sections=(Section("advice", "Lời dặn", "Uống thuốc sau ăn.\nTái khám <ngay> khi sốt", 2, BOX),),
)
"""A document that says all that a record can."""


def of(made: list[Resource], kind: str) -> list[Resource]:
    """The resources of a kind."""
    return [resource for resource in made if resource["resourceType"] == kind]


def changed(whole: Paper, **fields: object) -> Paper:
    """The same paper, its facts changed."""
    facts = replace(whole.stored.facts, **fields)  # type: ignore[arg-type]
    return replace(whole, stored=replace(whole.stored, facts=facts))


def only(found: list[Resource]) -> Resource:
    (one,) = found
    return one
