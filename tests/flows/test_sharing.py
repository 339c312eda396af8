"""Summaries of patients: what is in them, what the audit tells of them, what stays behind."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.anew import file_due
from flows.house import House
from flows.sharing import share
from models.decided import about
from models.decision import Kind
from storage.rows import DocumentRow
from tests.exports.r4 import faults
from tests.flows.command import Command
from tests.flows.filed import quick
from tests.flows.test_anew import decide, record
from tests.flows.test_push import BLOOD, MORE, ORDER, filed


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with quick(home) as there:
        yield there


def verify(house: House, row: DocumentRow, *paths: str) -> None:
    """Have a steward say that these values are right, and that filed."""
    facts = record(house, row)
    decide(house, row, *(about(facts, row.sha256, Kind.VERIFY, path) for path in paths))
    file_due(house)


def events(house: House) -> list[tuple[str, Any]]:
    every = house.catalogue.audit.events()
    return [(event.subject, json.loads(event.after)) for event in every if event.action == "share"]


def told(path: Path) -> list[str]:
    """What a valid summary tells, by the words of its parts."""
    bundle = json.loads(path.read_bytes())
    assert faults(bundle) == []
    first = bundle["entry"][0]["resource"]
    return [part["text"]["div"] for part in first["section"] if "entry" in part]


def test_a_summary_tells_what_was_verified_and_the_audit_of_it(
    house: House, tmp_path: Path
) -> None:
    order = filed(house, 1, ORDER, "ĐƠN THUỐC")
    filed(house, 2, BLOOD, "PHIẾU KẾT QUẢ XÉT NGHIỆM")
    alone = filed(house, 3, "Giấy không tên", "")
    out = tmp_path / "share"
    rows = house.catalogue.documents.find()
    assert share(house, rows, out) == (0, 1)
    assert not [*out.iterdir(), *events(house)]

    verify(house, order, "medications.0.name", "medications.0.ingredient")
    rows = house.catalogue.documents.find()
    assert share(house, rows, out) == (1, 0)
    (path,) = out.iterdir()
    (words,) = told(path)
    assert "Amoxicillin – Đơn thuốc, 03/02/2026" in words
    assert "Glucose" not in path.read_text(encoding="utf-8")
    (event,) = events(house)
    assert alone.patient_key is None
    subject, after = event
    assert subject == f"patient:{order.patient_key}" == f"patient:{path.stem}"
    assert after["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (after["format"], after["unchecked"]) == ("ips", False)
    assert set(after["documents"]) == {row.id for row in rows if row.patient_key}


def test_a_summary_tells_of_all_papers_of_a_patient_whichever_were_named(
    house: House, tmp_path: Path
) -> None:
    order = filed(house, 1, ORDER, "ĐƠN THUỐC")
    other = filed(house, 2, MORE, "ĐƠN THUỐC")
    verify(house, other, "medications.1.name", "medications.1.ingredient")
    assert share(house, [order], tmp_path / "a", unchecked=True) == (1, 0)
    (path,) = (tmp_path / "a").iterdir()
    *_, medicines = told(path)
    assert medicines.count("Amoxicillin") == 1
    assert "Amoxicillin 500 mg Ngày uống 2 lần, mỗi lần 1 viên (chờ kiểm tra) – " in medicines
    assert "Paracetamol" in medicines
    first = path.read_bytes()
    assert share(house, house.catalogue.documents.find(), tmp_path / "a", unchecked=True) == (1, 0)
    assert path.read_bytes() == first


def test_what_is_no_longer_to_be_told_is_taken_away(house: House, tmp_path: Path) -> None:
    order = filed(house, 1, ORDER, "ĐƠN THUỐC")
    out = tmp_path / "share"
    share(house, [order], out, unchecked=True)
    (out / "mine.json").touch()
    assert share(house, [order], out) == (0, 1)
    assert [left.name for left in out.iterdir()] == ["mine.json"]
    share(house, [order], out, unchecked=True)
    house.catalogue.withdrawals.withdraw(order.sha256)
    assert share(house, [], out, unchecked=True) == (0, 0)
    assert [left.name for left in out.iterdir()] == ["mine.json"]


def test_the_command_counts_and_keeps_with_for_summaries(bare: Command, home: Path) -> None:
    with quick(home) as house:
        filed(house, 1, ORDER, "ĐƠN THUỐC")
        filed(house, 2, "Giấy không tên", "")
    out = home.parent / "share"
    assert bare("export", out, "--with", "auto").returncode == 2
    plain = bare("export", out, "--format", "ips")
    assert (plain.returncode, plain.stdout) == (0, "summaries written: 0\n"), plain.stderr
    assert "without one: 1" in plain.stderr
    assert "in none: 1" in plain.stderr
    more = bare("export", out, "--format", "ips", "--with", "auto")
    assert (more.returncode, more.stdout) == (0, "summaries written: 1\n"), more.stderr
    assert len(list(out.iterdir())) == 1
