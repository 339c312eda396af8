"""What the words of stewards tell of what the machine had found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.decided import found
from models.decision import MADE, TYPE, Decision, Kind, standing
from models.page import Page
from models.readers import reader
from models.record import FIELDS, Facts, Field


@dataclass(frozen=True, slots=True)
class Judged:
    """A word held against what was extracted there.

    `kind` is the kind of field, as `medications.dose`. `source`, `extractor` (its name without
    the version) and `confidence`, 0..1, are the machine's, and `right` is whether its value
    was; all None where it had found no such field. Of a label with nothing written `confidence`
    is None. `reader` is who read it, None where nothing tells that.
    """

    decision_id: str
    kind: str
    by: str
    at: str
    source: str | None
    extractor: str | None
    confidence: float | None
    right: bool | None
    reader: str | None = None


def judged(
    machine: Facts, decisions: Sequence[Decision], pages: Callable[[int], Page | None]
) -> tuple[Judged, ...]:
    """Hold words on fields against what was extracted; of those on one field the last counts.

    `pages` gives a page as it was read, None where that is not kept any more.
    """
    last: dict[object, Judged] = {}
    for one in standing(decisions):
        said = one.said
        if said.path != TYPE and said.path.partition(".")[0] not in FIELDS:
            continue
        field = found(machine, said)
        if field is None and said.value is None:
            continue  # nothing was found where nothing is, or nobody can read it
        place = (said.path, said.page, said.box, said.nth)
        last[(said.path, id(field)) if field else place] = _judged(one, field, pages)
    return tuple(last.values())


def _judged(one: Decision, field: Field | None, pages: Callable[[int], Page | None]) -> Judged:
    said = one.said
    if field is None:
        return Judged(one.id, said.path, one.by, one.at, None, None, None, None)
    same = said.kind in (*MADE, Kind.VERIFY) and said.value == field.value
    name = field.extractor.partition(" ")[0]
    source, sure = field.source.value, field.confidence if field.value is not None else None
    page = pages(field.page)
    read = reader(field, page) if page else None
    return Judged(one.id, said.path, one.by, one.at, source, name, sure, same, read)
