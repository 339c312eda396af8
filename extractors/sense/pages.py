"""The pages of one document: whether they name one patient."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from extractors.fields import mean_confidence
from extractors.labels import Labelled
from extractors.particulars import age as age_of
from extractors.particulars import code, name
from extractors.sense.findings import Finding, value
from extractors.starter import surnames
from models.doubt import Doubt
from models.record import Facts
from models.text import fold, squeeze

ALIKE = 60
"""Likeness (0..100) below which two names are two people's, however badly they were read."""


def other_patient(facts: Facts, labelled: Sequence[Labelled]) -> Iterator[Finding]:
    """Check that names and hospital numbers on later pages are those of the record.

    Names count only where they look like one, with a surname that is known.
    """
    for hit in labelled:
        key = hit.field.removeprefix("patient.")
        field = facts.patient.get(key)
        if key not in ("full_name", "patient_id") or field is None or field.value is None:
            continue
        said = _named(hit) if key == "full_name" else _numbered(hit)
        if hit.page.number == field.page or not said:
            continue
        if fuzz.ratio(squeeze(said), squeeze(field.value)) < ALIKE:
            sure = mean_confidence(hit.words) * hit.likeness
            paths = ("patient.full_name", "patient.patient_id")
            yield Finding(Doubt.OTHER_PATIENT_ON_PAGE, paths, sure)


def _named(hit: Labelled) -> str:
    parsed = name(" ".join(word.text for word in hit.words))
    if parsed is None or parsed[1] < 1 or fold(parsed[0]).split()[0] not in surnames():
        return ""
    return parsed[0]


def _numbered(hit: Labelled) -> str:
    parsed = code(" ".join(word.text for word in hit.words))
    return parsed[0] if parsed and sum(map(str.isdigit, parsed[0])) >= 5 else ""


def stated_age(facts: Facts, labelled: Sequence[Labelled]) -> tuple[str, float]:
    """Return an age beside a label that is in no field because a birth date is, and how sure.

    Only a number alone counts: in `08/02/1977 (46)` the first is none.
    """
    if value(facts.patient, "age"):
        return "", 0.0
    for hit in labelled:
        digits = [word.text for word in hit.words if any(map(str.isdigit, word.text))]
        if hit.field != "patient.age" or len(digits) != 1 or not digits[0].strip(".,;").isdigit():
            continue
        parsed = age_of(" ".join(word.text for word in hit.words))
        if parsed is not None:
            return parsed[0], mean_confidence(hit.words) * hit.likeness
    return "", 0.0
