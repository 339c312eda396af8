"""A filled form with its truth, and the parts that forms share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from training.blocks import Block, Columns, Heading, Look, Row, ink
from training.marked import mark
from training.stay import Diagnosis, Stay

Truth = dict[str, Any]
Page = tuple[Block, ...]
FONTS = ["Liberation Serif", "Liberation Serif", "Liberation Sans", "DejaVu Sans", "DejaVu Serif"]
NAME = ["Họ và tên người bệnh:", "Họ tên người bệnh:", "Họ và tên:", "- Họ tên:", "Tên bệnh nhân:"]
BORN = ["Ngày sinh:", "Sinh ngày:", "Ngày, tháng, năm sinh:"]
CARD = ["Số thẻ BHYT:", "Mã thẻ BHYT:", "Số thẻ bảo hiểm y tế:", "Thẻ BHYT số:"]
HOME = ["Địa chỉ:", "Nơi cư trú:", "- Địa chỉ:", "Địa chỉ thường trú:"]


@dataclass(frozen=True)
class Sheet:
    """A filled form. `truth` has bare values in the record's shape, without pages."""

    kind: str
    language: str
    pages: tuple[Page, ...]
    truth: Truth
    look: Look

    def texts(self) -> list[str]:
        """Return the words of each page, a line a line, with entity marks."""
        return ["\n".join(line for block in page for line in block.words()) for page in self.pages]

    def inks(self) -> list[str]:
        """Return the words of each page as they can be read."""
        return ["\n".join(ink(line).strip() for line in t.split("\n")) for t in self.texts()]


def look(rng: Random) -> Look:
    """Return a way of setting a form."""
    size = rng.choice([11, 11.5, 12, 12.5])
    return Look(rng.choice(FONTS), size, rng.random() < 0.6, rng.random() < 0.5, rng.random() < 0.5)


def sheet(kind: str, pages: Sequence[Sequence[Block]], truth: Truth, style: Look) -> Sheet:
    """Return a Vietnamese form, with empty parts of the truth left out."""
    whole = {"document_type": kind, "language": "vi", **truth}
    kept = {key: value for key, value in whole.items() if value}
    return Sheet(kind, "vi", tuple(tuple(page) for page in pages), kept, style)


def head(stay: Stay, rng: Random, title: str, code: str, *, keys: str) -> tuple[list[Block], Truth]:
    """Return a form's head with title, and the patient numbers it shows.

    `keys` names the numbers: any of `patient_id` and `record_number`.
    """
    labels = {
        "patient_id": rng.choice(["Mã BN:", "Mã người bệnh:", "PID:"]),
        "record_number": rng.choice(["Số hồ sơ:", "Số bệnh án:", "Số lưu trữ:", "Mã y tế:"]),
    }
    values = {"patient_id": stay.person.patient_id, "record_number": stay.record_number}
    shown = keys.split()
    numbers = [f"{labels[key]} {values[key]}" for key in shown]
    left = [stay.hospital.office.upper(), stay.hospital.name.upper()]
    left += [f"Khoa: {stay.case['department']}"]
    right = [f"MS: {code}"] * bool(code) + numbers
    country = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    if rng.random() < 0.5:
        blocks: list[Block] = [Columns((tuple(left), tuple(country), tuple(right)))]
        blocks.append(Heading(title.upper(), "h1"))
    else:
        blocks = [Columns((tuple(left), (title.upper(),), tuple(right)), titled=True)]
    return blocks, {key: values[key] for key in shown}


def place(stay: Stay, **more: str) -> Truth:
    """Return the encounter's truth that every head shows, and more."""
    return {
        "facility": stay.hospital.name.upper(),
        "department": stay.case["department"],
        **more,
    }


def signed(stay: Stay, day: date, *, also: bool = False, **more: str) -> Truth:
    """Return the encounter's truth of a form that the physician signed on a day.

    With `also`, the head's name stands on the form too and is as right.
    """
    truth = place(stay, physician=stay.physician[0], issued_on=day.isoformat(), **more)
    return {**truth, "physician_also": [stay.head[0]]} if also else truth


def identity(stay: Stay, rng: Random, keys: str) -> tuple[list[Block], Truth]:
    """Return the rows that say who the patient is, and their truth.

    `keys` names what is shown beside name, birth and sex: insurance_number, address,
    ethnicity, occupation, national_id, phone.
    """
    who = stay.person
    upper = rng.random() < 0.6
    first = (rng.choice(NAME), who.name.upper() if upper else who.name)
    born, when = birth(stay, rng)
    rows: list[Block] = [Row((first, born, _sex(stay, rng)))]
    truth = {"full_name": who.name.upper(), "birth_date": when}
    truth["sex"] = "female" if who.female else "male"
    shown = keys.split()
    cells = {
        "ethnicity": ("Dân tộc:", who.ethnicity),
        "occupation": (rng.choice(["Nghề nghiệp:", "- Nghề nghiệp:"]), who.occupation),
        "insurance_number": (rng.choice(CARD), _card(who.insurance, rng)),
        "national_id": (rng.choice(["CCCD/CMND:", "Số CCCD:", "Căn cước số:"]), who.national_id),
        "phone": (rng.choice(["Điện thoại:", "SĐT:", "Số điện thoại:"]), who.phone),
        "relative": ("Người nhà khi cần báo tin:", who.relative),
        "address": (rng.choice(HOME), who.address),
    }
    short = [cells[key] for key in cells if key in shown and key not in ("address", "relative")]
    rows += [Row(tuple(short[i : i + 2])) for i in range(0, len(short), 2)]
    rows += [Row((cells[key],)) for key in ("relative", "address") if key in shown]
    attribute = {"insurance_number": "insurance"}
    return rows, {**truth, **{key: getattr(who, attribute.get(key, key)) for key in shown}}


def birth(stay: Stay, rng: Random) -> tuple[tuple[str, str], str]:
    """Return the cell that says when the patient was born, and the record's form of it."""
    born = stay.person.born
    if rng.random() < 0.25:
        return ("Năm sinh:", str(born.year)), str(born.year)
    return (rng.choice(BORN), f"{born:%d/%m/%Y}"), born.isoformat()


def signatures(stay: Stay, rng: Random, day: date, *, role: str, left: str = "") -> Columns:
    """Return the foot of a form: date, role, the doctor's name, and a second signature."""
    written = rng.choice([f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}", f"Ngày {day:%d/%m/%Y}"])
    note = rng.choice(["(Ký, ghi rõ họ tên)", "(Ký, họ tên)", "(Ký tên)"])
    other = (left.upper(), note, stay.head[1]) if left else ("", "", "")
    return Columns((other, (written, role.upper(), note, stay.physician[1])), signed=True)


def written(at: datetime, rng: Random) -> str:
    """Return a time as forms write it, with the hour."""
    shapes = [
        "{0:%H} giờ {0:%M} phút, ngày {0:%d} tháng {0:%m} năm {0:%Y}",
        "{0:%H:%M} {0:%d/%m/%Y}",
    ]
    return rng.choice([*shapes, "{0:%H} giờ {0:%M} phút ngày {0:%d/%m/%Y}"]).format(at)


def stamp(at: datetime) -> str:
    """Return a time in the record's form."""
    return f"{at:%Y-%m-%dT%H:%M}"


def diagnosis(found: Diagnosis, role: str, assertion: str = "present") -> Truth:
    """Return the truth of a diagnosis."""
    truth = {"text": found.words, "icd10": found.disease.code, "assertion": assertion}
    return {**truth, "role": role} if role else truth


def ranked(found: Sequence[Diagnosis], first: str) -> list[Truth]:
    """Return the truth of diagnoses in a line: the first has a role of its own."""
    roles = [first] + ["comorbidity"] * len(found)
    return [diagnosis(one, role) for one, role in zip(found, roles, strict=False)]


def listed(found: Sequence[Diagnosis], rng: Random, *, coded: bool = True) -> str:
    """Return diagnoses in one line, with their codes or without."""
    shape = rng.choice(["{1} ({0})", "{0} - {1}", "({0}) {1}", "{1} [{0}]"]) if coded else "{1}"
    shape = shape.replace("[", "(").replace("]", ")")
    parts = [shape.format(d.disease.code, mark("DISEASE", d.words)) for d in found]
    return "; ".join(parts)


def _sex(stay: Stay, rng: Random) -> tuple[str, str]:
    female = stay.person.female
    plain = "Nữ" if female else "Nam"
    ticked = "1. Nam ☐ 2. Nữ ☒" if female else "1. Nam ☒ 2. Nữ ☐"
    return rng.choice([("Giới tính:", plain), ("Giới:", ticked), ("Nam/Nữ:", plain)])


def _card(number: str, rng: Random) -> str:
    if len(number) == 15 and rng.random() < 0.5:
        return rng.choice([f"{number[:2]} {number[2]} {number[3:5]} {number[5:]}", f"▯{number}"])
    return number
