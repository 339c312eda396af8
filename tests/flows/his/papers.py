"""Papers of four people, three of whom the hospital's system has.

Two tell too little of their patient to be linked by it: only their stay or order leads there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.his.opening import required
from flows.his.sync import Round, sync
from flows.house import House, opened
from models.record import PatientLink
from tests.flows.filed import QUICK
from tests.flows.test_push import filed as drawn

PAPER = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
                ĐƠN THUỐC
    Họ và tên: {name}
    Ngày sinh: {born}    Giới tính: Nữ
    {number}
    Chẩn đoán: Viêm phổi thuỳ dưới phải
    1. Amoxicilin 500 mg   20 viên
    Ngày uống 2 lần, mỗi lần 1 viên
    Ngày 12 tháng 03 năm 2026
"""
ORDER = "79024a1b2c3d-c"
PAPERS = {
    "number": ("NGUYỄN THỊ LAN", "17/03/1980", "Mã BN: 24000001"),
    "record": ("TRẦN THỊ HOA", "", "Số hồ sơ: BA-7002"),
    "order": ("LÊ THỊ TÁM", "", f"Mã đơn thuốc: {ORDER}"),
    "stranger": ("ĐỖ THỊ XUÂN", "05/05/1971", "Mã BN: 24000009"),
}
PEOPLE = {
    "number": ("24000001", "NGUYỄN THỊ LAN", "1980-03-17"),
    "record": ("24000002", "TRẦN THỊ HOA", "1955-02-01"),
    "order": ("24000003", "LÊ THỊ TÁM", "1960-01-09"),
}
"""Patient number, name and birth of those whom the system has."""
STAYS = {"24000001": ("LK-001", "BA-7001"), "24000002": ("LK-002", "BA-7002")}
SECRETS = ["24000", "BA-70", ORDER, "LK-0", "LAN", "HOA"]
"""What stands in no address and no log."""


@contextmanager
def house_of(home: Path, **environ: str) -> Iterator[House]:
    names = {f"SOHOA_{name.upper()}": value for name, value in environ.items()}
    with opened({"SOHOA_HOME": str(home), **QUICK, **names}) as made:
        yield made


def filed(house: House) -> dict[str, str]:
    """Have all papers be filed; return the id of each document."""
    found = {}
    for place, (name, (who, born, number)) in enumerate(PAPERS.items(), 1):
        text = PAPER.format(name=who, born=born, number=number)
        found[name] = drawn(house, place, text, "").id
    return found


def links(house: House, ids: dict[str, str]) -> dict[str, str | None]:
    """Return whom of the register each document is linked to."""
    found = {name: house.catalogue.patients.link(one) for name, one in ids.items()}
    return {name: _sure(link) for name, link in found.items()}


def _sure(link: PatientLink | None) -> str | None:
    return link.patient_id if link and link.status == "auto" else None


ALL = {name: PEOPLE[name][0] if name in PEOPLE else None for name in PAPERS}
"""To whom the papers belong."""


def round_of(
    house: House, environ: dict[str, str] | None = None, *, everything: bool = False
) -> Round:
    system = required(house.settings, environ or {})
    return sync(house, system, lambda _: None, everything=everything)
