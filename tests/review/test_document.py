"""A whole document on screen: words on its fields, its pages, and who may see it."""

import io
import json
import zipfile
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import update

from exports.stored import Stored, stored
from models.codec import SIGNATURES, encode
from models.decision import turns
from models.people import Role
from models.record import Status
from models.signature import Signature, State
from storage import keys
from storage.rows import DocumentRow
from storage.tables import scan
from tests.flows.command import Command
from tests.flows.filed import QUICK
from tests.review.conftest import PASSWORD, Room, Visitor, until
from tests.review.papers import file, going_on, prescription, second_page


def record(room: Room, document_id: str) -> Stored:
    row = room.catalogue.documents.get(document_id)
    assert row
    return stored(room.store.get(keys.record(row.id, row.version, "record.json")))


def seen(client: httpx.Client, row: DocumentRow) -> str:
    """Return what a page tells its forms of what it shows."""
    shown = client.get(f"/document/{row.id}/fields")
    assert shown.status_code == 200
    return shown.text.split('data-seen="')[1].split('"')[0]


def say(
    visitor: Visitor, row: DocumentRow, path: str, kind: str, value: str = ""
) -> httpx.Response:
    asked = {"path": path, "kind": kind, "value": value, "seen": seen(visitor.client, row)}
    return visitor.send(f"/document/{row.id}/say", **asked)


def filed(visitor: Visitor, row: DocumentRow, number: int) -> str:
    """Return where the page of a document leads once that is filed anew."""
    asked = f"/document/{row.id}/filed?number={number}"
    until(lambda: visitor.client.get(asked).status_code != 204)
    return str(visitor.client.get(asked).headers["HX-Redirect"])


def waiting(room: Room, row: DocumentRow) -> set[str]:
    return {task.path for task in room.catalogue.tasks.of(row.id) if task.state == "open"}


@pytest.fixture
def row(room: Room) -> DocumentRow:
    return file(room.house, "one", [prescription(), second_page()])


@pytest.fixture
def steward(row: DocumentRow, enter: Callable[..., httpx.Client], visitor: Visitor) -> Visitor:
    enter(Role.STEWARD)
    return visitor


def test_a_signature_that_the_file_came_with_is_told(
    room: Room, row: DocumentRow, steward: Visitor
) -> None:
    found = (
        Signature(State.CHANGED, "BS. <Nam>", at="2026-11-02T01:15:00+00:00"),
        Signature(State.VALID, "Trưởng khoa"),
    )
    with room.catalogue._database.write() as connection:
        kept = encode(SIGNATURES, found).decode()
        connection.execute(update(scan).where(scan.c.sha256 == row.sha256).values(signatures=kept))
    told = steward.client.get(f"/document/{row.id}", headers={"Accept-Language": "en"}).text
    assert "BS. &lt;Nam&gt; (02/11/2026 08:15:00)" in told
    assert told.index("BS. &lt;Nam&gt;") < told.index("Trưởng khoa")


def test_words_count_at_once_and_are_filed(room: Room, row: DocumentRow, steward: Visitor) -> None:
    assert len(waiting(room, row)) == 4
    shown = say(steward, row, "patient.full_name", "keep", "trần thị hà")
    assert "TRẦN THỊ HÀ" in shown.text
    assert record(room, row.id).facts.patient["full_name"].value == "TRẦN THỊ HA"
    assert say(steward, row, "patient.birth_date", "keep", "12/3/61").status_code == 200
    assert say(steward, row, "patient.sex", "illegible").status_code == 200
    assert say(steward, row, "patient.patient_id", "wrong").status_code == 200
    removed = say(steward, row, "medications.0", "remove")
    assert removed.status_code == 200 and "Amoxicillin" not in removed.text
    assert say(steward, row, "medications.0.times_per_day", "keep", "4").status_code == 200
    assert waiting(room, row) == set()
    assert filed(steward, row, 1) == f"/document/{row.id}?number=1"
    facts = record(room, row.id).facts
    name, sex = facts.patient["full_name"], facts.patient["sex"]
    assert (name.value, name.status) == ("TRẦN THỊ HÀ", Status.CORRECTED)
    assert facts.patient["birth_date"].status is Status.VERIFIED
    assert (sex.value, sex.text) == (None, None)
    assert facts.patient["patient_id"].status is Status.REJECTED
    (drug,) = facts.medications
    assert (drug["name"].value, drug["times_per_day"].value) == ("Paracetamol", "4")
    told = room.told()
    assert ("lan", "view", f"document:{row.id}") not in told  # the page itself was not asked for
    assert [one[1] for one in told if one[0] == "lan"].count("say") == 6


def test_a_word_is_taken_back(room: Room, row: DocumentRow, steward: Visitor) -> None:
    say(steward, row, "patient.full_name", "keep", "TRẦN THỊ HÀ")
    (made,) = room.catalogue.decisions.of(row.sha256)
    back = steward.send(f"/document/{row.id}/undo", decision=made.id)
    assert "TRẦN THỊ HÀ" not in back.text
    assert "patient.full_name" in waiting(room, row)
    assert back.text.count("<time") == 2  # both words stay in the history
    assert steward.send(f"/document/{row.id}/undo", decision="w" + 24 * "0").status_code == 404


def test_somebody_else_spoke_meanwhile(room: Room, row: DocumentRow, steward: Visitor) -> None:
    before = seen(steward.client, row)
    say(steward, row, "patient.full_name", "right")
    asked = {"path": "patient.sex", "kind": "right", "seen": before}
    now = seen(steward.client, row)
    room.file_due()
    assert seen(steward.client, row) == now  # to be filed changes nothing of what is seen
    late = steward.send(f"/document/{row.id}/say", **asked)
    assert (late.status_code, late.headers["HX-Trigger"]) == (409, "document-changed")
    assert len(room.catalogue.decisions.of(row.sha256)) == 1


def test_what_is_typed_shows_what_it_becomes(row: DocumentRow, steward: Visitor) -> None:
    def became(path: str, value: str) -> str:
        return steward.send(f"/document/{row.id}/became", path=path, value=value).text

    assert "05/03/2026" in became("encounter.issued_on", "5.3.26")
    assert "J18.9" in became("diagnoses.0.icd10", "j189")
    assert 'class="wrong"' in became("encounter.issued_on", "35/03/2026")
    assert say(steward, row, "encounter.issued_on", "keep", "35/03/2026").status_code == 422
    assert say(steward, row, "encounter.issued_on", "nonsense").status_code == 422
    assert say(steward, row, "encounter.outcome", "right").status_code == 422


def test_ink_becomes_a_field_and_an_item(room: Room, row: DocumentRow, steward: Visitor) -> None:
    word = next(one for one in prescription().words if one.text == "Lê")
    point = f"{word.box.centre},{word.box.middle},{word.box.centre},{word.box.middle}"
    offer = steward.send(f"/document/{row.id}/ink", number=1, box=point, place="allergies.new")
    assert 'value="Lê Văn Minh"' in offer.text
    box = offer.text.split('name="box" value="')[1].split('"')[0]
    made = {"number": 1, "box": box, "text": "Lê Văn Minh"}
    words = [
        {"place": "encounter", "key": "physician", "value": "BS. Lê Văn Minh"},
        {"place": "allergies.new", "key": "substance", "value": "Penicillin"},
        {"place": "allergies.0", "key": "reaction", "value": "Mẩn ngứa"},
        {"place": "medications.1", "key": "dose", "value": "2 viên"},
    ]
    for one in words:
        asked = made | one | {"seen": seen(steward.client, row)}
        assert steward.send(f"/document/{row.id}/add", **asked).status_code == 200
    assert steward.send(f"/document/{row.id}/leave").status_code == 204
    filed(steward, row, 1)
    facts = record(room, row.id).facts
    doctor = facts.encounter["physician"]
    assert (doctor.value, doctor.status, doctor.page) == ("Lê Văn Minh", Status.CORRECTED, 1)
    assert doctor.box and f"{doctor.box.left:.6f}" == box.split(",")[0]
    (allergy,) = facts.allergies
    assert {key: field.value for key, field in allergy.items()} == {
        "substance": "Penicillin",
        "reaction": "Mẩn ngứa",
    }
    assert facts.medications[1]["dose"].value == "2 viên"
    beside = steward.send(f"/document/{row.id}/ink", number=1, box="0.9,0.9,0.9,0.9")
    assert beside.status_code == 422
    wrong = made | {"place": "patient", "key": "dose", "seen": seen(steward.client, row)}
    assert steward.send(f"/document/{row.id}/add", **wrong).status_code == 422


def test_pages_are_moved_and_the_page_leads_to_what_follows(
    room: Room, row: DocumentRow, steward: Visitor
) -> None:
    sent = steward.send(f"/document/{row.id}/before", number=2)
    assert f"/document/{row.id}/filed?number=2" in sent.text
    after = filed(steward, row, 2)
    first, second = room.catalogue.documents.find(sha256=row.sha256)
    assert (first.numbers, second.numbers) == ((1,), (2,))
    assert after == f"/document/{second.id}?number=2"
    old = steward.client.get(f"/document/{row.id}").text
    assert second.id in old
    assert "hx-post" not in old.split("<main")[1]
    assert steward.send(f"/document/{second.id}/before", number=2).status_code == 422
    assert steward.send(f"/document/{first.id}/joined").status_code == 422
    assert steward.send(f"/document/{second.id}/joined").status_code == 200
    filed(steward, second, 2)
    (whole,) = room.catalogue.documents.find(sha256=row.sha256)
    assert whole.id == row.id
    same = steward.send(f"/document/{row.id}/split", ranges="1-2")
    assert same.status_code == 422
    for wrong in ("1-", "1; 1", "1-3", "", "1-99999999"):
        assert steward.send(f"/document/{row.id}/split", ranges=wrong).status_code == 422
    assert steward.send(f"/document/{row.id}/split", ranges="2; 1").status_code == 200
    kinds = [made.said.kind.value for made in room.catalogue.decisions.of(row.sha256)]
    assert kinds == ["split"] * 3
    assert [one for one in room.told() if one[1] == "supersede"]


def test_a_page_is_asked_for_again_and_the_word_taken_back(
    room: Room, row: DocumentRow, steward: Visitor
) -> None:
    assert steward.send(f"/document/{row.id}/rescan", number=2, reason="blurred").status_code == 200
    filed(steward, row, 1)
    (left,) = room.catalogue.documents.find(sha256=row.sha256)
    assert left.numbers == (1,)
    assert room.catalogue.scans.pages(row.sha256)[1].reason == "rescan"
    (made,) = room.catalogue.decisions.of(row.sha256)
    assert steward.send(f"/document/{left.id}/undo", decision=made.id).status_code == 200
    filed(steward, left, 1)
    assert [one.id for one in room.catalogue.documents.find(sha256=row.sha256)] == [row.id]
    assert steward.send(f"/document/{row.id}/rescan", number=7, reason="blurred").status_code == 404
    assert steward.send(f"/document/{row.id}/turn", number=1, degrees=45).status_code == 422
    assert steward.send(f"/document/{row.id}/turn", number=1, degrees=0).status_code == 200
    assert turns(room.catalogue.decisions.of(row.sha256))[1] == 0


def test_the_type_is_changed_and_export_says_so(
    room: Room, row: DocumentRow, steward: Visitor
) -> None:
    say(steward, row, "patient.full_name", "keep", "TRẦN THỊ HÀ")
    changed = say(steward, row, "document_type", "keep", "nursing_note")
    assert "/filed?" in changed.text
    filed(steward, row, 1)
    (now,) = room.catalogue.documents.find(sha256=row.sha256)
    assert now.type == "nursing_note"
    out = room.house.home / "out"
    ended = Command(room.house.home, dict(QUICK))("export", out)
    assert ended.returncode == 0, ended.stderr
    told = json.loads((out / row.id / "record.json").read_text("utf-8"))
    assert told["document_type"]["value"] == "nursing_note"
    assert told["patient"]["full_name"]["value"] == "TRẦN THỊ HÀ"


ROUTES = (
    *("", "/fields", "/field?path=patient.sex", "/lies?number=1", "/filed?number=1", "/whose"),
    *("/document.pdf", "/original"),
)
WORDS = (
    *("/say", "/undo", "/became", "/ink", "/offer", "/add", "/split", "/before", "/joined"),
    *("/apart", "/turn", "/rescan", "/whose", "/whose/find", "/leave"),
)
EVERYTHING = {
    "path": "patient.sex",
    "kind": "right",
    "value": "x",
    "seen": "x",
    "decision": "x",
    "number": 1,
    "box": "0,0,1,1",
    "place": "patient",
    "key": "sex",
    "ranges": "1",
    "degrees": 0,
    "reason": "blurred",
    "patient": "new",
    "asked": "x",
}


def test_another_department_sees_nothing(room: Room, row: DocumentRow, steward: Visitor) -> None:
    assert room.catalogue.documents.get(row.id)
    room.catalogue.accounts.change("lan", [Role.STEWARD], ["Khoa Nhi"])
    for address in ROUTES:
        assert steward.client.get(f"/document/{row.id}{address}").status_code == 404, address
    for address in WORDS:
        sent = steward.send(f"/document/{row.id}{address}", **EVERYTHING)
        assert sent.status_code == 404, address
    assert steward.client.get(f"/patient/{row.patient_key}").status_code == 404
    room.catalogue.accounts.change("lan", [Role.STEWARD], ["noi tong hop"])
    assert steward.client.get(f"/document/{row.id}").status_code == 200


def test_a_reader_looks_and_says_nothing(
    room: Room, row: DocumentRow, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    client = enter(Role.READER)
    shown = client.get(f"/document/{row.id}")
    assert shown.status_code == 200
    assert "TRẦN THỊ HA" in shown.text and "/say" not in shown.text and "/split" not in shown.text
    for address in WORDS:
        sent = visitor.send(f"/document/{row.id}{address}", **EVERYTHING)
        assert sent.status_code == 403, address
    assert ("lan", "view", f"document:{row.id}") in room.told()
    visitor.send("/account/logout")
    room.person("minh", Role.ADMINISTRATOR)
    assert visitor.log_in("minh", PASSWORD) == 303
    for address in ROUTES:
        assert client.get(f"/document/{row.id}{address}").status_code == 403, address


def test_files_leave_with_their_hash_and_an_event(
    room: Room, row: DocumentRow, steward: Visitor
) -> None:
    paper = steward.client.get(f"/document/{row.id}/document.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert f'filename="{row.id}-v1.pdf"' in paper.headers["Content-Disposition"]
    original = steward.client.get(f"/document/{row.id}/original")
    assert original.content == room.store.get(keys.original(row.sha256))
    assert original.headers["Content-Disposition"].endswith('.tif"')
    assert row.sha256 in steward.client.get(f"/document/{row.id}").text
    told = [one for one in room.told() if one[1] == "download"]
    assert told == [("lan", "download", f"document:{row.id}")] * 2


def test_a_scan_of_several_files_leaves_as_one_archive(
    room: Room, enter: Callable[..., httpx.Client]
) -> None:
    row = going_on(room.house, "BA-1", [prescription(), second_page()])
    assert row.numbers == (1, 2)
    client = enter(Role.STEWARD)
    sent = client.get(f"/document/{row.id}/original")
    assert sent.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        held = [archive.read(name) for name in archive.namelist()]
    files = [row.sha256, room.catalogue.scans.files(row.sha256)[2].sha256]
    assert held == [room.store.get(keys.original(sha256)) for sha256 in files]
    second = client.get(f"/paper/{row.sha256}/2.jpg?width=600")
    assert second.status_code == 200 and second.content.startswith(b"\xff\xd8")
