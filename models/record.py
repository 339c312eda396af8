"""The chart record: what one document says, every value with its evidence.

Field names and normal forms are those of the exported record; `to_json` in
`models.codec` writes it. All values are strings or None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.geometry import Box


class Status(StrEnum):
    """Whether a value is accepted by threshold, waits for a steward, or was decided by one."""

    AUTO = "auto"
    REVIEW = "review"
    VERIFIED = "verified"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class Source(StrEnum):
    """How a value stands on the paper, or who gave it."""

    PRINTED = "printed"
    HANDWRITTEN = "handwritten"
    BARCODE = "barcode"
    STEWARD = "steward"


class DocumentType(StrEnum):
    """The forms that are told apart."""

    DISCHARGE_CERTIFICATE = "discharge_certificate"
    RECORD_SUMMARY = "record_summary"
    PRESCRIPTION = "prescription"
    LAB_REPORT = "lab_report"
    IMAGING_REPORT = "imaging_report"
    REFERRAL = "referral"
    INPATIENT_RECORD = "inpatient_record"
    TREATMENT_SHEET = "treatment_sheet"
    VITAL_SIGNS_CHART = "vital_signs_chart"
    NURSING_NOTE = "nursing_note"
    PROCEDURE_NOTE = "procedure_note"
    APPOINTMENT = "appointment"
    COVER_SHEET = "cover_sheet"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Field:
    """One value and the paper it came from.

    `value` is normalised; `text` is the words as read (NFC); `confidence` is the
    probability, 0..1, that `value` is exactly right; `page` counts from 1 in the scan;
    `box` lies on the page as it was scanned. A label with nothing written has value None,
    text "" and status auto; something unreadable has value None, text None, status review.
    `extractor` is name and version of what made the value; `read_confidence`, 0..1, is
    the least confidence of the words it was read from; `doubts` are the reasons
    (`models.doubt`) for which cross-checks have lowered the confidence, the first found first.
    `decision` is the id of what a steward said of it (`models.decision`), empty where none did.
    """

    value: str | None
    text: str | None
    confidence: float
    status: Status
    page: int
    box: Box | None
    source: Source = Source.PRINTED
    extractor: str = ""
    read_confidence: float = 0.0
    doubts: tuple[str, ...] = ()
    decision: str = ""


Item = Mapping[str, Field]
"""One object of fields: a diagnosis, a medication, the patient ..."""


def kind_of(path: str) -> str:
    """Return a path of a record without numbers: `diagnoses.0.icd10` is `diagnoses.icd10`."""
    return ".".join(part for part in path.split(".") if not part.isdecimal())


def told(item: Item, key: str) -> str | None:
    """Return the value of a field that counts; None where there is none or it was rejected."""
    field = item.get(key)
    return field.value if field and field.status is not Status.REJECTED else None


LISTS = (
    "diagnoses",
    "medications",
    "lab_results",
    "vital_signs",
    "procedures",
    "imaging",
    "allergies",
)

FIELDS: dict[str, list[str]] = {
    "patient": (
        "full_name birth_date age sex national_id insurance_number patient_id record_number"
        " ethnicity occupation address phone relative"
    ).split(),
    "encounter": (
        "facility department admitted_at discharged_at issued_on follow_up_on physician"
        " outcome destination stay_code prescription_code"
    ).split(),
    "diagnoses": "text icd10 role assertion".split(),
    "medications": (
        "name ingredient strength form quantity dose times_per_day route instructions"
    ).split(),
    "lab_results": "test value unit reference_range flag".split(),
    "vital_signs": "kind value unit measured_at".split(),
    "procedures": "text performed_on physician".split(),
    "imaging": "modality site conclusion".split(),
    "allergies": "substance reaction".split(),
}
"""The keys of each group, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class Section:
    """A narrative part as written. `box` lies on the page as scanned."""

    kind: str
    heading: str
    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class PatientLink:
    """Whose document it is; bare values. `patient_key` is ours and opaque."""

    patient_key: str | None
    patient_id: str | None
    method: str
    score: float
    status: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found in one document, before it is linked and filed."""

    document_type: Field
    language: str
    patient: Item = field(default_factory=dict)
    encounter: Item = field(default_factory=dict)
    diagnoses: tuple[Item, ...] = ()
    medications: tuple[Item, ...] = ()
    lab_results: tuple[Item, ...] = ()
    vital_signs: tuple[Item, ...] = ()
    procedures: tuple[Item, ...] = ()
    imaging: tuple[Item, ...] = ()
    allergies: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = ()

    def changed(self, change: Callable[[str, Field], Field]) -> "Facts":
        """Return the same facts with each field, given with its path, as `change` makes it.

        A path is `patient.sex` or, in a list, `medications.0.dose`.
        """

        def item(group: str, fields: Item) -> Item:
            return {key: change(f"{group}.{key}", field) for key, field in fields.items()}

        lists = {
            name: tuple(item(f"{name}.{k}", each) for k, each in enumerate(getattr(self, name)))
            for name in LISTS
        }
        return Facts(
            change("document_type", self.document_type),
            self.language,
            item("patient", self.patient),
            item("encounter", self.encounter),
            sections=self.sections,
            **lists,
        )
