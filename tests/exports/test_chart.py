import io
from pathlib import Path

import pikepdf
import pikepdf.pdfa

from exports.chart import Part, chart
from exports.pdf import About, pdf
from tests.exports.test_pdf import ABOUT, leaf, run

CHART = About("p" + "1" * 24, "", "sohoa 1", ABOUT.made, "vi")


def made(folder: Path) -> bytes:
    parts = []
    for place, (title, pages) in enumerate([("Giấy ra viện, 01/11/2026", 2), ("Đơn thuốc", 1)]):
        path = folder / f"{place}.pdf"
        path.write_bytes(pdf([leaf(text=(title.split(",")[0],))] * pages, ABOUT))
        parts.append(Part(path, title))
    chart(parts, CHART, folder / "chart.pdf")
    return (folder / "chart.pdf").read_bytes()


def test_a_chart_is_archival_searchable_and_has_a_bookmark_for_each_document(
    tmp_path: Path,
) -> None:
    data = made(tmp_path)
    with pikepdf.open(io.BytesIO(data)) as file:
        assert pikepdf.pdfa.check(file, "2b").verdict == "pass"
        assert len(file.pages) == 3
        with file.open_outline() as outline:
            marks = [(mark.title, mark.to_dictionary_object(file).Dest) for mark in outline.root]
        places = [file.pages.index(pikepdf.Page(place[0])) for _, place in marks]
        assert [title for title, _ in marks] == ["Giấy ra viện, 01/11/2026", "Đơn thuốc"]
        assert places == [0, 2]
    assert run(data, tmp_path, "pdftotext").split() == "Giấy ra viện Giấy ra viện Đơn thuốc".split()


def test_the_same_documents_make_the_same_bytes(tmp_path: Path) -> None:
    assert made(tmp_path) == made(tmp_path)


def test_the_file_says_whose_chart_it_is_by_key_alone(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(made(tmp_path))) as file, file.open_metadata() as said:
        assert said["dc:title"] == CHART.document
        assert "dc:source" not in said
