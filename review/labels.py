"""What fields, and the values of those that have few, are called on screen; in English.

The keys of data are never translated: these words are.
"""

from models.decision import Kind
from models.record import FIELDS

_SPECIAL = {
    "document_type": "Type",
    "patient.patient_id": "Patient number",
    "patient.national_id": "National ID",
    "patient.relative": "Next of kin",
    "encounter.admitted_at": "Admitted",
    "encounter.discharged_at": "Discharged",
    "encounter.issued_on": "Issued on",
    "encounter.follow_up_on": "Comes again on",
    "encounter.destination": "Referred to",
    "diagnoses.text": "Diagnosis",
    "diagnoses.icd10": "ICD-10 code",
    "diagnoses.assertion": "How certain",
    "medications.name": "Drug",
    "lab_results.test": "Test",
    "vital_signs.kind": "Sign",
    "procedures.text": "Procedure",
    "imaging.modality": "Method",
    "patient_link": "Whose it is",
}
GROUPS = {
    "document_type": "The document",
    "patient": "Patient",
    "encounter": "The stay",
    "diagnoses": "Diagnoses",
    "medications": "Drugs",
    "lab_results": "Laboratory results",
    "vital_signs": "Vital signs",
    "procedures": "Procedures",
    "imaging": "Imaging",
    "allergies": "Allergies",
}
EXTRACTORS = GROUPS | {
    "cards": "Codes of cards",
    "doctors": "Physicians",
    "letterhead": "Letterhead",
    "split": "Type of document",
    "visit_codes": "Codes of stay and prescription",
}
"""What finds values, by its name in records (`Judged.extractor`)."""
ITEMS = {
    "diagnoses": "Diagnosis {number}",
    "medications": "Drug {number}",
    "lab_results": "Result {number}",
    "vital_signs": "Sign {number}",
    "procedures": "Procedure {number}",
    "imaging": "Image {number}",
    "allergies": "Allergy {number}",
}
"""What one item of a list is called; numbers count from 1."""

_VALUES = {
    "iv": "into a vein",
    "im": "into a muscle",
    "sc": "under the skin",
    "oral": "by mouth",
    "spo2": "SpO2",
    "xray": "X-ray",
    "ct": "CT",
    "mri": "MRI",
    "ecg": "ECG",
    "echo": "echocardiography",
}

PATHS = tuple(f"{group}.{key}" for group, every in FIELDS.items() for key in every)
"""Every field that a record can have, but for the type, in the order of records."""

LEVELS = {
    "agree": "the same",
    "near": "nearly the same",
    "differ": "another",
    "date": "the same day",
    "first_of_january": "the same day, a 1 January",
    "month": "the same month",
    "year": "the same year",
    "year_only": "the same year, another day",
    "age": "fits the age",
    "same": "the same",
    "unmarked": "the same but for marks",
    "swapped": "the same in another order",
    "short": "the same, a part is missing",
    "part": "a part is another",
    "other": "the given name is another",
}
"""How a comparison came out (`storage.evidence`, `storage.names`), in words."""

SAID = {
    Kind.VERIFY: "right",
    Kind.CORRECT: "corrected",
    Kind.REJECT: "wrong field",
    Kind.ILLEGIBLE: "cannot be read",
    Kind.ADD: "field made",
    Kind.ITEM: "field made",
    Kind.REMOVE: "taken out",
    Kind.SPLIT: "pages moved",
    Kind.TURN: "page turned",
    Kind.RESCAN: "to be scanned again",
    Kind.REPLACE: "was scanned again",
    Kind.UNDO: "taken back",
}
"""What a steward said, in words."""


def label(path: str) -> str:
    """Return what a field is called: `medications.2.dose`, or `medications.dose`, is `Dose`."""
    kind = ".".join(part for part in path.split(".") if not part.isdecimal())
    return _SPECIAL.get(kind) or kind.rpartition(".")[2].replace("_", " ").capitalize()


def chosen(value: str) -> str:
    """Return what one of a field's few values is called: `left against advice`."""
    return _VALUES.get(value) or value.replace("_", " ")
