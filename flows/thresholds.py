"""How sure values must be to pass unseen, chosen from the share of them that must be right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.confidence import stored

UNSEEN = 0.5
"""Wrong values added to those that were counted (Jeffreys): a few right ones prove little."""
NEVER = 1.0
"""No value is as sure as this: all of a group wait."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The threshold of a group, and what it comes to on charts that nothing was fitted on.

    `accepted` of `values` pass, and `wrong` of those are wrong.
    """

    group: str
    threshold: float
    values: int
    accepted: int
    wrong: int


def choices(target: float) -> Iterator[Choice]:
    """Yield for each group the threshold that lets most values pass with `target` of them right.

    `target` is a share, 0..1. Where no threshold reaches it, nothing of the group passes.
    """
    for group, values in stored()["held_out"].items():
        yield chosen(group, [(sure, bool(right)) for sure, right in values], target)


def chosen(group: str, values: Sequence[tuple[float, bool]], target: float) -> Choice:
    """Return the choice for values, the surest first: how sure each was, and whether right."""
    best, wrong = Choice(group, NEVER, len(values), 0, 0), 0
    for count, (sure, right) in enumerate(values, start=1):
        wrong += not right
        # A threshold cannot part values that are equally sure.
        last = count == len(values) or values[count][0] < sure
        if last and wrong + UNSEEN <= (1 - target) * (count + 1):
            best = Choice(group, sure, len(values), count, wrong)
    return best
