"""A person as a document or the register has them, and the keys that they are looked up by."""

import re
from dataclasses import dataclass
from functools import lru_cache

from models.text import fold

INSURED_PERSON = 10
"""How many last characters of an insurance card number name the person; the rest may change."""

NUMBERS = ("patient_id", "national_id", "insurance_end", "record_number")
"""The identifiers: what a person has and nobody else."""

_LIKE_LETTERS = str.maketrans("0158", "oisb")


@dataclass(frozen=True, slots=True)
class Person:
    """What is said of one person; an empty text where nothing is.

    `birth_date` is YYYY-MM-DD, YYYY-MM or YYYY; `phone` digits; `born` the first and the last
    year of birth that a written age leaves, where no date is.
    """

    patient_id: str = ""
    full_name: str = ""
    birth_date: str = ""
    sex: str = ""
    national_id: str = ""
    insurance_number: str = ""
    record_number: str = ""
    phone: str = ""
    address: str = ""
    born: tuple[int, int] | None = None

    @property
    def insurance_end(self) -> str:
        """The 10 digits that stand for the person, of a card's 15 characters."""
        return self.insurance_number[-INSURED_PERSON:]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of birth that there may be, from the first to the last."""
        if self.birth_date:
            return (int(self.birth_date[:4]),)
        return tuple(range(self.born[0], self.born[1] + 1)) if self.born else ()


def keys(person: Person) -> dict[str, object]:
    """Return the columns that a person is found by; None where there is nothing to go by.

    `name_key` is the name's parts in the order of the alphabet, so that it stays the same when
    the order is swapped; `name_ends` the same of the first and the last part only.
    """
    parts = [part_key(part) for part in person.full_name.split()]
    ends = sorted({parts[0], parts[-1]}) if parts else []
    return {
        "insurance_end": person.insurance_end or None,
        "name_key": " ".join(sorted(parts)) or None,
        "name_ends": " ".join(ends) or None,
        "given": parts[-1] if parts else None,
        "surname": parts[0] if parts else None,
        "birth_year": int(person.birth_date[:4]) if person.birth_date else None,
        "birth_day": person.birth_date[5:] if len(person.birth_date) == 10 else None,
    }


@lru_cache(maxsize=65536)
def part_key(part: str) -> str:
    """Return a part of a name as it sounds and as readers confuse it: `Lý`, `Lí`, `L1` are one."""
    return fold(part).replace(" ", "").translate(_LIKE_LETTERS).replace("y", "i")


def phone_key(text: str) -> str:
    """Return a Vietnamese telephone number in digits that begin with 0; empty where it is none."""
    digits = re.sub(r"\D", "", text.split("/")[0])
    if digits.startswith("84") and len(digits) > 10:
        digits = digits[2:]
    if len(digits) == 9 and digits[0] != "0":  # a spreadsheet took the number for a number
        digits = "0" + digits
    return digits if 9 < len(digits) < 13 and digits.startswith("0") else digits[:0]
