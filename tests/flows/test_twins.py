"""Questions about pages: missing, out of order, scanned twice."""

import random
from pathlib import Path

from flows import twins
from flows.house import House
from models.page import Page
from storage.rows import DocumentRow
from tests.extractors.forms import page
from tests.flows.filed import done, quick, reasons, received

BLOOD = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
                PHIẾU KẾT QUẢ XÉT NGHIỆM
    Họ và tên: TRẦN THỊ HÀ    Mã BN: 20241234
    Ngày sinh: 12/03/1961    Giới tính: Nữ
    Khoa: Nội tổng hợp   Chẩn đoán: Viêm phổi thuỳ dưới phải
    Glucose   {a},{b}   mmol/L   3,9 - 6,4   Bình thường
    Ure   {c},{d}   mmol/L   2,5 - 7,5   Bình thường
    Creatinin   {e}{f}   µmol/L   62 - 120   Bình thường
    Bạch cầu   1{g},{h}   G/L   4,0 - 10,0   Tăng
    Hồng cầu   4,{i}{j}   T/L   3,8 - 5,0   Bình thường
    Ngày {k}{l} tháng 0{m} năm 2026   Giờ {n}{o}:{p}{q}
    Bác sĩ đọc kết quả: Lê Văn Minh
"""


def blood(day: int) -> str:
    """A laboratory report with the results of a day."""
    rng = random.Random(day)
    return BLOOD.format(**{letter: rng.randrange(10) for letter in "abcdefghijklmnopq"})


def came(house: House, row: DocumentRow) -> tuple[str, str]:
    """When the scan of a document came."""
    scan = house.catalogue.scans.get(row.sha256)
    assert scan
    return scan.received_at, scan.sha256


def misread(text: str) -> Page:
    """The page as another reading of the same sheet has it."""
    return page(text.replace("Glucose", "G1ucose").replace("phổi", "phôi").replace("Tăng", "Tâng."))


def test_a_sheet_scanned_twice_is_asked_about_once(home: Path) -> None:
    with quick(home) as house:
        (first,) = done(house, received(house, "first", [page(blood(1))]))
        again = received(house, "again", [misread(blood(1))])
        (second,) = done(house, again)
        early, late = sorted((first, second), key=lambda row: came(house, row))
        twins.complete(house, [again])
        asked = [reasons(house, row) for row in (early, late)]
        assert asked == [[], [("pages.1", "pages.twice")]]
        events = house.catalogue.audit.events()
        done(house, again)
        twins.complete(house, [again])
        assert house.catalogue.audit.events() == events


def test_another_days_results_and_another_patients_are_no_twins(home: Path) -> None:
    other = blood(1).replace("TRẦN THỊ HÀ", "LÊ VĂN NAM").replace("20241234", "20998877")
    with quick(home) as house:
        for name, text in (("one", blood(1)), ("two", blood(2)), ("three", other)):
            scan = received(house, name, [page(text)])
            rows = done(house, scan)
            twins.complete(house, [scan])
            assert reasons(house, rows[0]) == []


def test_a_sheet_twice_in_one_scan(home: Path) -> None:
    with quick(home) as house:
        rows = done(house, received(house, "chart", [page(blood(1)), misread(blood(1))]))
        assert [reasons(house, row) for row in rows] == [[], [("pages.2", "pages.twice")]]


def test_a_page_that_is_missing_is_asked_for_and_every_page_is_filed(home: Path) -> None:
    chart = [page(blood(1) + "    Trang 1/3"), page("    Ghi chú\n    Trang 3/3", skip=40)]
    with quick(home) as house:
        scan = received(house, "chart", chart)
        (row,) = done(house, scan)
        assert row.numbers == (1, 2)
        assert reasons(house, row) == [("pages.2", "pages.missing")]
        assert [one.state for one in house.catalogue.scans.pages(scan)] == ["filed", "filed"]
