"""Bệnh án nội khoa: three pages."""

from random import Random

from training.blocks import Block, Heading, Para, Row
from training.content import allergies, family, history, past, section, signs, study, tests, told
from training.forms.discharge import ADVICE
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
    signatures,
    stamp,
    written,
)
from training.forms.summary import OUTCOMES
from training.marked import mark, sentences
from training.stay import Stay

SURGERY = ("Ngoại", "Chấn thương")


def inpatient_record(stay: Stay, rng: Random) -> Sheet:
    """Return an inpatient record."""
    ward = "ngoại khoa" if stay.case["department"].startswith(SURGERY) else "nội khoa"
    code = "10/BV-01" if ward == "ngoại khoa" else "01/BV-01"
    top, numbers = head(stay, rng, f"Bệnh án {ward}", code, keys="record_number patient_id")
    who, person = identity(stay, rng, "ethnicity occupation insurance_number relative address")
    cover, encounter, found = _cover(stay, rng)
    asked, answers, told_of = _asked(stay, rng)
    seen, bedside, more = _seen(stay, rng)
    first: list[Block] = [*top, Heading("I. HÀNH CHÍNH"), *who, *cover]
    truth = {
        "patient": {**numbers, **person},
        "encounter": place(stay, **encounter, physician=stay.physician[0]),
        "diagnoses": found + told(*told_of),
        "allergies": allergies(stay),
        **more,
        "vital_signs": answers["vital_signs"],
        "sections": answers["sections"] + bedside,
    }
    return sheet("inpatient_record", [first, asked, seen], truth, look(rng))


def _cover(stay: Stay, rng: Random) -> tuple[list[Block], Truth, list[Truth]]:
    main, others = [stay.main], list(stay.others)
    end = rng.choice(OUTCOMES[stay.outcome][:1])
    blocks: list[Block] = [Heading("II. QUẢN LÝ NGƯỜI BỆNH")]
    blocks += [Row((("Vào viện:", written(stay.admitted, rng)),))]
    blocks += [Row((("Trực tiếp vào:", "1. Cấp cứu ☒ 2. KKB ☐ 3. Khoa điều trị ☐"),))]
    blocks += [Row((("Ra viện:", written(stay.discharged, rng)),)), Heading("III. CHẨN ĐOÁN")]
    blocks += [
        Para("KKB, Cấp cứu:", listed(main, rng)),
        Para("Khi vào khoa điều trị:", listed(main, rng)),
    ]
    blocks += [Heading("+ Ra viện:", "left"), Para("Bệnh chính:", listed(main, rng))]
    if others:
        blocks.append(Para("Bệnh kèm theo:", listed(others, rng)))
    blocks += [Heading("IV. TÌNH TRẠNG RA VIỆN"), Para("Kết quả điều trị:", end)]
    encounter = {
        "admitted_at": stamp(stay.admitted),
        "discharged_at": stamp(stay.discharged),
        "outcome": stay.outcome,
    }
    found = [diagnosis(stay.main, "admission"), diagnosis(stay.main, "main")]
    return blocks, encounter, found + [diagnosis(d, "comorbidity") for d in others]


def _asked(stay: Stay, rng: Random) -> tuple[list[Block], Truth, list[str]]:
    story, before, kin = history(stay, rng), past(stay, rng), family(stay, rng)
    vital, measured = signs(stay.vitals[0], rng)
    general = sentences(stay.case["exam"][:2])
    blocks: list[Block] = [Heading("A. BỆNH ÁN", "h1")]
    blocks += [Para("I. Lý do vào viện:", stay.case["complaint"]), Heading("II. Hỏi bệnh:", "left")]
    blocks += [
        Para("1. Quá trình bệnh lý:", story),
        Para("2. Tiền sử bệnh:", before),
        Para("", kin),
    ]
    blocks += [Heading("III. Khám bệnh:", "left"), Para("1. Toàn thân:", f"{general} {vital}")]
    blocks += [Para("2. Các cơ quan:", sentences(stay.case["exam"][2:]))]
    parts = [
        section("reason", "Lý do vào viện", stay.case["complaint"]),
        section("history_present", "Quá trình bệnh lý", story),
        section("past_history", "Tiền sử bệnh", before),
        section("family_history", "Gia đình", kin.split(": ", 1)[1]),
        section("examination", "Toàn thân", f"{general} {vital}"),
    ]
    return blocks, {"vital_signs": measured, "sections": parts}, [story, before, kin]


def _seen(stay: Stay, rng: Random) -> tuple[list[Block], list[Truth], Truth]:
    labs, values = tests(stay.results[:8], rng)
    image, study_truth = study(stay, rng)
    short = f"Bệnh nhân vào viện vì {stay.case['complaint'].lower()}"
    short += f". Chẩn đoán {mark('DISEASE', stay.main.words)}"
    plan, advice = f"Hướng điều trị: {stay.case['treatment']}", rng.choice(ADVICE)
    blocks: list[Block] = [Para("3. Các xét nghiệm cận lâm sàng cần làm:", f"{labs}. {image}.")]
    blocks += [
        Para("4. Tóm tắt bệnh án:", f"{short}."),
        Heading("IV. Chẩn đoán khi vào khoa điều trị:", "left"),
    ]
    blocks += [Para("+ Bệnh chính:", listed([stay.main], rng)), Para("V. Điều trị:", plan)]
    blocks += [
        Heading("B. TỔNG KẾT BỆNH ÁN", "h1"),
        Para("1. Diễn biến:", sentences(stay.case["course"])),
    ]
    blocks += [Para("2. Hướng điều trị và các chế độ tiếp theo:", advice)]
    day = stay.discharged.date()
    blocks.append(signatures(stay, rng, day, role="Bác sĩ điều trị", left="Người giao hồ sơ"))
    parts = [
        section("summary", "Tóm tắt bệnh án", f"{short}."),
        section("treatment", "Điều trị", plan),
        section("course", "Diễn biến", sentences(stay.case["course"])),
        section("advice", "Hướng điều trị và các chế độ tiếp theo", advice),
    ]
    return blocks, parts, {"lab_results": values, "imaging": [study_truth]}
