"""How sure a value is, as a probability, and whether it passes unseen.

What extractors and readers say of a value is no probability. A logistic regression makes one
of it: how well the value fits, how sure the readers were of its least sure word, how legible
its page is, whether a cross-check doubts it, and how often values of its kind are right.
`python -m training.calibrate` fits it on generated charts with known truth and writes it beside
the language model's weights; `sohoa learn` fits it for a house, by what its stewards said.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from models.record import Field, Source, Status, kind_of
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


def as_json(known: Calibration) -> dict[str, Any]:
    """Return weights as they are kept."""
    slopes = dict(zip(FEATURES, known.slopes, strict=True))
    return {"slopes": slopes, "offsets": dict(known.offsets), "offset": known.offset}


def from_json(said: Mapping[str, Any]) -> Calibration:
    """Return what `as_json` made; KeyError, TypeError or ValueError where it is something else."""
    slopes = tuple(float(said["slopes"][name]) for name in FEATURES)
    offsets = {str(kind): float(offset) for kind, offset in said["offsets"].items()}
    return Calibration(slopes, offsets, float(said["offset"]))


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


def group_of(path: str) -> str:
    """Return the name of the threshold that a value at this path is held against."""
    return GROUPS.get(path.partition(".")[0], "other")


def calibrated(path: str, field: Field, legibility: float, known: Calibration) -> Field:
    """Return the field with its confidence as a probability; without a value as it is."""
    if field.value is None:
        return field
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
    asked = threshold(path, accept, handwritten=field.source is Source.HANDWRITTEN)
    status = Status.AUTO if sure >= asked else Status.REVIEW
    return replace(field, confidence=round(sure, 4), status=status)


def threshold(path: str, accept: Accept, *, handwritten: bool) -> float:
    """Return how sure a value at this path must be to pass unseen."""
    asked: float = getattr(accept, group_of(path))
    return max(asked, accept.handwritten) if handwritten else asked


@cache
def calibration() -> Calibration:
    """Return the weights that the program comes with."""
    return from_json(stored())


@cache
def stored() -> dict[str, Any]:
    """Return all that the fitting wrote: weights, scores, and what was held out."""
    text = files("extractors").joinpath("weights", FILE).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _odds(chance: float) -> float:
    kept = min(1 - LEAST, max(LEAST, chance))
    return math.log(kept / (1 - kept))
