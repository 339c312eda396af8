"""What sohoa and the hospital's own system tell each other."""

from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """By what the hospital's system is asked; the value is a number or code of a paper."""

    PATIENT = "patient_id"
    NATIONAL = "national_id"
    INSURANCE = "insurance_number"
    RECORD = "record_number"
    STAY = "stay_code"
    PRESCRIPTION = "prescription_code"
    STAYS = "stays"
    """All stays of the patient with this number, whom the register has."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay as the hospital's system has it; an empty text where it says nothing.

    `stay_code` is the insurer's MA_LK. Times are `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`.
    """

    patient_id: str
    stay_code: str = ""
    record_number: str = ""
    department: str = ""
    admitted_at: str = ""
    discharged_at: str = ""


@dataclass(frozen=True, slots=True)
class Prescription:
    """Whose an electronic prescription is."""

    code: str
    patient_id: str


@dataclass(frozen=True, slots=True)
class Notice:
    """That a document is filed, or is no more: no more than is needed to find and check it.

    Of one that is no longer there, or no longer this patient's, `version` is 0 and all but
    `document_id` is empty. `sha256` is of the searchable PDF; `address` where it lies.
    """

    document_id: str
    version: int
    filed_at: str = ""
    type: str = ""
    patient_id: str = ""
    stay_code: str = ""
    issued_on: str = ""
    address: str = ""
    sha256: str = ""
    sha1: str = ""
    size: int = 0
