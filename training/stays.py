"""Papers of invented stays as they are read: what each shows of its patient, with errors.

Which particulars a paper shows, and how often, follows forms of the usual types: every second
has a hospital number, often another hospital's or of an older system; most have the insurance
card's; few the identity card's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from models.text import fold
from storage.person import Person
from training.people import address
from training.population import TODAY, digits

READ_WRONG = 0.015
"""Share of numbers of which the readers got a digit wrong and did not notice."""

SWAPPED = 0.004
"""Share of papers with a number of somebody else: a mix-up at the desk."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its stay, its facility, what it says, and whose it is."""

    stay: int
    facility: str
    said: Person
    truth: str


def papers(rng: Random, people: Sequence[Person], count: int) -> Iterator[Paper]:
    """Yield `count` papers of random people's stays; those of a stay share a record number."""
    made = stay = 0
    while made < count:
        one, stay = rng.choice(people), stay + 1
        other, record = rng.choice(people), f"{rng.randint(20, 26)}.{digits(rng, 7)}"
        number = one.patient_id if rng.random() < 0.45 else _foreign(rng)
        person = _changed(rng, replace(one, patient_id=number, record_number=record))
        for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 4, 6, 9])):
            said = _misread(rng, _shown(rng, person))
            if rng.random() < SWAPPED:
                key = rng.choice(["insurance_number", "national_id", "patient_id"])
                said = replace(said, **{key: getattr(other, key)})
            facility = "BENH VIEN DA KHOA AN LAC SON" if rng.random() < 0.9 else ""
            yield Paper(stay, facility, said, one.patient_id)
            made += 1


def _foreign(rng: Random) -> str:
    kind = rng.choice(["BN", "", "", "PID"])
    return kind + digits(rng, rng.choice([6, 7, 8, 10] if not kind else [7, 8]))


def _changed(rng: Random, one: Person) -> Person:
    """Return what changed since the register was written: an address, a telephone, a name."""
    if rng.random() < 0.15:
        one = replace(one, address=address(rng))
    if rng.random() < 0.15:
        one = replace(one, phone=f"0{rng.choice('3789')}{digits(rng, 8)}")
    if rng.random() < 0.003:
        surname, *_ = one.full_name.split()
        one = replace(one, full_name=f"{surname} {rng.choice(['GIA BẢO', 'KHÁNH AN', 'MINH'])}")
    return one


def _shown(rng: Random, one: Person) -> Person:
    """Return what one form of the stay shows."""

    def some(value: str, chance: float) -> str:
        return value if rng.random() < chance else ""

    card = one.insurance_number
    national = one.national_id
    if one.birth_date < "1990" and rng.random() < 0.05:
        national = "1" + national[4:]  # an old card's 9 digits
    exact, year = rng.random(), int(one.birth_date[:4])
    age = TODAY.year - year
    return Person(
        patient_id=some(one.patient_id, 0.8),
        full_name=one.full_name,
        birth_date=one.birth_date if exact < 0.62 else str(year) if exact < 0.85 else "",
        sex=some(one.sex, 0.96),
        national_id=some(national, 0.2),
        insurance_number=some(card if rng.random() < 0.75 else card[-10:], 0.65),
        record_number=some(one.record_number, 0.75),
        phone=some(one.phone, 0.25),
        address=some(one.address, 0.55),
        born=(TODAY.year - age - 1, TODAY.year - age + 1) if exact >= 0.85 else None,
    )


def _misread(rng: Random, said: Person) -> Person:
    """Return it as the readers give it; what they are not sure of is left out."""
    values: dict[str, Any] = {}
    for key in ("patient_id", "national_id", "insurance_number", "phone", "birth_date"):
        value = getattr(said, key)
        if value and rng.random() < READ_WRONG:
            values[key] = _digit(rng, value)
        elif value and rng.random() < 0.02:
            values[key] = ""
    if values.get("birth_date", "x")[5:7] > "12" or values.get("birth_date", "x")[8:] > "31":
        values["birth_date"] = ""
    chance = rng.random()
    if chance < 0.02:
        values["full_name"] = ""
    elif chance < 0.09:
        values["full_name"] = _letters(rng, said.full_name)
    elif chance < 0.1:
        first, *rest = said.full_name.split()
        values["full_name"] = " ".join([*rest, first])
    return replace(said, **values)


def _digit(rng: Random, value: str) -> str:
    place = rng.choice([at for at, sign in enumerate(value) if sign.isdigit()])
    return value[:place] + rng.choice("0123456789") + value[place + 1 :]


def _letters(rng: Random, name: str) -> str:
    """Return a name with a part that lost its marks, got others, or has a letter wrong."""
    parts = name.split()
    place = rng.randrange(len(parts))
    part = parts[place]
    how = rng.random()
    if how < 0.5:
        parts[place] = fold(part).upper()
    elif how < 0.8:
        vowels = {"A": "Á", "Á": "A", "À": "Á", "Ă": "Â", "Ê": "E", "Ô": "Ơ", "Ư": "U", "Ạ": "A"}
        parts[place] = "".join(vowels.get(letter, letter) for letter in part)
    elif len(part) > 1:
        at = rng.randrange(len(part))
        parts[place] = part[:at] + rng.choice("EIOTLNHC") + part[at + 1 :]
    return " ".join(parts)
