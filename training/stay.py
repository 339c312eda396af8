"""One invented stay: who, why, when, what was found and what was given."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from training.lexicon import Disease, diseases, own
from training.orders import Order, Result, order, results
from training.people import Hospital, Person, doctor, hospital, patient

COMORBID = ["I10", "E11.9", "E78.5", "K21.9", "K29.7", "J44.9", "I25.9", "M17.9", "B18.1"]
COMORBID += ["G47.0", "K76.0", "M81.9", "I83.9", "E05.0", "M47.9", "I48.9", "N18.3", "J45.9"]
ALLERGENS = [
    "Penicilin",
    "Ceftriaxon",
    "Hải sản",
    "Aspirin",
    "Ibuprofen",
    "Thuốc cản quang",
    "Đậu phộng",
]
ALLERGENS += ["Cotrimoxazol", "Diclofenac", "Nhộng tằm", "Vancomycin", "Mủ cao su", "Streptomycin"]
REACTIONS = ["nổi mày đay", "phát ban", "khó thở", "phù mặt", "phản vệ độ II", "ngứa toàn thân"]
REACTIONS += ["sốc phản vệ", "sưng môi", "buồn nôn, hoa mắt", "mẩn đỏ"]


@dataclass(frozen=True)
class Diagnosis:
    """A diagnosis as the ward wrote it."""

    disease: Disease
    words: str


@dataclass(frozen=True)
class Vitals:
    """One round of measuring. Temperature in °C, pulse and breaths a minute, pressure in mmHg."""

    at: datetime
    pulse: int
    temperature: float
    systolic: int
    diastolic: int
    breaths: int
    spo2: int
    weight: int
    height: int


@dataclass(frozen=True)
class Stay:
    """Everything that the forms of one stay are filled from."""

    person: Person
    hospital: Hospital
    case: dict[str, Any]
    main: Diagnosis
    others: tuple[Diagnosis, ...]
    family: Diagnosis | None
    denied: Diagnosis | None
    allergy: tuple[str, str] | None
    admitted: datetime
    discharged: datetime
    record_number: str
    physician: tuple[str, str]
    head: tuple[str, str]
    orders: tuple[Order, ...]
    results: tuple[Result, ...]
    vitals: tuple[Vitals, ...]
    outcome: str
    count: int
    """The number that history sentences name: days, hours or weeks of illness."""


def named(rng: Random, code: str, *, official: float = 0.4) -> Diagnosis:
    """Return the diagnosis of a code in one of its wordings."""
    disease = diseases()[code]
    if rng.random() < official:
        return Diagnosis(disease, disease.vi[0])
    return Diagnosis(disease, rng.choice(disease.vi[1:] + disease.short or disease.vi))


def stay(rng: Random, code: str) -> Stay:
    """Return a stay of the case with this ICD-10 code."""
    case = next(case for case in own("cases")["case"] if case["code"] == code)
    day, hour, minute = rng.randint(0, 1100), rng.randint(6, 21), 5 * rng.randint(0, 11)
    admitted = datetime(2023, 1, 1) + timedelta(days=day, hours=hour, minutes=minute)
    days = rng.randint(3, 11)
    discharged = admitted.replace(hour=rng.randint(8, 16)) + timedelta(days=days)
    age = rng.randint(*case["age"])
    female = case["sex"] == "female" if "sex" in case else rng.random() < 0.5
    person = patient(rng, female=female, age=age, today=admitted.date())
    others = rng.sample([one for one in COMORBID if one != code], rng.randint(0, 3))
    return Stay(
        person,
        hospital(rng),
        case,
        named(rng, code),
        tuple(named(rng, c) for c in others) if age > 35 else (),
        _perhaps(rng, ["I10", "E14.9", "I64", "J45.9", "C16.9"], official=0.2),
        _perhaps(rng, ["I10", "E14.9", "A16.2", "J45.9"], official=0.1),
        (rng.choice(ALLERGENS), rng.choice(REACTIONS)) if rng.random() < 0.35 else None,
        admitted,
        discharged,
        _number(rng, admitted.date()),
        doctor(rng),
        doctor(rng),
        tuple(order(rng, line, days) for line in case["drugs"]),
        results(rng, case, female=female),
        tuple(vitals(rng, admitted + timedelta(hours=8 * n), age) for n in range(min(3 * days, 9))),
        rng.choice(["improved", "improved", "recovered"]),
        rng.randint(2, 6),
    )


def vitals(rng: Random, at: datetime, age: int) -> Vitals:
    """Return a plausible measuring of a patient of this age in years."""
    child = age < 6
    systolic = 5 * rng.randint(16, 20) if child else 5 * rng.randint(20, 32)
    return Vitals(
        at.replace(minute=0),
        rng.randint(100, 140) if child else rng.randint(64, 108),
        rng.randint(364, 391) / 10,
        systolic,
        5 * round(systolic * 0.62 / 5),
        rng.randint(28, 48) if child else rng.randint(16, 25),
        rng.randint(93, 99),
        rng.randint(6, 14) if child else rng.randint(42, 78),
        rng.randint(62, 92) if child else rng.randint(148, 176),
    )


def _perhaps(rng: Random, codes: list[str], *, official: float) -> Diagnosis | None:
    if rng.random() >= 0.4:
        return None
    return named(rng, rng.choice(codes), official=official)


def _number(rng: Random, day: date) -> str:
    shapes = ["{y:02d}.{n:06d}", "{n:05d}/{y:02d}", "{y:02d}{n:06d}", "{n:04d}/20{y:02d}"]
    return rng.choice(shapes).format(y=day.year % 100, n=rng.randint(1, 9999))
