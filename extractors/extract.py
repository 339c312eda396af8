"""One document to its facts: every kind of fact has its extractor."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from extractors import (
    allergies,
    confidence,
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
    vitals,
)
from extractors.fields import field, title_words
from extractors.labels import Labelled, find_labels
from extractors.lexicon import Lexicon, using
from models.document import Document
from models.geometry import Box
from models.record import Facts, Field, Item
from models.settings import Extract

VERSION = "1"

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
    "medications": medications.VERSION,
    "lab_results": labs.VERSION,
    "vital_signs": vitals.VERSION,
    "procedures": procedures.VERSION,
    "imaging": imaging.VERSION,
    "allergies": allergies.VERSION,
    "sections": sections.VERSION,
    "confidence": confidence.VERSION,
    "language": language.VERSION,
}


def extract(document: Document, settings: Extract, lexicon: Lexicon | None = None) -> Facts:
    """Return what one document says, every value with its evidence and its status.

    `lexicon` holds the lists of the home that the document belongs to; None is the starter.
    """
    with using(lexicon):
        return _facts(document, settings)


def _facts(document: Document, settings: Extract) -> Facts:
    labelled = find_labels(document)
    accept = settings.accept
    lists = {
        name: tuple(confidence.settled_item(item, accept) for item in find(document, labelled))
        for name, find in EXTRACTORS.items()
    }
    return Facts(
        confidence.settled(_type(document), accept),
        document.language,
        confidence.settled_item(patient.extract(document, labelled), accept),
        confidence.settled_item(encounter.extract(document, labelled), accept),
        sections=sections.extract(document, labelled),
        **lists,
    )


def _type(document: Document) -> Field:
    """Return the type as a field on the words of the title, or on the first words without one."""
    page = document.pages[0]
    whole = Box(0.0, 0.0, 1.0, 1.0)
    made = field(page, title_words(document), document.type.value, "split 1", zone=whole)
    return replace(made, value=document.type.value, confidence=document.type_confidence)
