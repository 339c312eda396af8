"""When two documents are about the same person, without a register to ask.

They are where they share a strong identifier and nothing about the person contradicts, or
where full name and full birth date are the same and no identifier contradicts. Values are
compared as folded here; what was read with little confidence does not count.
"""

import itertools
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from models.record import Field, Item, Status
from models.text import bare
from storage.person import INSURED_PERSON

LEAST_CONFIDENCE = 0.5
"""A field that is less sure says nothing about whose the document is."""

_SAME_FACILITY = 90
"""Least likeness, 0..100, of two facilities' folded names."""

FULL_DATE = len("1950-01-31")
"""Letters of a birth date that is known to the day."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What one document says about whose it is; an empty text where it says nothing."""

    name: str = ""
    birth: str = ""
    sex: str = ""
    national: str = ""
    insurance: str = ""
    hospital: str = ""
    record: str = ""
    facility: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a name or an identifier to go by."""
        return any((self.name, self.national, self.insurance, self.hospital, self.record))


def identity_of(patient: Item, facility: Field | None) -> Identity:
    """Return what a document's fields say, folded for comparison."""
    insurance = sure(patient.get("insurance_number")).upper()
    return Identity(
        name=fold(sure(patient.get("full_name"))),
        birth=sure(patient.get("birth_date")),
        sex=sure(patient.get("sex")),
        national=sure(patient.get("national_id")),
        insurance=insurance[-INSURED_PERSON:],
        hospital=sure(patient.get("patient_id")).upper(),
        record=sure(patient.get("record_number")).upper(),
        facility=fold(sure(facility)),
    )


def sure(field: Field | None) -> str:
    """Return a field's value where it counts, else an empty text."""
    if field is None or field.value is None or field.status is Status.REJECTED:
        return ""
    return field.value if field.confidence >= LEAST_CONFIDENCE else ""


def fold(text: str) -> str:
    """Return a text in upper-case letters and digits without marks, with single spaces."""
    return " ".join("".join(c if c.isalnum() else " " for c in bare(text.upper())).split())


def share_identifier(one: Identity, other: Identity) -> bool:
    """Return whether both carry the same strong identifier."""
    if _same(one.national, other.national) or _same(one.insurance, other.insurance):
        return True
    numbers = _same(one.hospital, other.hospital) or _same(one.record, other.record)
    return numbers and (_same_facility(one, other) or _same_name(one, other))


def contradict(one: Identity, other: Identity) -> bool:
    """Return whether birth date, sex or name speak against one person."""
    precision = min(len(one.birth), len(other.birth))
    return (
        one.birth[:precision] != other.birth[:precision]
        or _differ(one.sex, other.sex)
        or not _alike(one.name, other.name)
    )


def identifiers_contradict(one: Identity, other: Identity) -> bool:
    """Return whether an identifier of which a person has only one is another on each."""
    # An old identity card's 9 digits say nothing about the 12 of a new one.
    comparable = len(one.national) == len(other.national)
    return (
        (comparable and _differ(one.national, other.national))
        or _differ(one.insurance, other.insurance)
        or (_differ(one.hospital, other.hospital) and _same_facility(one, other))
    )


def tells(one: Identity) -> bool:
    """Return whether two documents that both say this are one person's; a mere name is not it."""
    return share_identifier(one, one) or _same_person(one, one)


def clusters(identities: Iterable[Identity]) -> list[frozenset[Identity]]:
    """Return the identities by person; those that tell nobody apart must be left out.

    Strong links are made first, and none that would bring a contradiction into a cluster;
    the outcome depends on the set of identities only, not on their order.
    """
    nodes = sorted(set(identities), key=astuple)
    home = {node: {node} for node in nodes}
    pairs = list(itertools.combinations(nodes, 2))
    strong = [pair for pair in pairs if share_identifier(*pair) and not contradict(*pair)]
    weak = [pair for pair in pairs if _same_person(*pair)]
    for links, ids_count in ((strong, False), (weak, True)):
        for one, other in links:
            left, right = home[one], home[other]
            if left is not right and not _at_odds(left, right, ids_count=ids_count):
                left |= right
                home.update(dict.fromkeys(right, left))
    return list({frozenset(cluster) for cluster in home.values()})


def _same_person(one: Identity, other: Identity) -> bool:
    return (
        _same(one.name, other.name)
        and " " in one.name
        and one.birth == other.birth
        and len(one.birth) == FULL_DATE
        and not contradict(one, other)
        and not identifiers_contradict(one, other)
    )


def _at_odds(left: set[Identity], right: set[Identity], *, ids_count: bool) -> bool:
    return any(
        contradict(one, other) or (ids_count and identifiers_contradict(one, other))
        for one, other in itertools.product(left, right)
    )


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _same_facility(one: Identity, other: Identity) -> bool:
    if not one.facility or not other.facility:
        return False
    return fuzz.ratio(one.facility, other.facility) >= _SAME_FACILITY


def _same_name(one: Identity, other: Identity) -> bool:
    """Return whether the full names are the same and no hospital is another's."""
    unknown = not one.facility or not other.facility
    return unknown and " " in one.name and one.name == other.name


def _alike(one: str, other: str) -> bool:
    """Return whether two folded names may be one, misread; one that is missing may be any."""
    if not one or not other:
        return True
    one, other = one.replace(" ", ""), other.replace(" ", "")
    allowed = 2 if min(len(one), len(other)) >= 8 else 1
    return Levenshtein.distance(one, other, score_cutoff=allowed) <= allowed
