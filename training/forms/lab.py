"""Phiếu kết quả xét nghiệm."""

from itertools import groupby
from random import Random

from training.blocks import Block, Para, Row, Table
from training.forms.sheet import (
    Sheet,
    Truth,
    diagnosis,
    head,
    identity,
    listed,
    look,
    sheet,
    signatures,
    signed,
)
from training.marked import mark
from training.orders import Result
from training.stay import Stay

PANELS = {
    "haematology": "Huyết học",
    "coagulation": "Đông máu",
    "chemistry": "Sinh hoá máu",
    "hormone": "Miễn dịch",
    "tumour": "Dấu ấn ung thư",
    "urine": "Nước tiểu",
    "immunology": "Miễn dịch - Vi sinh",
    "microbiology": "Vi sinh",
    "gas": "Khí máu",
}


def lab_report(stay: Stay, rng: Random) -> Sheet:
    """Return a report of all results."""
    title = rng.choice(["Phiếu xét nghiệm", "Kết quả xét nghiệm", "Phiếu kết quả xét nghiệm"])
    top, numbers = head(stay, rng, title, rng.choice(["", "28/BV-01"]), keys="patient_id")
    who, person = identity(stay, rng, "insurance_number address")
    other = Row((("Bác sĩ chỉ định:", stay.head[1]), ("Đối tượng:", "BHYT")))
    rows, truths = _rows(stay, rng)
    unit = rng.choice(["Đơn vị", "Đơn vị tính"])
    normal = rng.choice(["Trị số bình thường", "CSBT", "Khoảng tham chiếu"])
    usual = ("Tên xét nghiệm", "Kết quả", unit, normal)
    heading = rng.choice([usual, ("Yêu cầu xét nghiệm", "Kết quả", normal, unit)])
    if heading[2] == normal:
        rows = [(r[0], r[1], r[3], r[2]) if len(r) == 4 else r for r in rows]
    blocks: list[Block] = [*top, *who, other, Para("Chẩn đoán:", listed([stay.main], rng))]
    blocks.append(Table(heading, tuple(rows), (42, 16, 18, 24)))
    day = stay.admitted.date()
    blocks.append(signatures(stay, rng, day, role="Trưởng khoa xét nghiệm"))
    truth = {
        "patient": {**numbers, **person},
        "encounter": signed(stay, day, also=True),
        "diagnoses": [diagnosis(stay.main, "main")],
        "lab_results": truths,
    }
    return sheet("lab_report", [blocks], truth, look(rng))


def _rows(stay: Stay, rng: Random) -> tuple[list[tuple[str, ...]], list[Truth]]:
    rows: list[tuple[str, ...]] = []
    truths: list[Truth] = []
    grouped, comma = rng.random() < 0.7, rng.random() < 0.35
    style = rng.choice([0, 1, 2])
    for panel, results in groupby(stay.results, key=lambda result: result.lab.panel):
        if grouped:
            rows.append((PANELS[panel].upper() if style else PANELS[panel],))
        for result in results:
            row, truth = _row(result, style, comma)
            rows.append(row)
            truths.append(truth)
    return rows, truths


def _row(result: Result, style: int, comma: bool) -> tuple[tuple[str, ...], Truth]:
    lab = result.lab
    short = lab.short[0] if lab.short else ""
    names = [lab.vi[0], f"{lab.vi[0]} ({short})" if short else lab.vi[0], short or lab.vi[0]]
    name = names[style]
    value = result.value.replace(".", ",") if comma else result.value
    reference = result.reference.replace(".", ",") if comma else result.reference
    arrow = {"high": " H", "low": " L"}.get(result.flag, "") if style == 1 else ""
    truth = {
        "test": name,
        "value": result.value,
        "unit": result.unit,
        "reference_range": reference,
        "flag": result.flag,
    }
    row = (mark("LAB", name), value + arrow, result.unit, reference)
    return row, {key: word for key, word in truth.items() if word}
