"""Registers as hospitals send them: tables, bundles, bad rows, hostile bytes."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from flows.lexicons.columns import Bad
from flows.people.files import source
from flows.people.values import birth, insurance, national, person, phone, sex
from models.errors import UsageError
from storage.person import Person

HEAD = "patient_id,full_name,birth_date,sex,national_id,insurance_number,phone,address"
ROW = '25000001,Nguyễn Thị  Lan,1980-03-17,female,001180000017,DN4010100000017,0912000017,"Hà Nội"'
LAN = Person(
    patient_id="25000001",
    full_name="NGUYỄN THỊ LAN",
    birth_date="1980-03-17",
    sex="female",
    national_id="001180000017",
    insurance_number="DN4010100000017",
    phone="0912000017",
    address="Hà Nội",
)
PATIENT = {
    "resourceType": "Patient",
    "id": "x1",
    "identifier": [
        {"type": {"coding": [{"code": "DL"}]}, "value": "790123456789"},
        {"type": {"coding": [{"code": "MR"}]}, "value": "25000001"},
        {"use": "old", "value": "001180000011"},
        {"type": {"text": "CMND"}, "value": "123456789"},
        {"value": "001180000017"},
        {"value": "DN4 0101 0000 0017"},
    ],
    "name": [
        {"use": "usual", "text": "Lan"},
        {"use": "official", "family": "Nguyễn", "given": ["Thị", "Lan"]},
    ],
    "birthDate": "1980-03-17",
    "gender": "female",
    "telecom": [{"system": "email", "value": "a@b"}, {"system": "phone", "value": "+84912000017"}],
    "address": [{"line": [], "city": "Hà Nội"}],
}


def read(tmp_path: Path, data: bytes | str) -> tuple[list[Person], list[tuple[int, str]]]:
    path = tmp_path / "register"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    people, bad = [], []
    for line, cells in source(path).rows:
        try:
            if isinstance(cells, Bad):
                raise cells
            one, wrong = person(cells)
        except Bad as error:
            bad.append((line, str(error)))
            continue
        people.append(one)
        bad += [(line, what) for what in wrong]
    return people, bad


def workbook() -> bytes:
    book = Workbook()
    first = book.active
    assert first is not None
    first.append(HEAD.split(","))
    row = ["25000001", "Nguyễn Thị Lan", LAN.birth_date, "Nữ", 1180000017, LAN.insurance_number]
    first.append([*row, 912000017, "Hà Nội"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        f"{HEAD}\n{ROW}\n",
        f"\ufeff{HEAD}\n{ROW}\n",
        f"{HEAD}\n{ROW}\n".replace("1980-03-17", "17/03/1980"),
        f"{HEAD}\r\n{ROW}\r\n".replace(",", ";"),
        f"{HEAD}\n{ROW}\n".replace("female", "Nữ").encode("utf-16"),
        "Mã BN,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Mã thẻ BHYT,SĐT,Địa chỉ\n" + ROW,
        workbook(),
        json.dumps(PATIENT),
        json.dumps({"resourceType": "Bundle", "entry": [{"resource": PATIENT}, {}]}),
        json.dumps(PATIENT) + "\n\n",
    ],
)
def test_one_register_in_many_forms(data: bytes | str, tmp_path: Path) -> None:
    assert read(tmp_path, data) == ([LAN], [])


def test_ndjson_with_a_line_that_is_none(tmp_path: Path) -> None:
    lines = [json.dumps(PATIENT), "{half", json.dumps({"resourceType": "Observation"})]
    assert read(tmp_path, "\n".join(lines)) == (
        [LAN],
        [(2, "the line is no JSON"), (3, "it is no FHIR Patient")],
    )


def test_bad_rows_are_told_by_line_and_bad_cells_left_out(tmp_path: Path) -> None:
    rows = [
        ",Nguyễn Thị Lan,,,,,,",
        "25000002,,,,,,,",
        "25000003,Trần Văn Hùng,31/02/1951,man?,123,HT3,12,",
        "25000004,Lê Văn Tám,1960,,,,,,too,many",
    ]
    people, bad = read(tmp_path, "\n".join([HEAD, *rows]))
    assert people == [Person(patient_id="25000003", full_name="TRẦN VĂN HÙNG")]
    assert bad == [
        (2, "the patient id is missing"),
        (3, "the name is missing"),
        (4, "the birth date is no date"),
        (4, "the sex is neither male nor female"),
        (4, "the national id has not 12 digits, nor 9"),
        (4, "the insurance number has not 15 characters, nor 10 digits"),
        (4, "the telephone number is none"),
        (5, "it has more cells than there are headings"),
    ]


@pytest.mark.parametrize("data", ["", "a,b\n1,2\n", "PK\x03\x04zip", '{"resourceType": \xff'])
def test_what_is_no_register_is_refused(data: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read(tmp_path, data.encode("latin-1"))


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    try:
        read(tmp_path_factory.getbasetemp(), b"{" + data)
    except UsageError:
        return


@pytest.mark.parametrize(
    ("read_value", "text", "value"),
    [
        (birth, "17/3/1980", "1980-03-17"),
        (birth, "1980-03-17T00:00:00+07:00", "1980-03-17"),
        (birth, "03/1980", "1980-03"),
        (birth, "1980", "1980"),
        (sex, "Nam", "male"),
        (sex, "F", "female"),
        (sex, "unknown", ""),
        (national, "1180000017", "001180000017"),
        (national, "123 456 789", "123456789"),
        (insurance, "dn 4 01 0100000017", "DN4010100000017"),
        (phone, "+84 912.000.017", "0912000017"),
        (phone, "912000017", "0912000017"),
    ],
)
def test_values_as_registers_write_them(read_value, text: str, value: str) -> None:  # type: ignore[no-untyped-def]
    assert read_value(text) == value


@pytest.mark.parametrize("text", ["17/13/1980", "0000-01-01", "2999", "1080", "hôm qua"])
def test_what_is_no_birth_date(text: str) -> None:
    with pytest.raises(Bad):
        birth(text)
