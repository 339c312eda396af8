"""The report of a batch: one page by itself, and a PDF."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from flows.anew import file_due
from flows.house import House, opened
from models.batch import Declared
from models.decision import rescan
from models.errors import RejectReason, UsageError
from review.report import Report, html, report
from review.report_pdf import pdf
from review.texts import texts
from storage.decisions import Ruling
from tests.exports.test_pdf import run
from tests.flows.filed import QUICK
from tests.review import papers

AT = "2026-11-27T14:05:00+07:00"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A batch with everything that can be wrong with one."""
    home = tmp_path_factory.mktemp("home")
    strict = {"SOHOA_ACCEPT_IDENTITY": "1.0", **QUICK}
    with opened({"SOHOA_HOME": str(home), **strict}) as house:
        return _made(house)


def _made(house: House) -> Report:
    read = replace(papers.prescription(), legibility=0.1)
    papers.file(house, "mờ", [read])
    row = papers.file(house, "<b>hai trang", [papers.prescription("LÊ THỊ MAI", 2), read])
    word = rescan(row.sha256, 1, "too pale")
    house.catalogue.by("lan").decisions.decide([Ruling(row.id, word)])
    file_due(house)
    house.catalogue.receipts.refuse("b", "hỏng.pdf", "9" * 64, RejectReason.ENCRYPTED, "no", 2)
    house.catalogue.batches.declare("b", Declared("H-12", "B3", "Lê Thị Hoa", pages=6))
    return report(house.catalogue, house.store, house.settings, house.rules, "b", AT)


def test_it_tells_what_came_and_what_became_of_it(told: Report) -> None:
    balance = told.balance
    assert (balance.received, balance.rejected, balance.waiting) == (5, 2, 1)
    assert balance.balanced
    assert (told.declared.pages, told.found.pages, len(told.gaps)) == (6, 5, 1)
    shown = sorted((one.file, one.number) for one in told.shots if one.jpeg)
    assert shown == [("<b>hai trang.tif", 1), ("<b>hai trang.tif", 2), ("mờ.tif", 1)]
    assert told.reasons and told.types


class Asked(HTMLParser):
    """What a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "iframe", "object"):
            self.found.append(tag)
        self.found += [
            value or "" for key, value in attrs if key in ("src", "href") or key.startswith("on")
        ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_needs_nothing_and_a_file_name_is_text(told: Report, language: str) -> None:
    page = html(told, texts(language)).decode()
    asked = Asked()
    asked.feed(page)
    assert len(asked.found) == 3
    assert all(one.startswith("data:image/jpeg;base64,") for one in asked.found)
    assert "url(" not in page and "@import" not in page
    assert "&lt;b&gt;hai trang.tif" in page and "<b>hai" not in page
    sentence = {"vi": "Khai 6 trang, nhận 5: thiếu 1 trang.", "en": "6 pages were declared, 5 came"}
    assert sentence[language] in page
    assert {"vi": "Dung lượng lưu", "en": "Minutes of review"}[language] in page


def test_the_pdf_says_the_same(told: Report, tmp_path: Path) -> None:
    data = pdf(told, texts("vi"))
    said = re.sub(r"\s+", " ", run(data, tmp_path, "pdftotext", "-layout"))
    for part in (
        "Báo cáo lô b",
        "H-12",
        "Lê Thị Hoa",
        "thiếu 1 trang",
        "hỏng.pdf",
        "Đơn thuốc",
        "Số phút kiểm tra",
    ):
        assert part in said, part
    with pikepdf.open(io.BytesIO(data)) as opened_:
        images = [name for page in opened_.pages for name in page.get_images()]
        fonts = [font for page in opened_.pages for font in page.resources["/Font"].values()]
        assert len(images) == 2  # two of the three pages look the same
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
    assert pdf(told, texts("vi")) == data


def test_an_unknown_batch_is_told(tmp_path: Path) -> None:
    with opened({"SOHOA_HOME": str(tmp_path), **QUICK}) as house, pytest.raises(UsageError):
        report(house.catalogue, house.store, house.settings, house.rules, "none", AT)
