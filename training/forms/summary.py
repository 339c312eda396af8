"""Tóm tắt hồ sơ bệnh án and Giấy chuyển tuyến."""

from random import Random

from training.blocks import Block, Heading, Para, Row
from training.content import (
    allergies,
    drug,
    family,
    history,
    medication,
    past,
    section,
    signs,
    study,
    tests,
    told,
)
from training.forms.discharge import ADVICE, times
from training.forms.sheet import (
    Sheet,
    Truth,
    diagnosis,
    head,
    identity,
    listed,
    look,
    ranked,
    sheet,
    signatures,
    signed,
    written,
)
from training.marked import sentences
from training.people import SEATS
from training.stay import Stay

OUTCOMES = {"improved": ["Đỡ, giảm", "Đỡ giảm"], "recovered": ["Khỏi", "Khỏi bệnh, ổn định"]}
CONDITION = ["Tỉnh, tiếp xúc được, huyết động ổn định", "Mệt, tự thở, mạch quay rõ"]


def record_summary(stay: Stay, rng: Random) -> Sheet:
    """Return a summary of the record on one page."""
    code = rng.choice(["", "04/BV-TT"])
    top, numbers = head(stay, rng, "Tóm tắt hồ sơ bệnh án", code, keys="record_number")
    who, person = identity(stay, rng, "national_id insurance_number address")
    when, encounter = times(stay, rng)
    found = [stay.main, *stay.others]
    course, facts = _course(stay, rng)
    first = Heading(rng.choice(["I. Hành chính", "A. Người bệnh"]))
    blocks: list[Block] = [*top, first, *who, *when]
    blocks.append(Para("Chẩn đoán vào viện:", listed([stay.main], rng)))
    blocks.append(Para("Chẩn đoán ra viện:", listed(found, rng)))
    blocks += [Heading("II. Tóm tắt quá trình điều trị"), *course]
    day = stay.discharged.date()
    blocks.append(signatures(stay, rng, day, role="Bác sĩ điều trị", left="Giám đốc"))
    asserted = [diagnosis(stay.main, "admission"), *ranked(found, "discharge")]
    truth = {
        "patient": {**numbers, **person},
        "encounter": signed(stay, day, **encounter, outcome=stay.outcome),
        "diagnoses": asserted + facts.pop("diagnoses"),
        **facts,
    }
    return sheet("record_summary", [blocks], truth, look(rng))


def _course(stay: Stay, rng: Random) -> tuple[list[Block], Truth]:
    """Return the narrative of a summary and what it states."""
    labs, values = tests(stay.results[:9], rng)
    image, seen = study(stay, rng)
    told_of = history(stay, rng)
    before = f"{past(stay, rng)} {family(stay, rng)}"
    end, advice = rng.choice(OUTCOMES[stay.outcome]), rng.choice(ADVICE)
    parts = [
        ("reason", "Lý do vào viện:", stay.case["complaint"]),
        ("history_present", "Quá trình bệnh lý và diễn biến lâm sàng:", told_of),
        ("past_history", "Tiền sử bệnh:", before),
        ("", "Tóm tắt kết quả cận lâm sàng:", f"{labs}. {image}."),
        ("treatment", "Phương pháp điều trị:", f"Điều trị nội khoa: {stay.case['treatment']}"),
        ("", "Tình trạng ra viện:", end),
        ("advice", "Hướng điều trị tiếp theo:", advice),
    ]
    facts = {
        "diagnoses": told(told_of, before),
        "lab_results": values,
        "imaging": [seen],
        "allergies": allergies(stay),
        "sections": [section(*part) for part in parts if part[0]],
    }
    return [Para(label, text) for _, label, text in parts], facts


def referral(stay: Stay, rng: Random) -> Sheet:
    """Return a referral to another hospital."""
    title = rng.choice(["Giấy chuyển tuyến", "Phiếu chuyển cơ sở khám bệnh, chữa bệnh"])
    top, numbers = head(stay, rng, title, "", keys="record_number")
    who, person = identity(stay, rng, "ethnicity occupation insurance_number address")
    target = f"Bệnh viện Trung ương {rng.choice(SEATS)}"
    found = [stay.main, *stay.others]
    texts, facts = _bedside(stay, rng)
    day = stay.discharged.date()
    dates = f"từ ngày {stay.admitted:%d/%m/%Y} đến ngày {day:%d/%m/%Y}"
    blocks: list[Block] = [*top, Row((("Kính gửi:", target),)), *who]
    blocks.append(Para("Đã được điều trị tại", f"{stay.hospital.name} {dates}"))
    blocks += [Heading("TÓM TẮT BỆNH ÁN"), Para("- Dấu hiệu lâm sàng:", texts[0])]
    blocks.append(Para("- Kết quả xét nghiệm, cận lâm sàng:", texts[1]))
    blocks.append(Para("- Chẩn đoán:", listed(found, rng)))
    blocks.append(Para("- Thuốc đã sử dụng trong điều trị:", texts[2]))
    blocks.append(Para("- Tình trạng người bệnh lúc chuyển:", texts[3]))
    blocks.append(Para("- Lý do chuyển:", "1. Đủ điều kiện chuyển ☒ 2. Theo yêu cầu ☐"))
    blocks.append(Para("- Chuyển hồi:", written(stay.discharged, rng)))
    blocks.append(signatures(stay, rng, day, role="Người có thẩm quyền chuyển", left="Bác sĩ khám"))
    span = {"admitted_at": stay.admitted.date().isoformat(), "discharged_at": day.isoformat()}
    truth = {
        "patient": {**numbers, **person},
        "encounter": signed(stay, day, also=True, destination=target, **span),
        "diagnoses": [
            diagnosis(d, "comorbidity" if k else "referral") for k, d in enumerate(found)
        ],
        **facts,
    }
    return sheet("referral", [blocks], truth, look(rng))


def _bedside(stay: Stay, rng: Random) -> tuple[list[str], Truth]:
    """Return signs, results, drugs given and state at leaving, and what they state."""
    vital, measured = signs(stay.vitals[-1], rng)
    labs, values = tests(stay.results[:6], rng)
    image, seen = study(stay, rng)
    bedside = f"{sentences(stay.case['exam'][:3])} {vital}"
    given = ", ".join(drug(order, rng) for order in stay.orders)
    condition = rng.choice(CONDITION)
    facts = {
        "medications": [medication(order, "") for order in stay.orders],
        "lab_results": values,
        "vital_signs": measured,
        "imaging": [seen],
        "sections": [
            section("examination", "Dấu hiệu lâm sàng", bedside),
            section("course", "Tình trạng người bệnh lúc chuyển", condition),
        ],
    }
    return [bedside, f"{labs}. {image}.", given, condition], facts
