"""Images of pages: for those who may see the document, and each look is in the audit."""

import io
from collections.abc import Callable

import httpx
import numpy as np
import pytest
from PIL import Image

from models.people import Role
from pipeline import ingest
from review import paper
from review.paper import Paper
from storage.rows import DocumentRow
from tests.review.conftest import Room, Visitor
from tests.review.papers import file, prescription, second_page


@pytest.fixture
def row(room: Room) -> DocumentRow:
    return file(room.house, "one", [prescription(), second_page()])


def image(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    return Image.open(io.BytesIO(answer.content))


def test_a_page_and_what_stands_in_a_box(
    room: Room, row: DocumentRow, enter: Callable[..., httpx.Client]
) -> None:
    client = enter(Role.READER)
    assert image(client.get(f"/paper/{row.sha256}/1.jpg?width=600")).width == 600
    assert image(client.get(f"/paper/{row.sha256}/2.jpg?width=6000")).width == 1240
    word = next(one for one in prescription().words if one.text == "TRẦN")
    box = ",".join(map(str, (word.box.left, word.box.top, word.box.right, word.box.bottom)))
    ink = image(client.get(f"/ink/{row.sha256}/1.jpg?box={box}"))
    assert ink.width == pytest.approx(word.box.width * 1240 + 30, abs=8)
    assert np.asarray(ink).min() < 100
    turned = image(client.get(f"/ink/{row.sha256}/1.jpg?box={box}&turn=90"))
    assert turned.size == ink.size[::-1]
    tag = client.get(f"/paper/{row.sha256}/1.jpg").headers["etag"]
    again = client.get(f"/paper/{row.sha256}/1.jpg", headers={"If-None-Match": tag})
    assert again.status_code == 304
    looks = [told for told in room.told() if told[1] == "view"]
    assert looks == [("lan", "view", f"page:{row.sha256}/{number}") for number in (1, 2)]


def test_what_is_no_page_or_not_to_be_seen(
    room: Room, row: DocumentRow, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    address = f"/paper/{row.sha256}/1.jpg"
    assert visitor.client.get(address).status_code == 303
    client = enter(Role.READER)
    for other in (f"/paper/{row.sha256}/3.jpg", f"/paper/{'0' * 64}/1.jpg"):
        assert client.get(other).status_code == 404
    for box in ("0,0,1", "0.5,0,0.1,1", "nan,0,1,1", "0,0,1,2", "a,b,c,d"):
        assert client.get(f"/ink/{row.sha256}/1.jpg?box={box}").status_code == 422
    room.catalogue.accounts.change("lan", [Role.READER], ["Nhi"])
    assert client.get(address).status_code == 404
    room.catalogue.accounts.change("lan", [Role.READER], ["nội tổng hợp"])
    assert client.get(address).status_code == 200
    room.catalogue.accounts.change("lan", [Role.ADMINISTRATOR], [])
    room.person("other", Role.ADMINISTRATOR)
    assert client.get(address).status_code == 403


def test_a_page_is_decoded_once_and_few_are_kept(
    room: Room, row: DocumentRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []

    def counted(*arguments: object) -> ingest.PageImage:
        decoded.append(int(str(arguments[2])))
        return ingest.rasterise(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(paper, "rasterise", counted)
    scan = room.catalogue.scans.get(row.sha256)
    assert scan
    pages = Paper(room.store, room.settings)
    for number in (1, 1, 2, 1):
        pages.pixels(scan, number)
    assert decoded == [1, 2]
    monkeypatch.setattr(paper, "MOST_BYTES", 1)
    few = Paper(room.store, room.settings)
    for number in (1, 2, 2, 1):
        few.pixels(scan, number)
    assert decoded == [1, 2, 1, 2, 1]
