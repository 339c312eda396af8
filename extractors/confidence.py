"""How sure a value is, as a probability, and whether it passes unseen.

What extractors and readers say of a value is no probability. A logistic regression makes one
of it: how well the value fits, how sure the readers were of its least sure word, how legible
its page is, whether a cross-check doubts it, and how often values of its kind are right.
`python -m training.calibrate` fits it on generated charts with known truth and writes it beside
the language model's weights.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from models.record import Field, Source, Status
from models.settings import Accept

VERSION = "2"
FILE = "confidence.json"
FEATURES = "fit", "least", "page", "doubted", "handwritten"
LEAST = 1e-3
"""Chances are kept so far from 0 and 1: readers are never surer than that of a word."""
GROUPS = {
    "patient": "identity",
    "encounter": "encounter",
    "diagnoses": "diagnoses",
    "medications": "medications",
    "lab_results": "lab_results",
    "vital_signs": "vital_signs",
}
"""Settings' names of the groups of the record that have a threshold of their own."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the features, and the offset of each kind of value, as `patient.sex`."""

    slopes: tuple[float, ...]
    offsets: Mapping[str, float]
    offset: float


def features(field: Field, legibility: float) -> tuple[float, ...]:
    """Return what is known of a value apart from its kind, in the order of FEATURES.

    `legibility`, 0..1, is that of its page.
    """
    return (
        _odds(field.confidence),
        _odds(field.read_confidence),
        _odds(legibility),
        float(bool(field.doubts)),
        float(field.source is Source.HANDWRITTEN),
    )


def kind_of(path: str) -> str:
    """Return the kind of value at a path of a record: `diagnoses.0.icd10` is `diagnoses.icd10`."""
    return ".".join(part for part in path.split(".") if not part.isdecimal())


def group_of(path: str) -> str:
    """Return the name of the threshold that a value at this path is held against."""
    return GROUPS.get(path.partition(".")[0], "other")


def calibrated(path: str, field: Field, legibility: float) -> Field:
    """Return the field with its confidence as a probability; without a value as it is."""
    if field.value is None:
        return field
    known = calibration()
    told = zip(known.slopes, features(field, legibility), strict=True)
    odds = known.offsets.get(kind_of(path), known.offset) + sum(w * x for w, x in told)
    return replace(field, confidence=1 / (1 + math.exp(-odds)))


def settled(path: str, field: Field, accept: Accept) -> Field:
    """Return the field with its status: `auto` where it is as sure as its group asks.

    A label with nothing written stays as it is; what could not be read waits.
    """
    if field.text is None:
        return replace(field, status=Status.REVIEW)
    if field.value is None:
        return replace(field, status=Status.AUTO)
    sure = min(1.0, max(0.0, field.confidence))
    asked = getattr(accept, group_of(path))
    if field.source is Source.HANDWRITTEN:
        asked = max(asked, accept.handwritten)
    status = Status.AUTO if sure >= asked else Status.REVIEW
    return replace(field, confidence=round(sure, 4), status=status)


@cache
def calibration() -> Calibration:
    """Return the weights of this version."""
    said = stored()
    slopes = tuple(float(said["slopes"][name]) for name in FEATURES)
    return Calibration(slopes, said["offsets"], float(said["offset"]))


@cache
def stored() -> dict[str, Any]:
    """Return all that the fitting wrote: weights, scores, and what was held out."""
    text = files("extractors").joinpath("weights", FILE).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _odds(chance: float) -> float:
    kept = min(1 - LEAST, max(LEAST, chance))
    return math.log(kept / (1 - kept))
