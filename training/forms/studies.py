"""Imaging reports, operation notes and cover sheets."""

from datetime import timedelta
from random import Random

from training.blocks import Block, Heading, Para, Row
from training.content import section
from training.forms.sheet import (
    Sheet,
    diagnosis,
    head,
    identity,
    listed,
    look,
    place,
    sheet,
    signatures,
    signed,
    stamp,
    written,
)
from training.marked import mark, sentences
from training.stay import Stay

TITLES = {
    "xray": ["Phiếu chụp X-quang", "Kết quả chụp X-quang"],
    "ultrasound": ["Phiếu siêu âm", "Kết quả siêu âm"],
    "echo": ["Phiếu siêu âm tim", "Kết quả siêu âm tim"],
    "ct": ["Phiếu chụp cắt lớp vi tính", "Kết quả chụp cắt lớp vi tính"],
    "mri": ["Phiếu chụp cộng hưởng từ", "Kết quả chụp cộng hưởng từ"],
    "endoscopy": ["Phiếu nội soi", "Kết quả nội soi tiêu hoá"],
    "ecg": ["Phiếu điện tim", "Kết quả điện tim"],
}


def imaging_report(stay: Stay, rng: Random) -> Sheet:
    """Return a report of the case's imaging study."""
    done = stay.case["imaging"]
    top, numbers = head(stay, rng, rng.choice(TITLES[done["modality"]]), "", keys="patient_id")
    who, person = identity(stay, rng, "insurance_number address")
    seen = "\n".join(f"- {line}." for line in done["findings"])
    label = rng.choice(["Mô tả hình ảnh:", "MÔ TẢ:", "Mô tả tổn thương:"])
    blocks: list[Block] = [*top, *who, Row((("Bác sĩ chỉ định:", stay.head[1]),))]
    blocks += [Para("Chẩn đoán:", listed([stay.main], rng, coded=rng.random() < 0.5))]
    blocks += [Para(rng.choice(["Yêu cầu:", "Chỉ định:"]), mark("IMAGING", done["study"]))]
    blocks += [Heading(label, "left"), Para("", seen)]
    blocks += [
        Heading(rng.choice(["KẾT LUẬN:", "Kết luận:"]), "left"),
        Para("", done["conclusion"]),
    ]
    day = stay.admitted.date()
    blocks.append(signatures(stay, rng, day, role="Bác sĩ chuyên khoa"))
    truth = {
        "patient": {**numbers, **person},
        "encounter": signed(stay, day, also=True),
        "diagnoses": [diagnosis(stay.main, "main")],
        "imaging": [{key: done[key] for key in ("modality", "site", "conclusion")}],
        "sections": [section("examination", label, sentences(done["findings"]))],
    }
    return sheet("imaging_report", [blocks], truth, look(rng))


def procedure_note(stay: Stay, rng: Random) -> Sheet:
    """Return an operation note. The case has to have an operation."""
    done = stay.case["operation"]
    title = rng.choice(["Phiếu phẫu thuật", "Phiếu phẫu thuật/thủ thuật"])
    top, numbers = head(stay, rng, title, "06/BV-02", keys="patient_id record_number")
    who, person = identity(stay, rng, "address")
    at = stay.admitted + timedelta(hours=rng.randint(2, 30))
    steps, surgeon = sentences(done["steps"]), stay.physician[0]
    blocks: list[Block] = [*top, *who, Row((("Vào viện lúc:", written(stay.admitted, rng)),))]
    blocks += [Row((("Phẫu thuật lúc:", written(at, rng)),)), Heading("Chẩn đoán:", "left")]
    blocks += [Para("+ Trước phẫu thuật:", listed([stay.main], rng, coded=False))]
    blocks += [Para("+ Sau phẫu thuật:", listed([stay.main], rng, coded=False))]
    blocks += [Para("Phương pháp phẫu thuật:", mark("PROCEDURE", done["name"]))]
    blocks += [Para("Phương pháp vô cảm:", done["method"])]
    blocks += [Row((("Phẫu thuật viên:", stay.physician[1]), ("Gây mê:", stay.head[1])))]
    blocks += [Heading("TRÌNH TỰ PHẪU THUẬT"), Para("", steps)]
    blocks.append(signatures(stay, rng, at.date(), role="Phẫu thuật viên"))
    truth = {
        "patient": {**numbers, **person},
        "encounter": signed(stay, at.date(), also=True, admitted_at=stamp(stay.admitted)),
        "diagnoses": [diagnosis(stay.main, "main")],
        "procedures": [{"text": done["name"], "performed_on": stamp(at), "physician": surgeon}],
        "sections": [section("procedure", "Trình tự phẫu thuật", steps)],
    }
    return sheet("procedure_note", [blocks], truth, look(rng))


def cover_sheet(stay: Stay, rng: Random) -> Sheet:
    """Return the cover of a chart."""
    top, numbers = head(stay, rng, "Hồ sơ bệnh án", "", keys="patient_id record_number")
    who, person = identity(stay, rng, "")
    blocks: list[Block] = [*top, *who, Heading("BÌA HỒ SƠ - PHIẾU PHÂN CÁCH", "h1")]
    blocks.append(Heading("Xếp giấy tờ của hồ sơ sau tờ này", "small"))
    truth = {"patient": {**numbers, **person}, "encounter": place(stay)}
    return sheet("cover_sheet", [blocks], truth, look(rng))
