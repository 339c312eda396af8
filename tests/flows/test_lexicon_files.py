"""Lists as hospitals send them: odd encodings, odd tables, bad rows, hostile workbooks."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from flows.lexicons import sheet
from flows.lexicons.keep import merged
from flows.lexicons.rows import Parsed, parse
from flows.lexicons.sheet import sheets
from models.errors import UsageError
from models.lexicon import Disease, Drug, Facility, Kind, Lab

PLAIN = "Mã bệnh,Tên bệnh\nI10,Tăng huyết áp vô căn\nJ18.9,Viêm phổi\n"
TWO = [Disease("I10", ("Tăng huyết áp vô căn",)), Disease("J18.9", ("Viêm phổi",))]


def read(data: bytes | str, kind: Kind = Kind.ICD10) -> Parsed:
    return parse(kind, sheets(data.encode() if isinstance(data, str) else data))


def workbook(*rows: list[object], title: list[object] | None = None) -> bytes:
    book = Workbook()
    first = book.active
    assert first is not None
    if title is not None:
        first.append(title)
        first = book.create_sheet()
    for row in rows:
        first.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        ("sep=;\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("Mã bệnh", "MA_BENH").replace("Tên bệnh", " TEN  BENH ").encode(),
        PLAIN.replace("Mã bệnh,Tên bệnh", "ICD10,Disease name").encode(),
        ("DANH MỤC BỆNH\n\nQĐ số 1,,\n" + PLAIN).encode(),
        PLAIN.replace("J18.9", "j189").encode(),
        PLAIN.replace("J18.9", "J18.9†").encode(),
        PLAIN.replace("Viêm phổi", '"Viêm  phổi"').encode(),
        workbook(["Mã bệnh", "Tên bệnh"], ["I10", "Tăng huyết áp vô căn"], ["J18.9", "Viêm phổi"]),
        workbook(
            ["STT", "Tên bệnh", None, "Mã bệnh"],
            [1, "Tăng huyết áp vô căn", None, "I10"],
            [],
            [2, "Viêm phổi", None, "J18.9"],
            title=["Hướng dẫn"],
        ),
    ],
)
def test_the_same_list_in_many_dresses(data: bytes) -> None:
    parsed = read(data)
    assert (parsed.entries, parsed.problems) == (TWO, [])


def test_windows_1258_writes_tones_apart() -> None:
    # The code page has few letters with tones: the tone follows as a sign of its own.
    said = "Mã bệnh,Tên bệnh\nI10,Tăng huyê\u0301t áp vô căn\nJ18.9,Viêm phô\u0309i\n"
    apart = (
        said.replace("ã", "a\u0303")
        .replace("Tên bệnh", "Tên bê\u0323nh")
        .replace("bệnh", "bê\u0323nh")
    )
    assert read(apart.encode("cp1258")).entries == TWO


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\n\n , ,\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("Họ tên,Tuổi\nNguyễn Văn An,30\n".encode(), "headings"),
        ("Mã bệnh\nI10\n".encode(), "headings"),
        (b"M\xb7 b\xd6nh,T\xaan b\xd6nh\nI10,T\xa8ng huy\xd5t \xb8p\n" * 3, "TCVN3"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
        (b"PK\x03\x04 and then nothing of a zip", "damaged"),
        (workbook(["Mã bệnh", "Tên bệnh"], ["I10", "Viêm"])[:-400], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8"),
        ('Mã bệnh,Tên bệnh\nI10,"Tăng\nJ18.9,Viêm\n'.encode(), "line 2 does not end"),
    ],
)
def test_what_is_no_list_is_refused_with_advice(data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refusal:
        read(data)
    assert "Nguyễn" not in str(refusal.value)


def test_bad_rows_are_told_by_line_and_never_by_their_text() -> None:
    data = (
        "Mã bệnh,Tên bệnh\n,Viêm phổi\nI10,\nXYZ,Bí mật\nI10,Tăng huyết áp\nJ18,Viêm,phổi\n"
        f"J19,{'x' * 1001}\n\nJ20,#REF!\nJ21,a\x07b\nI11,-\n"
    )
    parsed = read(data)
    assert [(problem.line, problem.what) for problem in parsed.problems] == [
        (2, "the code is missing"),
        (3, "the name is missing"),
        (4, "the code is no ICD-10 code"),
        (6, "it has more cells than there are headings"),
        (7, "a cell is too long"),
        (9, "a cell holds an error of the spreadsheet"),
        (10, "a cell holds signs that are no text"),
        (11, "the name is missing"),
    ]
    assert parsed.entries == [Disease("I10", ("Tăng huyết áp",))]


def test_the_line_of_a_row_over_several_lines_is_its_first() -> None:
    parsed = read('Mã bệnh,Tên bệnh\nI10,"Tăng\nhuyết áp"\nXX,y\n')
    assert parsed.entries == [Disease("I10", ("Tăng huyết áp",))]
    assert [problem.line for problem in parsed.problems] == [4]


def test_of_a_formula_counts_the_value_that_was_saved_with_it() -> None:
    parsed = read(workbook(["Mã bệnh", "Tên bệnh"], ["I10", "Tăng huyết áp"], ["J18", '="a"&"b"']))
    assert [entry.code for entry in parsed.entries if isinstance(entry, Disease)] == ["I10"]
    assert [(problem.line, problem.what) for problem in parsed.problems] == [
        (3, "the name is missing")
    ]


def test_numbers_in_cells_are_text() -> None:
    parsed = read(workbook(["Mã CSKCB", "Tên bệnh viện"], [79999.0, "BV Thử"]), Kind.FACILITIES)
    assert parsed.entries == [Facility("BV Thử", "79999")]


def test_drugs_and_tests() -> None:
    drugs = read("Tên thuốc;Hoạt chất;Giá\nPanadol;Paracetamol;1\nx;;2\n", Kind.DRUGS)
    assert drugs.entries == [Drug("paracetamol", ("Panadol",))]
    assert [problem.what for problem in drugs.problems] == ["the substance is missing"]
    labs = read("code,name_vi,unit\nWBC,Bạch cầu (WBC),G/L\n", Kind.LABS)
    assert labs.entries == [Lab("WBC", ("Bạch cầu (WBC)", "Bạch cầu", "WBC"), ("G/L",))]


def test_rows_of_one_code_or_substance_are_one_entry() -> None:
    one, two = Disease("I10", ("a", "b")), Disease("I10", ("b", "c"))
    assert merged([two, Disease("A00", ("x",)), one]) == (
        Disease("A00", ("x",)),
        Disease("I10", ("b", "c", "a")),
    )
    assert merged([Drug("x", ("A",)), Drug("x", ("B",))]) == (Drug("x", ("A", "B")),)


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = packed(**{"xl/sharedStrings.xml": b"<" + b" " * (201 * 2**20)})
    assert len(bomb) < 2**20
    with pytest.raises(UsageError, match="unpacks to more than 200 MB"):
        read(bomb)


def test_a_workbook_of_very_many_parts_is_refused() -> None:
    with pytest.raises(UsageError, match="unpacks"):
        read(packed(**{f"xl/{number}.xml": b"" for number in range(1001)}))


def test_a_workbook_with_entities_is_refused() -> None:
    good = workbook(["Mã bệnh", "Tên bệnh"], ["I10", "Tăng huyết áp"])
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[name]
    with pytest.raises(UsageError, match="damaged"):
        read(packed(**parts))


def test_a_cell_far_out_costs_nothing() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first["A1"], first["B1"], first["A2"], first["B2"] = "Mã bệnh", "Tên bệnh", "I10", "Tăng"
    first["XFD1048576"] = "x"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UsageError, match="more than 200000 rows"):
        read(stream.getvalue())


def test_too_many_rows_and_too_large_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="more than 200000 rows"):
        read("Mã bệnh,Tên bệnh\n" + "I10,Tăng huyết áp\n" * 200_001)
    (tmp_path / "list.csv").write_bytes(b"x" * (sheet.BYTES + 1))
    with pytest.raises(UsageError, match="larger than 64 MB"):
        sheet.read(tmp_path / "list.csv")


@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    try:
        read(data)
    except UsageError:
        return
