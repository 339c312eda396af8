"""What the lists hold that a hospital may load: diseases, drugs, tests, facilities."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of list; its value names it on the command line, in keys and in rows."""

    ICD10 = "icd10"
    DRUGS = "drugs"
    LABS = "labs"
    FACILITIES = "facilities"


LEARNT = "confidence"
"""What a home has of its own beside lists: weights, learnt from what its stewards said."""


@dataclass(frozen=True, slots=True)
class Disease:
    """An ICD-10 code and its names, the usual one first.

    `short` are the ward's abbreviations: their case and marks count.
    """

    code: str
    names: tuple[str, ...]
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drug:
    """A substance: international name in lower case, other spellings and brands.

    `form` and `route` are the usual ones in the words of the record, empty where not known.
    Parts of a combination are joined by ` + `.
    """

    name: str
    names: tuple[str, ...] = ()
    form: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True)
class Lab:
    """A laboratory test: our code or the hospital's, names, and the units it is printed with."""

    code: str
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facility:
    """A hospital or health station; `code` is the one that it bears, empty where not known."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists that a home has loaded; one that is empty was not."""

    icd10: tuple[Disease, ...] = ()
    drugs: tuple[Drug, ...] = ()
    labs: tuple[Lab, ...] = ()
    facilities: tuple[Facility, ...] = ()
