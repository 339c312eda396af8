"""The numbers and names of a patient: what they say of sex, birth and place."""

import re
from collections.abc import Iterator
from typing import Any

from extractors.sense.findings import Finding, terms, value
from extractors.sense.times import YEAR_PART, span, written_on, years
from models.doubt import Doubt
from models.record import Facts, Item
from models.text import fold

ID_PART = 0.25
"""Share of a national id that tells sex or birth: fewer of its digits do, but a wrong number
files the chart with another person."""
NAME_PART = 0.1
"""Share of a name that tells the sex: the middle name is hardly misread as the other one."""

_ID = re.compile(r"\d{12}", re.ASCII)
_CARD = re.compile(r"(?P<group>[A-Z]{2})(?P<benefit>\d)(?P<province>\d\d)\d{10}", re.ASCII)
_CODE = re.compile(r"[A-Z]\d\d(?:\.\d{1,2})?", re.ASCII)


def national_id(facts: Facts) -> Iterator[Finding]:
    """Check the 12 digits against sex and birth (Decree 137/2015/NĐ-CP article 7).

    Three digits of the province or country where the birth was registered, one of sex and
    century, two of the year of birth.
    """
    number = value(facts.patient, "national_id")
    if not _ID.fullmatch(number):
        return
    own = "patient.national_id"
    if number[0] != "0" or number[1:3] not in _known()["province"]["codes"].split():
        yield Finding(Doubt.ID_PROVINCE, (own,))
    century = _known()["century"]["first_year"].get(number[3])
    if century is None:
        yield Finding(Doubt.ID_CENTURY, (own,))
        return
    sex = value(facts.patient, "sex")
    if sex in ("male", "female") and (sex == "female") != (int(number[3]) % 2 == 1):
        yield Finding(Doubt.ID_AGAINST_SEX, (own, "patient.sex"), shares={own: ID_PART})
    yield from _against_birth(facts, century + int(number[4:6]))


def _against_birth(facts: Facts, year: int) -> Iterator[Finding]:
    own, born = "patient.national_id", span(value(facts.patient, "birth_date"))
    if born is not None:
        if born.start.year != year:
            paths = (own, "patient.birth_date")
            yield Finding(Doubt.ID_AGAINST_BIRTH, paths, shares={own: ID_PART, paths[1]: YEAR_PART})
        return
    age, today = years(facts), written_on(facts)
    if age is not None and today is not None and abs(today[1].start.year - year - age) > 1:
        shares = {own: ID_PART, today[0]: YEAR_PART}
        yield Finding(Doubt.ID_AGAINST_BIRTH, (own, "patient.age", today[0]), shares=shares)


def insurance_card(facts: Facts) -> Iterator[Finding]:
    """Check the card of 15 characters (Decision 1351/QĐ-BHXH, 2015); 10 digits say nothing."""
    match = _CARD.fullmatch(value(facts.patient, "insurance_number"))
    if match is None:
        return
    own, known = "patient.insurance_number", _known()["card"]
    places = [*_known()["province"]["codes"].split(), *known["offices"]]
    if match["group"] not in known["groups"].split():
        yield Finding(Doubt.CARD_GROUP, (own,))
    if match["benefit"] not in "12345":
        yield Finding(Doubt.CARD_BENEFIT, (own,))
    if match["province"] not in places:
        yield Finding(Doubt.CARD_PROVINCE, (own,))
    age = years(facts)
    small = match["group"] == known["small_child"]
    if small and age is not None and age > known["small_child_years"]:
        yield Finding(Doubt.CARD_AGAINST_AGE, (own, "patient.birth_date", "patient.age"))


def phone(facts: Facts) -> Iterator[Finding]:
    """Check how a telephone number begins."""
    number = value(facts.patient, "phone")
    if number and not any(re.fullmatch(each, number) for each in _known()["phone"]["patterns"]):
        yield Finding(Doubt.PHONE_PREFIX, ("patient.phone",))


def sex(facts: Facts) -> Iterator[Finding]:
    """Check the sex against the middle name and against diagnoses that one sex only has."""
    said = value(facts.patient, "sex")
    if said not in ("male", "female"):
        return
    other = "female" if said == "male" else "male"
    middle = value(facts.patient, "full_name").split()[1:-1]
    if not set(middle).isdisjoint(_known()["name"][other]):
        paths = ("patient.sex", "patient.full_name")
        shares = {paths[1]: NAME_PART}
        yield Finding(Doubt.SEX_AGAINST_NAME, paths, shares=shares)
    for place, item in enumerate(facts.diagnoses):
        if _of_sex(item, other):
            paths = ("patient.sex", f"diagnoses.{place}.icd10")
            yield Finding(Doubt.SEX_AGAINST_DIAGNOSIS, paths)


def _of_sex(item: Item, sex: str) -> bool:
    """Say whether a diagnosis is the patient's own and one that only `sex` has."""
    code = value(item, "icd10")
    if not _CODE.fullmatch(code) or value(item, "assertion") in ("family", "absent"):
        return False
    ranges = (each.split("-") for each in _known()["sex"][sex])
    return any(first <= code[:3] <= last for first, last in ranges)


def namesakes(facts: Facts) -> Iterator[Finding]:
    """Check that the doctor is not the patient: a name read from the wrong place."""
    name = fold(value(facts.patient, "full_name"))
    if len(name.split()) >= 2 and fold(value(facts.encounter, "physician")) == name:
        paths = ("patient.full_name", "encounter.physician")
        yield Finding(Doubt.SAME_PERSON_TWICE, paths)


def _known() -> dict[str, Any]:
    return terms("identity")
