"""Invented people and hospitals. Any likeness to a real one is chance."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from training.lexicon import table

TITLES = ["BS.", "BS.CKI.", "BS.CKII.", "ThS.BS.", "TS.BS.", "BSCKI.", "ThS. BS."]
KINDS = [
    "Bệnh viện Đa khoa",
    "Bệnh viện Đa khoa Khu vực",
    "Trung tâm Y tế",
    "Bệnh viện Hữu nghị",
    "Bệnh viện Đa khoa Tư nhân",
    "Bệnh viện Quốc tế",
]
# Made-up places, so that no hospital of this name exists.
SEATS = ["An Lạc Sơn", "Thuận Giang", "Hoa Lư Bắc", "Phú Khê", "Tân Minh Đức", "Cửu Thạnh"]
SEATS += ["Đông Vĩnh", "Trường Xuyên", "Bình Lâm", "Sông Hương Nam", "Kỳ Phong", "Mỹ Hải"]


@dataclass(frozen=True)
class Person:
    """A patient with the identifiers a chart shows. `insurance` has 15 characters or 10."""

    name: str
    female: bool
    born: date
    ethnicity: str
    occupation: str
    address: str
    phone: str
    national_id: str
    insurance: str
    patient_id: str
    relative: str


@dataclass(frozen=True)
class Hospital:
    """A hospital and the office above it."""

    name: str
    office: str
    phone: str


def digits(rng: Random, count: int) -> str:
    """Return `count` random digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def name(rng: Random, *, female: bool) -> str:
    """Return a full name in Vietnamese order and ordinary case."""
    people = table("people")
    side = "female" if female else "male"
    surname = rng.choices(people["surnames"], people["weights"])[0]
    middle = rng.choice(people[f"middle_{side}"])
    given = rng.choice(people[f"given_{side}"])
    return f"{surname} {middle} {given}"


def doctor(rng: Random) -> tuple[str, str]:
    """Return a doctor's name and the same with a title in front."""
    who = name(rng, female=rng.random() < 0.45)
    return who, f"{rng.choice(TITLES)} {who}"


def hospital(rng: Random) -> Hospital:
    """Return an invented hospital with its health office."""
    kind, seat = rng.choice(KINDS), rng.choice(SEATS)
    office = f"Sở Y tế {rng.choice(table('places')['provinces'])}"
    return Hospital(f"{kind} {seat}", office, f"02{digits(rng, 2)} {digits(rng, 7)}")


def address(rng: Random) -> str:
    """Return an address as wards write them, before or after the merger of 2025."""
    places = table("places")
    street, ward = rng.choice(places["streets"]), rng.choice(places["wards"])
    if rng.random() < 0.5:
        province = rng.choice([*places["merged"], *places["provinces"]])
        head = rng.choice([f"Thôn {rng.randint(1, 12)}", f"Ấp {ward}", f"Tổ {rng.randint(1, 30)}"])
        return f"{head}, xã {ward}, huyện {rng.choice(places['districts'])}, {province}"
    city = rng.choice(places["cities"])
    head = rng.choice(["", "Số ", "Ngõ "]) + str(rng.randint(1, 320))
    prefix = rng.choice(["TP. ", "thành phố "])
    return f"{head} {street}, phường {ward}, {prefix}{city}"


def patient(rng: Random, *, female: bool, age: int, today: date) -> Person:
    """Return a patient who is `age` years old today."""
    born = today - timedelta(days=age * 365 + age // 4 + rng.randint(1, 360))
    people = table("people")
    century = (0 if born.year < 2000 else 2) + (1 if female else 0)
    national = f"0{digits(rng, 2)}{century}{born.year % 100:02d}{digits(rng, 6)}"
    card = rng.choice(["DN", "HT", "GD", "HC", "CN", "TE" if age < 6 else "CH"])
    long = f"{card}{rng.randint(1, 4)}{digits(rng, 2)}{digits(rng, 10)}"
    grown = [("con", 0), ("chồng", 0) if female else ("vợ", 1)]
    kin = rng.choice(grown if age > 30 else [("mẹ", 1), ("bố", 0)])
    return Person(
        name(rng, female=female),
        female,
        born,
        rng.choices(people["ethnicities"], [80] + [3] * (len(people["ethnicities"]) - 1))[0],
        _job(rng, age),
        address(rng),
        f"0{rng.choice('3789')}{digits(rng, 8)}",
        national,
        long if rng.random() < 0.7 else long[5:],
        rng.choice(["BN", "PID", "", "NB"]) + digits(rng, rng.choice([7, 8, 8, 10])),
        f"{name(rng, female=bool(kin[1]))} ({kin[0]})",
    )


def _job(rng: Random, age: int) -> str:
    if age < 18:
        return "Học sinh" if age > 5 else "Trẻ em"
    if age > 61:
        return rng.choice(["Hưu trí", "Già", "Làm ruộng"])
    return str(rng.choice(table("people")["occupations"]))
