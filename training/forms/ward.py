"""Tờ điều trị, Phiếu chăm sóc, Phiếu theo dõi chức năng sống."""

from datetime import timedelta
from random import Random

from training.blocks import Block, Para, Row, Table
from training.content import allergies, allergy, drug, medication, section, signs, taken
from training.forms.sheet import (
    Sheet,
    Truth,
    diagnosis,
    head,
    identity,
    listed,
    look,
    place,
    sheet,
    stamp,
)
from training.marked import sentences
from training.stay import Stay, Vitals

CARE = [
    "Thực hiện y lệnh thuốc",
    "Hướng dẫn người bệnh nghỉ ngơi",
    "Theo dõi mạch, huyết áp, nhiệt độ",
]
CARE += ["Chăm sóc vết thương, thay băng", "Động viên người bệnh, giải thích chế độ ăn"]

SIGNS = ["Mạch", "Nhiệt độ", "Huyết áp", "Nhịp thở", "SpO2", "Cân nặng"]
TITLES = [
    ("Ngày giờ", "Diễn biến bệnh", "Y lệnh"),
    ("Ngày, giờ", "Theo dõi diễn biến", "Thực hiện y lệnh"),
]


def _top(stay: Stay, rng: Random, title: str, code: str) -> tuple[list[Block], Truth]:
    top, numbers = head(stay, rng, title, code, keys="patient_id record_number")
    who, person = identity(stay, rng, rng.choice(["", "insurance_number"]))
    bed = Row((("Buồng:", str(rng.randint(1, 20))), ("Giường:", str(rng.randint(1, 40)))))
    blocks = [*top, *who, bed, Para("Chẩn đoán:", listed([stay.main], rng))]
    return blocks, {
        "patient": {**numbers, **person},
        "encounter": place(stay),
        "diagnoses": [diagnosis(stay.main, "main")],
    }


def treatment_sheet(stay: Stay, rng: Random) -> Sheet:
    """Return a treatment sheet of two or three days."""
    blocks, truth = _top(stay, rng, "Tờ điều trị", rng.choice(["36/BV-01", "39/BV-01"]))
    orders = [(drug(order, rng), taken(order, rng), order) for order in stay.orders]
    given = "\n".join(f"- {name}\n{how}" for name, how, _ in orders)
    rows, measured, sections = [], [], []
    for number in range(rng.randint(2, 3)):
        at = stay.vitals[0].at + timedelta(days=number, minutes=5 * rng.randint(0, 11))
        text, truths = signs(stay.vitals[min(3 * number, len(stay.vitals) - 1)], rng)
        course = sentences(stay.case["exam"] if number == 0 else stay.case["course"])
        care = f"- Chăm sóc cấp {rng.choice(['II', 'III'])}"
        day = f"{at:%d/%m/%Y}"
        rows.append(
            (f"{day}\n{at:%H:%M}", f"{course}\n{text}", f"{given}\n{care}\n{stay.physician[1]}")
        )
        measured += [{**row, "measured_at": stamp(at)} for row in truths]
        sections.append(section("course", day, course))
    titles = rng.choice(TITLES)
    if stay.allergy:
        blocks.append(Para("", allergy(stay, rng)))
    blocks.append(Table(titles, tuple(rows), (14, 42, 44)))
    truth |= {
        "encounter": place(stay, physician=stay.physician[0]),
        "medications": [medication(order, how) for _, how, order in orders],
        "vital_signs": measured,
        "allergies": allergies(stay),
        "sections": sections,
    }
    return sheet("treatment_sheet", [blocks], truth, look(rng))


def nursing_note(stay: Stay, rng: Random) -> Sheet:
    """Return a nursing note."""
    blocks, truth = _top(
        stay, rng, rng.choice(["Phiếu chăm sóc", "Phiếu theo dõi và chăm sóc"]), "09/BV-01"
    )
    rows, measured, sections = [], [], []
    for at in stay.vitals[:4]:
        text, truths = signs(at, rng)
        course = sentences(rng.sample(stay.case["course"], 2))
        done = "\n".join(f"- {care}" for care in rng.sample(CARE, 2))
        rows.append((f"{at.at:%d/%m/%Y}\n{at.at:%H:%M}", f"{course}\n{text}", done, "ĐD"))
        measured += [{**row, "measured_at": stamp(at.at)} for row in truths]
        sections.append(section("nursing", f"{at.at:%d/%m/%Y %H:%M}", course))
    titles = ("Ngày giờ", "Theo dõi diễn biến", "Chăm sóc, thực hiện y lệnh", "Ký tên")
    blocks.append(Table(titles, tuple(rows), (14, 42, 34, 10)))
    truth |= {"vital_signs": measured, "sections": sections}
    return sheet("nursing_note", [blocks], truth, look(rng))


def vital_signs_chart(stay: Stay, rng: Random) -> Sheet:
    """Return a chart of vital signs, a column or a row for each time."""
    blocks, truth = _top(stay, rng, "Phiếu theo dõi chức năng sống", "10/BV-01")
    beats = rng.choice(["lần/phút", "l/ph"])
    rounds = [(at, _figures(at)) for at in stay.vitals[:6]]
    units = [beats, "°C", "mmHg", beats, "%", "kg"]
    names = [f"{name} ({unit})" for name, unit in zip(SIGNS, units, strict=True)]
    times = [f"{at.at:%d/%m/%Y}\n{at.at:%H:%M}" for at, _ in rounds]
    if rng.random() < 0.5:
        rows = [
            (time, *[value for _, value in values])
            for time, (_, values) in zip(times, rounds, strict=True)
        ]
        blocks.append(Table(("Ngày giờ", *names), tuple(rows), (16, 14, 14, 16, 14, 12, 14)))
    else:
        columns = zip(*[[value for _, value in values] for _, values in rounds], strict=True)
        body = [(name, *column) for name, column in zip(names, columns, strict=True)]
        blocks.append(Table(("Ngày giờ", *times), tuple(body), (22, *[13] * len(times))))
    truth["vital_signs"] = [
        {"kind": kind, "value": value, "unit": unit, "measured_at": stamp(at.at)}
        for at, values in rounds
        for (kind, value), unit in zip(values, units, strict=True)
    ]
    return sheet("vital_signs_chart", [blocks], truth, look(rng))


def _figures(at: Vitals) -> list[tuple[str, str]]:
    return [
        ("pulse", str(at.pulse)),
        ("temperature", f"{at.temperature:.1f}"),
        ("blood_pressure", f"{at.systolic}/{at.diastolic}"),
        ("respiratory_rate", str(at.breaths)),
        ("spo2", str(at.spo2)),
        ("weight", str(at.weight)),
    ]
