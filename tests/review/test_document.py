"""A whole document on screen: words on its fields, its pages, whose it is, who may see it."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from exports.stored import Stored, stored
from models.people import Role
from storage import keys
from storage.rows import DocumentRow
from tests.review.conftest import Room, Visitor
from tests.review.papers import file, prescription, second_page


def record(room: Room, document_id: str) -> Stored:
    row = room.catalogue.documents.get(document_id)
    assert row
    return stored(room.store.get(keys.record(row.id, row.version, "record.json")))


def seen(client: httpx.Client, row: DocumentRow) -> str:
    return client.get(f"/document/{row.id}/fields").text.split('data-seen="')[1].split('"')[0]


@pytest.fixture
def row(room: Room) -> DocumentRow:
    return file(room.house, "one", [prescription(), second_page()])


def test_it_shows(room: Room, row: DocumentRow, enter: Callable[..., httpx.Client]) -> None:
    client = enter(Role.STEWARD)
    answer = client.get(f"/document/{row.id}")
    assert answer.status_code == 200, answer.text
    Path("/tmp/docview.html").write_text(answer.text)
