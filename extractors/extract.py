"""One document to its facts: every kind of fact has its extractor."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from extractors import (
    allergies,
    cards,
    confidence,
    context,
    diagnoses,
    doctors,
    encounter,
    imaging,
    labs,
    language,
    letterhead,
    medications,
    patient,
    procedures,
    sections,
    sense,
    struck,
    visit_codes,
    vitals,
)
from extractors.confidence import Calibration
from extractors.fields import field, title_words
from extractors.labels import Labelled, find_labels
from extractors.lexicon import Lexicon, using
from models.document import Document
from models.geometry import Box
from models.record import Facts, Field, Item
from models.settings import Accept, Extract

VERSION = "2"

Extractor = Callable[[Document, Sequence[Labelled]], tuple[Item, ...]]

EXTRACTORS: dict[str, Extractor] = {
    "diagnoses": diagnoses.extract,
    "medications": medications.extract,
    "lab_results": labs.extract,
    "vital_signs": vitals.extract,
    "procedures": procedures.extract,
    "imaging": imaging.extract,
    "allergies": allergies.extract,
}
VERSIONS = {
    "patient": patient.VERSION,
    "cards": cards.VERSION,
    "encounter": encounter.VERSION,
    "visit_codes": visit_codes.VERSION,
    "letterhead": letterhead.VERSION,
    "doctors": doctors.VERSION,
    "diagnoses": diagnoses.VERSION,
    "context": context.VERSION,
    "medications": medications.VERSION,
    "lab_results": labs.VERSION,
    "vital_signs": vitals.VERSION,
    "procedures": procedures.VERSION,
    "imaging": imaging.VERSION,
    "allergies": allergies.VERSION,
    "sections": sections.VERSION,
    "struck": struck.VERSION,
    "sense": sense.VERSION,
    "confidence": confidence.VERSION,
    "language": language.VERSION,
}


def extract(
    document: Document,
    settings: Extract,
    accept: Accept,
    *,
    lexicon: Lexicon | None = None,
    calibration: Calibration | None = None,
    received: datetime | None = None,
) -> Facts:
    """Return what one document says, every value with its evidence and its status.

    `lexicon` holds the lists of the home that the document belongs to, None is the starter;
    `calibration` is what the home learnt of how sure values are, None what the program comes
    with; `received` is when its scan came, in local time.
    """
    known = calibration or confidence.calibration()
    legibility = {page.number: page.legibility for page in document.pages}

    def settled(path: str, field: Field) -> Field:
        sure = confidence.calibrated(path, field, legibility[field.page], known)
        return confidence.settled(path, sure, accept)

    with using(lexicon):
        return found(document, settings, received).changed(settled)


def found(document: Document, settings: Extract, received: datetime | None = None) -> Facts:
    """Return what one document says as the extractors have it, by the lexicon that is in use.

    Its confidences are no probabilities yet, and nothing is accepted.
    """
    document = struck.current(document)
    labelled = find_labels(document)
    facts = _found(document, labelled, settings)
    return sense.checked(facts, labelled, received) if settings.sense else facts


def _found(document: Document, labelled: Sequence[Labelled], settings: Extract) -> Facts:
    finders = dict(EXTRACTORS)
    finders["diagnoses"] = partial(diagnoses.extract, model=settings.model)
    finders["procedures"] = partial(procedures.extract, model=settings.model)
    return Facts(
        _type(document),
        document.language,
        patient.extract(document, labelled),
        encounter.extract(document, labelled),
        sections=sections.extract(document, labelled),
        **{name: find(document, labelled) for name, find in finders.items()},
    )


def _type(document: Document) -> Field:
    """Return the type as a field on the words of the title, or on the first words without one."""
    page = document.pages[0]
    whole = Box(0.0, 0.0, 1.0, 1.0)
    made = field(page, title_words(document), document.type.value, "split 3", zone=whole)
    text = made.text if made.text is not None else document.title
    return replace(made, value=document.type.value, text=text, confidence=document.type_confidence)
