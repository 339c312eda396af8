"""A chart of which each page is a file: read as one scan, whatever comes when."""

import json
from pathlib import Path

import pikepdf
import pytest
from pdf2image import convert_from_path

from flows.house import opened
from storage import keys
from tests.flows.command import Command, page
from tests.flows.test_anew import faults

SAMPLE = Path(__file__).parents[2] / "samples" / "benh-an-noi-khoa.pdf"
"""A form of three pages."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = [folder / f"{number}.jpg" for number in (8, 9, 10)]
    for image, path in zip(convert_from_path(SAMPLE, dpi=200), made, strict=True):
        image.save(path, dpi=(200, 200))
    return made


def laid(box: Path, files: list[Path]) -> Path:
    """Lay files into the folder of a chart, beside a chart of one page; return the box."""
    for chart in ("BA-001", "BA-002"):
        (box / chart).mkdir(parents=True, exist_ok=True)
    for file in files:
        (box / "BA-001" / file.name).write_bytes(file.read_bytes())
    page(1).save(box / "BA-002" / "1.png", dpi=(150, 150))
    return box


def documents(sohoa: Command) -> dict[str, int]:
    """How many pages the document has that begins in a file."""
    return {one["file"]: one["pages"] for one in sohoa.json("list")}


def test_a_form_goes_on_over_files_and_a_page_that_comes_later_joins_it(
    tmp_path: Path, pages: list[Path]
) -> None:
    sohoa = Command(tmp_path / "var")
    box = laid(tmp_path / "box", pages[:2])
    run = ("run", box, "--batch", "b", "--chart-per-folder")
    assert sohoa(*run).returncode == 0
    assert documents(sohoa) == {"BA-001/8.jpg": 2, "BA-002/1.png": 1}
    before, calls = sohoa.objects(), sohoa.count()
    assert sohoa(*run).returncode == 0
    assert sohoa.objects() == before

    laid(box, pages)
    assert sohoa(*run).returncode == 0
    assert documents(sohoa) == {"BA-001/8.jpg": 3, "BA-002/1.png": 1}
    assert sohoa.count() > calls  # of the new page alone
    balance = sohoa.json("status", "b")
    assert balance["filed"] == balance["received"] == 4
    with opened(sohoa.environ) as house:
        assert faults(house) == []
        (row,) = [one for one in house.catalogue.documents.find() if len(one.numbers) == 3]
        scan = json.loads(house.store.get(keys.record(row.id, row.version, "record.json")))["scan"]
        assert scan["pages"] == [1, 2, 3]
        names = [(one["page"], one["file_name"]) for one in scan["files"]]
        assert names == [(2, "BA-001/9.jpg"), (3, "BA-001/10.jpg")]
    assert sohoa("export", tmp_path / "out").returncode == 0
    with pikepdf.open(tmp_path / "out" / row.id / "document.pdf") as pdf:
        assert len(pdf.pages) == 3
    bundle = (tmp_path / "out" / row.id / "fhir.json").read_text(encoding="utf-8")
    assert all(f'"scan, pages {number}"' in bundle for number in (1, 2, 3))
