"""One document to its facts: every kind of fact has its extractor."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from extractors import (
    allergies,
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
    vitals,
)
from extractors.fields import field, title_words
from extractors.labels import Labelled, find_labels
from models.document import Document
from models.geometry import Box
from models.record import Facts, Field, Item
from models.settings import Extract

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
    "encounter": encounter.VERSION,
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
    "sense": sense.VERSION,
    "confidence": confidence.VERSION,
    "language": language.VERSION,
}


def extract(document: Document, settings: Extract, received: datetime | None = None) -> Facts:
    """Return what one document says, every value with its evidence and its status.

    `received` is when its scan came, in local time.
    """
    labelled = find_labels(document)
    facts = Facts(
        _type(document),
        document.language,
        patient.extract(document, labelled),
        encounter.extract(document, labelled),
        sections=sections.extract(document, labelled),
        **{name: find(document, labelled) for name, find in EXTRACTORS.items()},
    )
    if settings.sense:
        facts = sense.checked(facts, labelled, received)
    return facts.changed(lambda _, field: confidence.settled(field, settings.accept))


def _type(document: Document) -> Field:
    """Return the type as a field on the words of the title, or on the first words without one."""
    page = document.pages[0]
    whole = Box(0.0, 0.0, 1.0, 1.0)
    made = field(page, title_words(document), document.type.value, "split 3", zone=whole)
    return replace(made, value=document.type.value, confidence=document.type_confidence)
