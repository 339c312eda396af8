"""Papers of a stay as a reader delivers them, filed as a chart."""

from collections.abc import Mapping

from flows.house import House
from flows.index import catch_up
from storage.rows import DocumentRow
from storage.stays import Stay
from tests.extractors.forms import page
from tests.flows.filed import done, received

HEAD = "    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN\n                {title}\n"
WHO = "    Họ và tên: {name}    Mã BN: {number}\n    Ngày sinh: 12/03/1961    Giới tính: Nữ\n"
RECORD = """    Số lưu trữ: {stay}
    Khoa: Nội tổng hợp
    Vào viện: 02/05/2026
    Ra viện: 09/05/2026
    Chẩn đoán: Viêm phổi (J18.9)
    Kết quả điều trị: {outcome}
"""
SHEET = """    Khoa: Nội tổng hợp
    Chẩn đoán: Viêm phổi (J18.9)
    Ngày 03 tháng 05 năm 2026
    Diễn biến: bệnh tỉnh, tiếp xúc tốt, không sốt, ăn ngủ được
"""
TITLES = {
    "record": "BỆNH ÁN NỘI KHOA",
    "treatment_sheet": "TỜ ĐIỀU TRỊ",
    "nursing": "PHIẾU CHĂM SÓC",
    "vital_signs": "PHIẾU THEO DÕI CHỨC NĂNG SỐNG",
    "discharge": "GIẤY RA VIỆN",
    "procedure": "PHIẾU PHẪU THUẬT",
    "procedure_consent": "GIẤY CAM ĐOAN CHẤP NHẬN PHẪU THUẬT",
    "lab": "PHIẾU XÉT NGHIỆM HÓA SINH",
}
"""Papers by their ids in the rules, and how their forms are headed."""


def text(
    paper: str,
    who: str = "TRẦN THỊ HA",
    number: int = 20241234,
    *,
    outcome: str = "Khỏi",
    stay: str = "25.001234",
) -> str:
    """What a paper of somebody says."""
    body = RECORD if paper in ("record", "discharge") else SHEET
    return (
        HEAD.format(title=TITLES[paper])
        + WHO.format(name=who, number=number)
        + body.format(outcome=outcome, stay=stay)
    )


def chart(
    house: House, *papers: str, name: str = "BA-001", declared: bool = True, **said: object
) -> Mapping[str, DocumentRow]:
    """File papers, each a file of the chart in batch `b`; return their documents."""
    files = {paper: f"{name}-{paper}" for paper in papers}
    made = {
        paper: received(house, file, [page(text(paper, **said))])  # type: ignore[arg-type]
        for paper, file in files.items()
    }
    if declared:
        house.catalogue.batches.group("b", {f"{file}.pdf": name for file in files.values()})
    return {paper: done(house, sha256)[0] for paper, sha256 in made.items()}


def stays(house: House, batch: str = "b") -> tuple[Stay, ...]:
    """The stays of a batch as they stand."""
    catch_up(house)
    return house.catalogue.stays.of_batch(batch, house.rules, house.settings.completeness)
