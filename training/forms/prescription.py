"""Đơn thuốc: as a table or as a numbered list."""

from datetime import timedelta
from random import Random

from training.blocks import Block, Heading, Para, Table
from training.content import drug, medication, section, taken
from training.forms.discharge import ADVICE
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
)
from training.stay import Stay

TIMES = {
    1: ["sáng"],
    2: ["sáng", "chiều"],
    3: ["sáng", "trưa", "tối"],
    4: ["sáng", "trưa", "chiều", "tối"],
}


def prescription(stay: Stay, rng: Random) -> Sheet:
    """Return a prescription of the drugs that can be taken at home."""
    title = rng.choice(["Đơn thuốc", "Toa thuốc", "Đơn thuốc BHYT", "Đơn thuốc ngoại trú"])
    top, numbers = head(stay, rng, title, "", keys="patient_id")
    who, person = identity(stay, rng, "insurance_number address phone")
    found = [stay.main, *stay.others]
    drugs, truths = (_table if rng.random() < 0.5 else _list)(stay, rng)
    day = stay.discharged.date()
    back = day + timedelta(days=rng.choice([7, 14, 28]))
    advice = rng.choice(ADVICE)
    label = rng.choice(["Lời dặn:", "Lời dặn của bác sĩ:", "* Dặn dò:"])
    blocks: list[Block] = [*top, *who, Para("Chẩn đoán:", listed(found, rng)), *drugs]
    blocks += [Heading(f"Cộng khoản: {len(truths)} khoản", "small")] * (rng.random() < 0.5)
    blocks += [
        Para(label, advice),
        Para(rng.choice(["Ngày tái khám:", "Tái khám:"]), f"{back:%d/%m/%Y}"),
    ]
    role = rng.choice(["Bác sĩ kê đơn", "Bác sĩ khám bệnh", "Bác sĩ điều trị"])
    blocks.append(signatures(stay, rng, day, role=role))
    truth = {
        "patient": {**numbers, **person},
        "encounter": signed(stay, day, follow_up_on=back.isoformat()),
        "diagnoses": ranked(found, "main"),
        "medications": truths,
        "sections": [section("advice", label.strip("* "), advice)],
    }
    return sheet("prescription", [blocks], truth, look(rng))


def _table(stay: Stay, rng: Random) -> tuple[list[Block], list[Truth]]:
    rows, truths = [], []
    home = [order for order in stay.orders if not order.injected]
    for number, order in enumerate(home, 1):
        how = taken(order, rng)
        rows.append(
            (str(number), drug(order, rng), order.unit.capitalize(), str(order.quantity), how)
        )
        truths.append(medication(order, how, home=True))
    names = rng.choice(["Tên thuốc, hàm lượng", "Tên thuốc/Hàm lượng", "Thuốc điều trị"])
    head = (
        "STT",
        names,
        rng.choice(["Đơn vị", "ĐVT"]),
        "Số lượng",
        rng.choice(["Cách dùng", "Hướng dẫn sử dụng"]),
    )
    return [Table(head, tuple(rows), (5, 32, 8, 9, 46))], truths


def _list(stay: Stay, rng: Random) -> tuple[list[Block], list[Truth]]:
    blocks: list[Block] = [Heading("Thuốc điều trị:", "left")]
    truths = []
    home = [order for order in stay.orders if not order.injected]
    mark, count = rng.choice([("/", "SL:"), (".", "Số lượng:"), (")", "x")])
    for number, order in enumerate(home, 1):
        how = taken(order, rng)
        if order.route == "oral" and rng.random() < 0.6:
            parts = ", ".join(f"{time} {order.each} {order.unit}" for time in TIMES[order.times])
            how = (
                f"Uống {parts}, {order.how}"
                if order.how not in TIMES[order.times]
                else f"Uống {parts}"
            )
        quantity = f"{count} {order.quantity:02d} {order.unit}"
        blocks.append(Para(f"{number}{mark}", f"{drug(order, rng)}  {quantity}\n{how}"))
        truths.append(medication(order, how, home=True))
    return blocks, truths
