"""What fields, and the values of those that have few, are called on screen; in English.

The keys of data are never translated: these words are.
"""

from models.record import FIELDS, LISTS

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


def label(path: str) -> str:
    """Return what a field is called: `medications.2.dose`, or `medications.dose`, is `Dose`."""
    kind = ".".join(part for part in path.split(".") if not part.isdecimal())
    return _SPECIAL.get(kind) or kind.rpartition(".")[2].replace("_", " ").capitalize()


def chosen(value: str) -> str:
    """Return what one of a field's few values is called: `left against advice`."""
    return _VALUES.get(value) or value.replace("_", " ")


def item_of(path: str) -> tuple[str, int] | None:
    """Return list and place, counted from 0, of the item that a field is in; None for none."""
    parts = path.split(".")
    return (parts[0], int(parts[1])) if parts[0] in LISTS and len(parts) > 2 else None
