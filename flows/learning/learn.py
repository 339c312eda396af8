"""Learning how sure values are from what stewards said, and using it only where it is better."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from extractors import confidence
from extractors.calibrating import Observation, fit
from extractors.confidence import Calibration
from flows.house import House
from flows.learning import data, weights
from flows.learning.guard import Figure, figures
from flows.learning.labels import Label, labels, scans
from models.lexicon import LEARNT


class Outcome(StrEnum):
    """What came of it; only what is better is used."""

    FEW = "few"
    """Too little was said to learn from."""
    SAME = "same"
    """The weights in use are those already."""
    WORSE = "worse"
    EVEN = "even"
    """No figure is worse, and none better."""
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class Need:
    """How many values there are of a kind, and how many there must be at least."""

    what: str
    there: int
    least: int


LEAST = {"to learn from": (200, 20), "to compare with": (100, 10)}
"""Least values, and least wrong ones of them: ten wrong ones tell a share within a third or so."""

GIVE = 0.03
"""How far slopes may go (inverse of their ridge): what was asked for is mostly doubtful, and of
values that are not tells little. Made charts as a house, in place of 1: ECE of all values 0.014
for 0.020."""


@dataclass(frozen=True)
class Gathered:
    """What stewards judged, and how many scans had to be left out for want of their readings."""

    labels: tuple[Label, ...]
    unread: int


@dataclass(frozen=True)
class Learnt:
    """What was learnt, and what it comes to on the scans that were held back."""

    gathered: Gathered
    needs: tuple[Need, ...]
    outcome: Outcome
    figures: tuple[Figure, ...] = ()
    calibration: Calibration | None = None


def gather(house: House, since: str = "") -> Gathered:
    """Return all that stewards judged from a time on (ISO 8601), in a fixed order."""
    found: list[Label] = []
    unread = 0
    for sha256 in scans(house, since):
        mine = labels(house, sha256, since)
        unread += mine is None
        found += mine or ()
    return Gathered(tuple(found), unread)


def learn(house: House, gathered: Gathered) -> Learnt:
    """Fit weights around those that the program comes with, and hold them against those in use.

    Nothing is written. The same words give the same weights, however often they are learnt.
    """
    asked = [label for label in gathered.labels if label.asked]
    own = observations([label for label in asked if not label.held_back])
    others = observations([label for label in asked if label.held_back])
    needs = tuple(_needs(own, others))
    if any(need.there < need.least for need in needs):
        return Learnt(gathered, needs, Outcome.FEW)
    before = house.lists.calibration or confidence.calibration()
    after = fit(own, confidence.calibration(), give=GIVE)
    unasked = [row for row in observations(_unasked(gathered)) if not row.right]
    seen = figures(others, unasked, before, after, house.settings.accept)
    return Learnt(gathered, needs, _outcome(house, seen, after), seen, after)


def install(house: House, learnt: Learnt) -> str:
    """Use what was learnt from now on; return the hash of the weights."""
    if learnt.calibration is None or learnt.outcome is not Outcome.BETTER:
        raise ValueError(learnt.outcome)
    sha256 = weights.keep(house.store, learnt.calibration)
    made_from = hashlib.sha256(data.encoded(learnt.gathered.labels)).hexdigest()
    house.catalogue.lexicons.learn(sha256, made_from, learnt.needs[0].there)
    return sha256


def observations(labels: Sequence[Label]) -> list[Observation]:
    """Return what is known of each value that the machine has, and whether it is right."""
    return [
        Observation(label.kind, confidence.features(label.machine, label.legibility), label.right)
        for label in labels
        if label.machine is not None and label.machine.value is not None
    ]


def _unasked(gathered: Gathered) -> list[Label]:
    return [label for label in gathered.labels if not label.asked]


def _needs(own: Sequence[Observation], others: Sequence[Observation]) -> Iterator[Need]:
    for (what, (least, wrong)), rows in zip(LEAST.items(), (own, others), strict=True):
        yield Need(f"values {what}", len(rows), least)
        yield Need(f"wrong ones {what}", sum(not row.right for row in rows), wrong)


def _outcome(house: House, seen: Sequence[Figure], after: Calibration) -> Outcome:
    in_use = house.lists.hashes.get(LEARNT)
    if hashlib.sha256(weights.encoded(after)).hexdigest() == in_use:
        return Outcome.SAME
    if any(figure.worse for figure in seen):
        return Outcome.WORSE
    return Outcome.BETTER if any(figure.better for figure in seen) else Outcome.EVEN
