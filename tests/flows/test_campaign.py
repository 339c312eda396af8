"""The inventory as hospitals write it, and the commands of the campaign."""

import json
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from flows.campaign import inventory
from flows.house import opened
from models.campaign.counts import Line
from models.campaign.values import Value
from models.errors import UsageError
from tests.extractors.forms import PRESCRIPTION, page
from tests.flows.command import Command
from tests.flows.filed import QUICK, done, received

VIETNAMESE = (
    "Năm ra viện;Khoa;Hộp;Số hồ sơ;Số trang\r\n2024;Khoa Nội;H1;120;3400\r\n;Khoa Sản;;40;\r\n"
)
BAD = "year,department,box,charts\n2024,A,H1,\n1850,A,H1,3\n2024,A,H1,1.200\n2024,A,H1,5\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "inventory.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_vietnamese_inventory(tmp_path: Path) -> None:
    found = inventory(write(tmp_path, VIETNAMESE))
    assert found.lines == (
        Line(2024, "Khoa Nội", "H1", 120, 3400),
        Line(None, "Khoa Sản", "", 40, None),
    )
    assert found.problems == ()


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Danh sách hồ sơ"], ["Năm", "Khoa", "Số bệnh án"], [2023, "Khoa Nhi", 12]):
        sheet.append(row)
    book.save(tmp_path / "inventory.xlsx")
    assert inventory(tmp_path / "inventory.xlsx").lines == (Line(2023, "Khoa Nhi", "", 12),)


def test_rows_that_cannot_be_used_are_told_by_line(tmp_path: Path) -> None:
    found = inventory(write(tmp_path, BAD))
    assert [(one.line, one.what) for one in found.problems] == [
        (2, "the number of charts is missing"),
        (3, "the year cannot be"),
        (4, "a number is not written in digits alone"),
    ]
    assert found.lines == (Line(2024, "A", "H1", 5),)
    with pytest.raises(UsageError):
        inventory(write(tmp_path, "year,department\n2024,A\n"))


def test_from_the_inventory_to_the_report(bare: Command, tmp_path: Path) -> None:
    home = tmp_path / "var"
    bare.environ["SOHOA_HOME"] = str(home)
    with opened({"SOHOA_HOME": str(home), **QUICK}) as house:
        for number in range(2):
            read = page(PRESCRIPTION.format(name="TRẦN THỊ HA", number=20241 + number, day=12))
            done(house, received(house, f"s{number}", [read]))
            house.catalogue.batches.group("b", {f"s{number}.pdf": f"BA-{number}"})
    path = write(tmp_path, BAD)
    refused = bare("campaign", "import", str(path))
    assert refused.returncode == 2
    assert "2: the number of charts is missing" in refused.stderr
    asked = ("campaign", "import", str(path), "--skip-bad")
    assert "would declare: 5 charts" in bare(*asked, "--dry-run").stdout
    assert "declared: 5 charts in 1 lines" in bare(*asked).stdout
    assert "nothing to change" in bare(*asked).stdout
    source = ("--source", "Decision 12")
    assert bare("campaign", "set", "target", "31/12/2027", *source).stdout == "target: 2027-12-31\n"
    assert bare("campaign", "set", "target", "soon", *source).returncode == 2
    told = json.loads(bare("campaign", "show", "--json").stdout)
    assert (told["inventory"]["charts"], told["left"]) == (5, 3)
    assert told["all"][-1]["converted"] == 2
    assert told["entered"][0]["source"] == "Decision 12"
    assert "Charts left: 3" in bare("campaign", "show").stdout
    written = bare("campaign", "report", "--out", str(tmp_path / "out"), "--lang", "vi")
    (report,) = (tmp_path / "out").iterdir()
    assert written.returncode == 0 and str(report) in written.stdout
    with pikepdf.open(report) as paper:
        assert paper.open_metadata().pdfa_status == "2B"
    with opened({"SOHOA_HOME": str(home)}) as house:
        assert house.catalogue.campaign.entered()[Value.TARGET].text == "2027-12-31"
        actions = [one.action for one in house.catalogue.audit.events("campaign:report")]
    assert actions == ["report"]
