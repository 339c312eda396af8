"""An invented population, by households, and the register that a hospital has of most of it.

Families share surname, address and telephone; every fiftieth birth is of twins. How often each
surname occurs follows Lê Trung Hoa, "Họ và tên người Việt Nam" (2005): Nguyễn 38 %, Trần 11 %,
Lê 10 % ...; the older a woman, the likelier her middle name is Thị. Any likeness is chance.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from models.text import fold
from storage.person import Person
from training.lexicon import table
from training.people import address

TODAY = date(2026, 1, 1)
PROVINCES = (
    "001 034 035 036 017 079 048 031 092 046 030 027 022 038 040 042 044 049 051 056".split()
)
SURNAMES = {"Nguyễn": 38.4, "Trần": 11.0, "Lê": 9.5, "Phạm": 7.1, "Phan": 4.5, "Hoàng": 2.6}
SURNAMES |= {"Huỳnh": 2.5, "Vũ": 2.0, "Võ": 1.9, "Đặng": 2.1, "Bùi": 2.0, "Đỗ": 1.4, "Hồ": 1.3}
SURNAMES |= {"Ngô": 1.3, "Dương": 1.0, "Lý": 0.5}
"""Of 100 people; the other surnames share what is left."""

UNREGISTERED = 0.13
"""Share of the population that the register lacks."""


def digits(rng: Random, count: int) -> str:
    """Return `count` random digits."""
    return f"{rng.randrange(10**count):0{count}d}"


def population(rng: Random, count: int) -> list[Person]:
    """Return `count` people; their patient ids are 8 digits that begin with a year, in no order."""
    people: list[Person] = []
    for family in _families(rng):
        people += family
        if len(people) >= count:
            break
    numbers = rng.sample(range(20_000_000, 20_000_000 + 5 * count), count)
    return [
        replace(one, patient_id=str(number))
        for one, number in zip(people[:count], numbers, strict=True)
    ]


def _families(rng: Random) -> Iterator[list[Person]]:
    while True:
        where, age = address(rng), rng.randint(22, 88)
        father = _person(rng, age, _surname(rng), False, where)
        mother = _person(rng, max(18, age - rng.randint(-3, 8)), _surname(rng), True, where)
        if rng.random() < 0.3:
            mother = replace(mother, phone=father.phone)
        children = []
        for _ in range(rng.choice([0, 1, 1, 2, 2, 2, 3])):
            young = rng.randint(0, max(0, age - 20))
            child = _person(rng, young, father.full_name.split()[0], rng.random() < 0.49, where)
            if young < 18:
                child = replace(child, phone=rng.choice([father, mother]).phone)
            children.append(child)
            if rng.random() < 0.02:
                children.append(_twin(rng, child))
        yield [father, mother, *children]


def _twin(rng: Random, one: Person) -> Person:
    """Return a twin: another given name, often of the same initial; numbers of its own."""
    female = one.sex == "female" if rng.random() < 0.6 else one.sex != "female"
    name = _name(rng, one.full_name.split()[0], female, 2020)
    if female == (one.sex == "female") and rng.random() < 0.7:
        middle = one.full_name.split()[:-1]
        rest = [given for given in _given(female) if given.upper() != one.full_name.split()[-1]]
        name = " ".join([*middle, rng.choice(rest).upper()])
    year = int(one.birth_date[:4])
    return replace(
        one,
        full_name=name,
        sex="female" if female else "male",
        national_id=_national(rng, year, female),
        insurance_number=_insurance(rng, 2026 - year),
    )


def _person(rng: Random, age: int, surname: str, female: bool, where: str) -> Person:
    born = TODAY - timedelta(days=age * 365 + rng.randint(1, 360))
    if born.year < 1970 and rng.random() < 0.08:
        born = date(born.year, 1, 1)  # the day was not known when the papers were made
    return Person(
        full_name=_name(rng, surname, female, born.year),
        birth_date=born.isoformat(),
        sex="female" if female else "male",
        national_id=_national(rng, born.year, female),
        insurance_number=_insurance(rng, age),
        phone=f"0{rng.choice('3789')}{digits(rng, 8)}",
        address=where,
    )


def _surname(rng: Random) -> str:
    if rng.random() < sum(SURNAMES.values()) / 100:
        return rng.choices([*SURNAMES], [*SURNAMES.values()])[0]
    return str(rng.choice([one for one in table("people")["surnames"] if one not in SURNAMES]))


def _given(female: bool) -> list[str]:
    return list(table("people")["given_female" if female else "given_male"])


def _name(rng: Random, surname: str, female: bool, year: int) -> str:
    names = _given(female)
    given = rng.choices(names, [1 / (rank + 8) for rank in range(len(names))])[0]
    middles = table("people")["middle_female" if female else "middle_male"]
    middle = rng.choice(middles)
    old = min(0.8, max(0.1, (2015 - year) / 60))
    if rng.random() < old:
        middle = "Thị" if female else "Văn"
    return f"{surname} {middle} {given}".upper()


def _national(rng: Random, year: int, female: bool) -> str:
    century = (0 if year < 2000 else 2) + (1 if female else 0)
    return f"{rng.choice(PROVINCES)}{century}{year % 100:02d}{digits(rng, 6)}"


def _insurance(rng: Random, age: int) -> str:
    kind = "TE" if age < 6 else "HS" if age < 18 else rng.choice(["DN", "HT", "GD", "HC", "CH"])
    return f"{kind}{rng.randint(1, 4)}{rng.choice(PROVINCES)[1:]}{digits(rng, 10)}"


def register(rng: Random, people: list[Person]) -> list[Person]:
    """Return what a hospital's register holds of them, as registers are.

    Of some the numbers, the telephone or the day of birth are missing, names have typing
    errors, and now and then two patients' numbers changed places.
    """
    held = [_registered(rng, one) for one in people if rng.random() > UNREGISTERED]
    for place in rng.sample(range(len(held) - 1), len(held) // 500):
        key = rng.choice(["national_id", "insurance_number"])
        one, other = held[place], held[place + 1]
        held[place] = replace(one, **{key: getattr(other, key)})
        held[place + 1] = replace(other, **{key: getattr(one, key)})
    return held


def _registered(rng: Random, one: Person) -> Person:
    young = one.birth_date > "2011"
    born = one.birth_date if rng.random() > 0.02 else one.birth_date[:4]
    if rng.random() < 0.005:
        born = f"{int(born[:4]) + rng.choice([-10, -1, 1, 10])}{born[4:]}".replace(
            "-02-29", "-02-28"
        )
    return replace(
        one,
        full_name=_typed(rng, one.full_name),
        birth_date=born,
        sex=one.sex if rng.random() > 0.003 else "male" if one.sex == "female" else "female",
        national_id="" if rng.random() < (0.7 if young else 0.25) else one.national_id,
        insurance_number="" if rng.random() < 0.1 else one.insurance_number,
        phone="" if rng.random() < 0.2 else one.phone,
        address="" if rng.random() < 0.03 else one.address,
    )


def _typed(rng: Random, name: str) -> str:
    """Return a name as a clerk types it: now and then without marks, a part or a letter."""
    chance, parts = rng.random(), name.split()
    if chance < 0.03:
        return fold(name).upper()
    if chance < 0.05 and len(parts) > 2:
        return " ".join([*parts[:1], *parts[2:]])
    if chance < 0.06:
        place = rng.randrange(len(parts))
        parts[place] = fold(parts[place]).upper()
    elif chance < 0.065:
        place = rng.randrange(len(parts))
        parts[place] = parts[place][:-1] or parts[place]
    return " ".join(parts)
