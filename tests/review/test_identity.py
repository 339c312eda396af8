"""Identity papers at the desk: shown to stewards and supervisors, withheld from others."""

from collections.abc import Callable

import httpx
import pytest

from models.people import Role
from storage.rows import DocumentRow
from tests.extractors.forms import page
from tests.review.conftest import Room, Visitor
from tests.review.papers import file, prescription

CARD = """
    CĂN CƯỚC CÔNG DÂN
    Citizen Identity Card
    Họ và tên: TRẦN THỊ HA    Mã BN: 20241234
    Ngày sinh: 12/03/1961    Giới tính: Nữ
    Quê quán / Place of origin: Vĩnh Lộc
    Có giá trị đến / Date of expiry: Không thời hạn
"""


@pytest.fixture
def rows(room: Room) -> tuple[DocumentRow, DocumentRow]:
    """A prescription and an identity card in one scan, of the same patient."""
    first = file(room.house, "one", [prescription(), page(CARD)])
    drugs, card = room.catalogue.documents.find(sha256=first.sha256)
    assert (drugs.form, card.form) == ("prescription", "identity_citizen_card")
    assert drugs.patient_key == card.patient_key is not None
    return drugs, card


def ways(card: DocumentRow) -> list[str]:
    """Every address that leads to the card."""
    own = f"/document/{card.id}"
    return [
        own,
        f"{own}/fields",
        f"{own}/lies?number=2",
        f"{own}/document.pdf",
        f"{own}/original",
        f"/paper/{card.sha256}/2.jpg",
        f"/ink/{card.sha256}/2.jpg?box=0.1,0.1,0.9,0.5",
    ]


def test_a_reader_is_told_that_it_is_withheld_by_whatever_way(
    rows: tuple[DocumentRow, DocumentRow], enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    drugs, card = rows
    client = enter(Role.READER)
    for address in ways(card):
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert "Vĩnh Lộc" not in answer.text
    beside = client.get(f"/document/{drugs.id}")
    assert beside.status_code == 200
    assert "giấy tờ tuỳ thân, không hiển thị" in beside.text
    assert card.id not in beside.text
    # The scan as received has the card in it.
    assert "/original" not in beside.text
    assert client.get(f"/document/{drugs.id}/original").status_code == 404
    chart = client.get(f"/patient/{drugs.patient_key}").text
    assert drugs.id in chart
    assert card.id not in chart
    assert "/original" not in chart
    assert "chỉ người kiểm tra và người giám sát được xem: 1" in chart
    for address in ("/find", f"/patient/{drugs.patient_key}/find"):
        found = visitor.send(address, words="vĩnh lộc").text
        assert card.id not in found
        assert "Lộc" not in found
    assert drugs.id in visitor.send("/find", patient="20241234").text


@pytest.mark.parametrize("role", [Role.STEWARD, Role.SUPERVISOR])
def test_stewards_and_supervisors_see_it_and_each_look_is_told(
    room: Room,
    rows: tuple[DocumentRow, DocumentRow],
    enter: Callable[..., httpx.Client],
    visitor: Visitor,
    role: Role,
) -> None:
    _, card = rows
    client = enter(role)
    for address in ways(card):
        assert client.get(address).status_code == 200, address
    assert card.id in visitor.send("/find", words="vĩnh lộc").text
    for number in (1, 2):
        for _ in range(2):
            client.get(f"/paper/{card.sha256}/{number}.jpg?width=208")
    told = [one[2] for one in room.told() if one[:2] == ("lan", "view")]
    assert told.count(f"document:{card.id}") == 1
    # Two by the ways above: of a page of the prescription one look tells for a while.
    assert told.count(f"page:{card.sha256}/2") == 4
    assert told.count(f"page:{card.sha256}/1") == 1


def test_who_has_neither_role_sees_none_however_many_others(
    rows: tuple[DocumentRow, DocumentRow], enter: Callable[..., httpx.Client]
) -> None:
    client = enter(Role.READER, Role.SCANNER, Role.AUDITOR, Role.ADMINISTRATOR)
    assert {client.get(address).status_code for address in ways(rows[1])} == {403}
