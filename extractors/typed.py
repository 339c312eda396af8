"""What a person types, as the normal value of its field: day before month, spaces and signs free.

What readers mix up is not put right here: a person means the letters that she types. A value
that is normal already stays as it is.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from extractors import particulars
from extractors.amounts import counted, decimal
from extractors.dates import CLOCK, birth_date, find_clock, find_date, short_date
from extractors.directions import route_of
from extractors.doctors import DOCTOR
from extractors.encounter import outcome
from extractors.imaging import modality
from extractors.lab_units import flag_of
from extractors.medications import FORMS, spaced
from extractors.particulars import sex
from extractors.signs import head_of
from extractors.visit_codes import prescription
from models.errors import UsageError
from models.record import DocumentType
from models.text import fold

DATE = "Type a date as in 05/03/2026; a time after it as in 05/03/2026 8:30."
BIRTH = "Type a date of birth as in 05/03/1961, or 03/1961, or 1961."
NUMBER = "Type a number, as in 7,25."
PRESCRIPTION = "Type the code as it is printed: 12 letters or digits, a dash, and c, n, h or y."
CHOICES = {
    "patient.sex": "male female",
    "encounter.outcome": "recovered improved unchanged worse died referred left_against_advice",
    "diagnoses.role": "admission discharge referral main comorbidity",
    "diagnoses.assertion": "present possible absent historical family",
    "medications.form": (
        "tablet capsule sachet syrup vial ampoule tube bottle drops inhaler other"
    ),
    "medications.route": "oral iv im sc topical inhaled ophthalmic rectal sublingual other",
    "lab_results.flag": "high low normal",
    "vital_signs.kind": ("pulse temperature blood_pressure respiratory_rate spo2 weight height"),
    "imaging.modality": "xray ultrasound ct mri endoscopy ecg echo other",
    "document_type": " ".join(DocumentType),
}
"""The values that a field can have, where they are few; they are shown in this order."""

_MEANT: Mapping[str, Callable[[str], str | None]] = {
    "patient.sex": lambda text: found[0] if (found := sex(text)) else None,
    "encounter.outcome": outcome,
    "medications.form": lambda text: FORMS.get(fold(text)),
    "medications.route": route_of,
    "lab_results.flag": flag_of,
    "vital_signs.kind": lambda text: head.kind if (head := head_of(text)) else None,
    "imaging.modality": modality,
}
_ISO = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])\s*[/.-]\s*(?:19|20)\d\d|(?:19|20)\d\d")
_CODE = re.compile(r"([A-Z]\d[\dA-Z])\.?(\d{1,2})?")
_CARD = re.compile(r"[A-Z]{2}\d{13}|\d{10}")


def normal(path: str, text: str) -> str | None:
    """Return the normal value of what was typed for a field (`patient.sex`); None for nothing.

    Raises UsageError that says how to type it where it is no such value.
    """
    said = " ".join(unicodedata.normalize("NFC", text).split())
    if not said:
        return None
    if path in CHOICES:
        return _choice(path, said)
    return _OTHERS.get(path, str)(said)


def _choice(path: str, said: str) -> str:
    known = CHOICES[path].split()
    means = _MEANT.get(path)
    meant = said if said in known or means is None else means(said)
    if meant not in known:
        raise UsageError("This is none of the values that the field can have.")
    return meant


def _moment(said: str) -> str:
    """Return a date, with its time where one was typed."""
    found = find_date(said)
    day, rest = (found[0], said[: found[1]] + said[found[2] :]) if found else ("", said)
    if not day and (short := short_date(said)):
        day, rest = short, re.sub(r"\S+", "", said, count=1)
    clock = find_clock(rest)
    # Digits that are left over were meant, and would be lost: `35/03/2026`.
    if not day or any(map(str.isdigit, CLOCK.sub("", rest, count=1))):
        raise UsageError(DATE)
    return f"{day}T{clock}" if clock else day


def _day(said: str) -> str:
    return _moment(said)[:10]


def _birth(said: str) -> str:
    if _ISO.fullmatch(said):
        return said
    if _MONTH.fullmatch(said):
        return birth_date(said) or said
    try:
        if find_date(said):
            return _day(said)
    except UsageError as error:
        raise UsageError(BIRTH) from error
    short = short_date(said, born=True)
    if short is None or not re.fullmatch(r"\d+\D\d+\D\d+", said):
        raise UsageError(BIRTH)
    return short


def _name(said: str) -> str:
    found = particulars.name(said)
    if found is None:
        raise UsageError("Type a name.")
    return found[0]


def _numbered(*lengths: int) -> Callable[[str], str]:
    def digits(said: str) -> str:
        plain = re.sub(r"[\s.-]", "", said.replace("+84", "0"))
        if not plain.isdecimal() or len(plain) not in lengths:
            raise UsageError("The number has too few digits, or too many, or something else in it.")
        return plain

    return digits


def _card(said: str) -> str:
    plain = re.sub(r"[\s.-]", "", said).upper()
    if not _CARD.fullmatch(plain):
        raise UsageError("An insurance card has two letters and 13 digits; or type its 10 digits.")
    return plain


def _age(said: str) -> str:
    found = particulars.age(said)
    if found is None or not said[0].isdigit():
        raise UsageError("Type an age in years, 0 to 120.")
    return found[0]


def _icd10(said: str) -> str:
    match = _CODE.fullmatch(said.upper().replace(",", ".").replace(" ", ""))
    if match is None:
        raise UsageError("Type a code as in J18.9 or J189.")
    return f"{match[1]}.{match[2]}" if match[2] else match[1]


def _count(said: str) -> str:
    if not re.fullmatch(r"\d[\d.,]*", said):
        raise UsageError(NUMBER)
    plain = counted(said)
    return str(int(plain)) if plain.isdecimal() else plain


def _sign(said: str) -> str:
    plain = re.sub(r"\s", "", said)
    if re.fullmatch(r"\d{2,3}/\d{2,3}", plain):
        return plain
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        raise UsageError(NUMBER)
    return plain.replace(",", ".")


def _result(said: str) -> str:
    match = re.fullmatch(r"([<>≤≥]?)\s*(\d[\d.,]*)", said)
    return match[1] + decimal(match[2]) if match else said


def _prescription(said: str) -> str:
    found = prescription(said)
    if found is None:
        raise UsageError(PRESCRIPTION)
    return found


def _without(pattern: str) -> Callable[[str], str]:
    return lambda said: re.sub(pattern, "", said, flags=re.IGNORECASE) or said


def _doctor(said: str) -> str:
    match = DOCTOR.match(said)
    return said[match.end() :] if match else said


_OTHERS: Mapping[str, Callable[[str], str]] = {
    "patient.full_name": _name,
    "patient.birth_date": _birth,
    "patient.age": _age,
    "patient.national_id": _numbered(9, 12),
    "patient.insurance_number": _card,
    "patient.phone": _numbered(10, 11),
    "encounter.department": _without(r"^khoa\s+"),
    "encounter.admitted_at": _moment,
    "encounter.discharged_at": _moment,
    "encounter.issued_on": _day,
    "encounter.follow_up_on": _day,
    "encounter.physician": _doctor,
    "encounter.prescription_code": _prescription,
    "diagnoses.icd10": _icd10,
    "medications.ingredient": str.lower,
    "medications.strength": spaced,
    "medications.quantity": _count,
    "medications.times_per_day": _count,
    "lab_results.value": _result,
    "vital_signs.value": _sign,
    "vital_signs.measured_at": _moment,
    "procedures.performed_on": _moment,
    "procedures.physician": _doctor,
}
"""By path; what is not here stays as it was typed, with single spaces."""
