"""Giấy ra viện and Giấy hẹn khám lại."""

from datetime import timedelta
from random import Random

from training.blocks import Block, Heading, Para, Row
from training.content import section
from training.forms.sheet import (
    Sheet,
    Truth,
    head,
    identity,
    listed,
    look,
    ranked,
    sheet,
    signatures,
    signed,
    stamp,
    written,
)
from training.stay import Stay

ADVICE = [
    "Uống thuốc đúng đơn, khám lại khi có bất thường",
    "Nghỉ ngơi, ăn nhạt, khám lại sau 2 tuần",
]
ADVICE += ["Tập vận động nhẹ, uống thuốc đều", "Kiêng rượu bia, tái khám theo hẹn"]


def times(stay: Stay, rng: Random) -> tuple[list[Block], Truth]:
    """Return the rows of admission and discharge, and their truth."""
    labels = rng.choice([("Vào viện lúc:", "Ra viện lúc:"), ("Ngày vào viện:", "Ngày ra viện:")])
    came, left = written(stay.admitted, rng), written(stay.discharged, rng)
    rows: list[Block] = [Row(((labels[0], came),)), Row(((labels[1], left),))]
    return rows, {"admitted_at": stamp(stay.admitted), "discharged_at": stamp(stay.discharged)}


def discharge(stay: Stay, rng: Random) -> Sheet:
    """Return a discharge certificate."""
    top, numbers = head(stay, rng, "Giấy ra viện", "02/GRV", keys="patient_id record_number")
    who, person = identity(stay, rng, "ethnicity occupation insurance_number address")
    when, encounter = times(stay, rng)
    found = [stay.main, *stay.others]
    therapy = f"Nội khoa: {stay.case['treatment']}"
    advice = rng.choice(ADVICE)
    labels = ["Phương pháp điều trị:", rng.choice(["Ghi chú:", "Lời dặn của bác sĩ:"])]
    blocks: list[Block] = [*top, *who, *when]
    blocks += [Para("- Chẩn đoán:", listed(found, rng)), Para(f"- {labels[0]}", therapy)]
    blocks += [Para(f"- {labels[1]}", advice)]
    day = stay.discharged.date()
    blocks.append(signatures(stay, rng, day, role="Trưởng khoa", left="Giám đốc bệnh viện"))
    truth = {
        "patient": {**numbers, **person},
        "encounter": signed(stay, day, **encounter),
        "diagnoses": ranked(found, "discharge"),
        "sections": [
            section("treatment", labels[0], therapy),
            section("advice", labels[1], advice),
        ],
    }
    return sheet("discharge_certificate", [blocks], truth, look(rng))


def appointment(stay: Stay, rng: Random) -> Sheet:
    """Return an appointment slip."""
    top, numbers = head(stay, rng, "Giấy hẹn khám lại", "", keys="record_number")
    who, person = identity(stay, rng, "insurance_number address")
    when, encounter = times(stay, rng)
    back = stay.discharged.date() + timedelta(days=rng.choice([7, 10, 14, 28, 30]))
    shown = rng.choice([f"{back:%d/%m/%Y}", f"ngày {back:%d} tháng {back:%m} năm {back:%Y}"])
    found = [stay.main, *stay.others]
    blocks: list[Block] = [*top, *who, *when, Para("Chẩn đoán:", listed(found, rng))]
    blocks.append(Para(rng.choice(["Hẹn khám lại:", "Ngày hẹn khám lại:"]), shown))
    blocks.append(Heading("Giấy hẹn có giá trị một lần.", "small"))
    day = stay.discharged.date()
    blocks.append(signatures(stay, rng, day, role="Bác sĩ điều trị", left="Đại diện cơ sở"))
    truth = {
        "patient": {**numbers, **person},
        "encounter": signed(stay, day, **encounter, follow_up_on=back.isoformat()),
        "diagnoses": ranked(found, "main"),
    }
    return sheet("appointment", [blocks], truth, look(rng))
