"""A patient's chart, and finding documents, for those who may see them."""

from collections.abc import Callable

import httpx
import pytest

from models.hospital import Stay
from models.people import Role
from storage.person import Person
from storage.rows import DocumentRow
from tests.extractors.forms import page
from tests.review.conftest import Room, Visitor
from tests.review.papers import file, prescription

LAB = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
                PHIẾU XÉT NGHIỆM
    Họ và tên: TRẦN THỊ HA    Mã BN: 20241234
    Ngày sinh: 12/03/1961    Giới tính: Nữ
    Khoa: Nhi
    Glucose    7,25    mmol/L    3,9 - 6,4
    Ngày 07 tháng 08 năm 2025
"""


HA = Person("20241234", "TRẦN THỊ HA", "1961-03-12", "female")


@pytest.fixture
def rows(room: Room) -> tuple[DocumentRow, DocumentRow]:
    """A prescription of one department and a lab report of another, of the same patient."""
    made = file(room.house, "one", [prescription()]), file(room.house, "two", [page(LAB)])
    assert made[0].patient_key and made[0].patient_key == made[1].patient_key
    assert [row.department for row in made] == ["Nội tổng hợp", "Nhi"]
    return made


def test_a_chart_is_a_timeline_that_is_searched(
    room: Room,
    rows: tuple[DocumentRow, DocumentRow],
    enter: Callable[..., httpx.Client],
    visitor: Visitor,
) -> None:
    client, (drugs, lab) = enter(Role.READER), rows
    chart = client.get(f"/patient/{drugs.patient_key}")
    assert chart.status_code == 200
    assert chart.text.index("<h3>2026</h3>") < chart.text.index(drugs.id)
    assert chart.text.index(drugs.id) < chart.text.index("<h3>2025</h3>") < chart.text.index(lab.id)
    assert "TRẦN THỊ HA" in chart.text.split("<main")[1]
    assert "TRẦN" not in chart.text.split("<main")[0]  # no title tells who it is
    hits = visitor.send(f"/patient/{drugs.patient_key}/find", words="glucose").text
    assert lab.id in hits and drugs.id not in hits
    none = visitor.send(f"/patient/{drugs.patient_key}/find", words="gout").text
    assert "/document/" not in none
    told = [one for one in room.told() if one[0] == "lan" and one[1] in ("view", "search")]
    whose = f"patient:{drugs.patient_key}"
    assert told == [("lan", "view", whose), *[("lan", "search", whose)] * 2]
    assert client.get(f"/patient/p{'0' * 24}").status_code == 404


def test_documents_are_found_by_words_and_by_what_they_are(
    rows: tuple[DocumentRow, DocumentRow], enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    enter(Role.READER)
    drugs, lab = rows

    def found(**asked: object) -> set[str]:
        answer = visitor.send("/find", **asked)
        assert answer.status_code == 200
        return {row.id for row in rows if row.id in answer.text}

    assert found(words="viem phoi") == {drugs.id}
    assert found(type="lab_report", patient="20241234") == {lab.id}
    assert found(code="J18", substance="amoxicillin") == {drugs.id}
    assert found(since="01/01/2025", until="31/12/2025") == {lab.id}
    assert found(patient="tran thi ha") == {drugs.id, lab.id}
    assert visitor.send("/find").status_code == 422
    assert visitor.send("/find", words='"phoi viem"').text.count("/document/") == 0


def test_a_person_of_one_department_finds_and_sees_only_its_documents(
    room: Room,
    rows: tuple[DocumentRow, DocumentRow],
    enter: Callable[..., httpx.Client],
    visitor: Visitor,
) -> None:
    client, (drugs, lab) = enter(Role.READER), rows
    room.catalogue.accounts.change("lan", [Role.READER], ["Nhi"])
    chart = client.get(f"/patient/{drugs.patient_key}").text
    assert lab.id in chart and drugs.id not in chart
    assert drugs.id not in visitor.send(f"/patient/{lab.patient_key}/find", words="viem phoi").text
    assert drugs.id not in visitor.send("/find", words="viem phoi").text
    assert lab.id in visitor.send("/find", words="glucose").text
    room.catalogue.accounts.change("lan", [Role.SCANNER], [])
    for address in ("/find", f"/patient/{lab.patient_key}"):
        assert client.get(address).status_code == 403


def test_a_scan_with_documents_of_another_department_is_not_handed_out(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    client = enter(Role.STEWARD)
    whole = file(room.house, "one", [prescription(), page(LAB)])
    row, second = room.catalogue.documents.find(sha256=whole.sha256)
    assert (row.department, second.department) == ("Nội tổng hợp", "Nhi")
    room.catalogue.accounts.change("lan", [Role.STEWARD], ["Nhi"])
    shown = client.get(f"/document/{second.id}").text
    assert "/original" not in shown and row.id not in shown
    assert client.get(f"/document/{second.id}/original").status_code == 404
    assert client.get(f"/paper/{row.sha256}/1.jpg").status_code == 404
    joined = visitor.send(f"/document/{second.id}/joined")
    assert joined.status_code == 422
    assert room.catalogue.decisions.of(row.sha256) == ()


def test_stays_of_the_hospitals_system_are_shown_with_the_patient(
    room: Room, enter: Callable[..., httpx.Client]
) -> None:
    room.house.catalogue.patients.register.load([HA])
    row = file(room.house, "one", [prescription()])
    assert row.patient_key
    known = Stay("20241234", "LK-7", "BA-7", "Nội tổng hợp", "2026-10-20T08:15")
    room.house.catalogue.hospital.keep([known, Stay("20241234", "LK-8", "", "Nhi")])
    client = enter(Role.READER)
    every = client.get(f"/patient/{row.patient_key}").text
    assert "LK-7" in every and "LK-8" in every and "20/10/2026" in every
    room.catalogue.accounts.change("lan", [Role.READER], ["Nội tổng hợp"])
    shown = client.get(f"/patient/{row.patient_key}").text
    assert "LK-7" in shown and "LK-8" not in shown
