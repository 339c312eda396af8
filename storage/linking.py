"""Which person of the register a document is about, or that nobody can say. Pure.

Every candidate's evidence gives the odds that it is the one, against all other candidates and
against nobody in the register; likely twins share what probability there is, so that neither
is sure. Beyond that some things are never decided by a machine, however likely.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.doubt import Doubt
from models.settings import Link
from storage.evidence import AGREE, DIFFER, NEAR, Evidence, compare, numbers
from storage.names import Share
from storage.person import Person
from storage.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: `status` is auto, review or new.

    `patient_id` is the person linked, or the best candidate in review; `score` its probability,
    0..1; `numbers` the identifiers that agree; `doubt` why it is asked about; `evidence` what
    speaks for and against, and `rivals` the other candidates that are not out of the question.
    """

    status: str
    patient_id: str | None = None
    score: float = 0.0
    numbers: tuple[str, ...] = ()
    doubt: Doubt | None = None
    evidence: tuple[Evidence, ...] = ()
    rivals: tuple[str, ...] = ()


NEW = Decision("new")
_TO_THE_DAY = ("date", "first_of_january")
_OTHERWISE = (DIFFER, NEAR, "year_only")


def decide(
    said: Person,
    held: Sequence[Person],
    rules: Link,
    share: Share,
    people: int,
    same: Mapping[str, str],
) -> Decision:
    """Return whose a document is among the candidates `held` of a register of `people`.

    `same` has for each candidate the patient that it is: two that a steward merged are one.
    """
    people = max(people, WEIGHTS["people"])
    held = sorted(held, key=lambda one: one.patient_id)
    weighed = {one.patient_id: compare(said, one, share, people) for one in held}
    chances = _chances(weighed, people)
    if not chances:
        return NEW
    best = max(chances, key=lambda one: chances[one])
    owned = {one.patient_id: numbers(said, one) for one in held}
    alone = [one for one in chances if same[one] != same[best]]
    score = sum(chances[one] for one in chances if one not in alone)
    doubt = _doubt(owned[best], weighed[best], [owned[one] for one in alone])
    near = max((chances[one] for one in alone), default=0.0)
    twins = [chances[one] for one in alone if _born(weighed[one]) in _TO_THE_DAY]
    if doubt is None and not owned[best] and max(twins, default=0.0) > WEIGHTS["tie"]:
        doubt = Doubt.PATIENT_TIE
    elif doubt is None and score < rules.accept:
        doubt = Doubt.PATIENT_TIE if near > (1 - score) / 2 else Doubt.PATIENT_UNSURE
    found = Decision(
        "review" if doubt else "auto",
        best,
        min(score, 1.0),
        owned[best],
        doubt,
        weighed[best],
        tuple(sorted(one for one in alone if chances[one] > rules.review)),
    )
    likely = sum(chances.values()) >= rules.review or any(owned.values())
    return found if likely else NEW


def _chances(weighed: Mapping[str, Sequence[Evidence]], people: int) -> dict[str, float]:
    """Return the probability of each candidate: that it is the one of all, or that nobody is."""
    known = WEIGHTS["known"]
    odds = {
        one: known / people * 2 ** sum(evidence.bits for evidence in every)
        for one, every in weighed.items()
    }
    total = sum(odds.values()) + 1 - known
    return {one: value / total for one, value in odds.items()}


def _born(weighed: Sequence[Evidence]) -> str:
    """Return how the births compare; what cannot be compared does not agree."""
    return next((one.level for one in weighed if one.field == "birth_date"), DIFFER)


def _doubt(
    owned: tuple[str, ...], weighed: Sequence[Evidence], others: Sequence[tuple[str, ...]]
) -> Doubt | None:
    """Return why no machine may decide for this candidate, whatever the odds."""
    if any(others):
        return Doubt.PATIENT_NUMBER
    levels = {evidence.field: evidence.level for evidence in weighed}
    name = levels.get("full_name")
    if name == "other":
        return Doubt.PATIENT_AGAINST  # a twin, a mother and her child
    born = _born(weighed)
    if owned:
        if name is None and (born in _OTHERWISE or levels.get("sex") != AGREE):
            return Doubt.PATIENT_UNSURE  # a number alone may be misread, or a husband's
        against = [levels.get("birth_date") == DIFFER, levels.get("sex") == DIFFER, name == "part"]
        return Doubt.PATIENT_AGAINST if sum(against) > 1 else None
    if name in ("part", "near", None) or DIFFER in (born, levels.get("sex")):
        return Doubt.PATIENT_UNSURE  # sisters' names may differ in so little
    return None


def fits(said: Person, held: Person, share: Share, people: int) -> bool:
    """Return whether name, birth and sex let a document that others vouch for be this person's."""
    every = {one.field: one for one in compare(said, held, share, people)}
    told = [every[key] for key in ("full_name", "birth_date", "sex") if key in every]
    return sum(one.bits for one in told) >= 0 and all(one.level != "other" for one in told)
