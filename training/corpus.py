"""The corpus: invented charts as forms, the same for the same seed."""

from collections.abc import Callable
from random import Random

from training.forms.discharge import appointment, discharge
from training.forms.english import english
from training.forms.inpatient import inpatient_record
from training.forms.lab import lab_report
from training.forms.prescription import prescription
from training.forms.sheet import Sheet
from training.forms.studies import cover_sheet, imaging_report, procedure_note
from training.forms.summary import record_summary, referral
from training.forms.ward import nursing_note, treatment_sheet, vital_signs_chart
from training.lexicon import own
from training.stay import Stay, stay

Form = Callable[[Stay, Random], Sheet]

FORMS: dict[str, Form] = {
    "discharge_certificate": discharge,
    "prescription": prescription,
    "lab_report": lab_report,
    "record_summary": record_summary,
    "referral": referral,
    "inpatient_record": inpatient_record,
    "treatment_sheet": treatment_sheet,
    "nursing_note": nursing_note,
    "vital_signs_chart": vital_signs_chart,
    "imaging_report": imaging_report,
    "procedure_note": procedure_note,
    "appointment": appointment,
    "cover_sheet": cover_sheet,
}
ENGLISH = ["record_summary", "prescription", "lab_report", "referral"]
CHART = ["cover_sheet", "inpatient_record", "lab_report", "imaging_report", "treatment_sheet"]
CHART += ["discharge_certificate"]


def document(seed: int, kind: str | None = None, *, language: str = "vi") -> Sheet:
    """Return one filled form; of any kind where none is named."""
    rng = Random(f"{seed} {kind} {language}")
    if language == "en":
        return english(kind or rng.choice(ENGLISH), rng)
    chosen = kind or rng.choice(list(FORMS))
    return FORMS[chosen](suited(rng, [chosen]), rng)


def chart(seed: int, kinds: list[str]) -> list[Sheet]:
    """Return the forms of these kinds of one patient's stay, in this order."""
    rng = Random(f"{seed} chart")
    patient = suited(rng, kinds)
    return [FORMS[kind](patient, rng) for kind in kinds]


def suited(rng: Random, kinds: list[str]) -> Stay:
    """Return a stay that can fill these forms: an operation, drugs for home."""
    cases = own("cases")["case"]
    if "procedure_note" in kinds:
        cases = [case for case in cases if "operation" in case]
    if "prescription" in kinds:
        cases = [case for case in cases if case["code"] not in ("K80.2", "K35.8", "K85.9", "K92.2")]
    return stay(rng, rng.choice(cases)["code"])
