"""What stewards decided is filed, and stays through every rerun."""

import hashlib
import io
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from exports.stored import stored
from flows import readings, refiling
from flows.anew import file_due
from flows.digitise import Stopped, Work, digitise
from flows.house import House, opened
from flows.relinking import relink
from flows.whole.faults import Look
from flows.whole.verify import verify
from models.decided import about
from models.decision import Kind, Said, apart, rescan, split, turn
from models.document import Scan
from models.errors import StoreError
from models.people import Role
from models.record import Facts, Status
from storage import keys
from storage.decisions import Ruling
from storage.rows import DocumentRow
from tests.extractors.forms import PRESCRIPTION, page
from tests.flows.command import Command
from tests.flows.command import page as drawn
from tests.flows.filed import QUICK, done, quick, received

PLAIN = """
    Họ và tên: TRẦN THỊ HA    Mã BN: 20241234
    Bệnh nhân tỉnh, tiếp xúc tốt, không sốt, ăn ngủ được, tiếp tục theo dõi tại phòng
    Huyết áp ổn định, mạch đều, phổi thông khí rõ, bụng mềm, không đau, đi lại được
"""


STRICT = QUICK | {"SOHOA_ACCEPT_IDENTITY": "1.0"}
"""Everything about the patient waits for a person."""


@contextmanager
def strict(home: Path) -> Iterator[House]:
    with opened({"SOHOA_HOME": str(home), **STRICT}) as there:
        yield there


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with quick(home) as there:
        yield there


def one(house: House, *texts: str) -> DocumentRow:
    (row,) = done(house, received(house, "one", [page(text) for text in texts]))
    return row


def form(number: int = 4) -> str:
    return PRESCRIPTION.format(name="TRẦN THỊ HA", number=f"2024123{number}", day=12)


def record(house: House, row: DocumentRow) -> Facts:
    key = keys.record(row.id, row.version, "record.json")
    return stored(house.store.get(key)).facts


def current(house: House, row: DocumentRow) -> tuple[DocumentRow, ...]:
    return house.catalogue.documents.find(sha256=row.sha256)


def decide(house: House, row: DocumentRow, *words: Said) -> list[str]:
    """Decide as a steward, with the tasks that words answer; return the ids."""
    tasks = {task.kind: task.id for task in house.catalogue.tasks.of(row.id)}
    answers = [
        Ruling(row.id, word, (tasks[word.path],) if word.path in tasks else ()) for word in words
    ]
    return [made.id for made in house.catalogue.by("lan").decisions.decide(answers)]


def say(house: House, row: DocumentRow, kind: Kind, path: str, value: str | None = None) -> Said:
    return about(record(house, row), row.sha256, kind, path, value)


def rerun(house: House, row: DocumentRow, stage: str = "split") -> tuple[DocumentRow, ...]:
    with ThreadPoolExecutor(1) as pool:
        digitise(Work(house, pool, threading.Event(), lambda *_: None, stage), row.sha256)
    return current(house, row)


def faults(house: House) -> list[str]:
    return [f"{fault.subject}: {fault.what}" for fault in verify(house, Look(False))]


def test_a_corrected_name_is_a_new_version_and_a_rerun_keeps_it(house: House) -> None:
    row = one(house, form())
    word = say(house, row, Kind.CORRECT, "patient.full_name", "TRẦN THỊ HÀ")
    (made,) = decide(house, row, word)
    assert file_due(house) == 1
    assert house.catalogue.decisions.due() == {}
    (after,) = current(house, row)
    name = record(house, after).patient["full_name"]
    assert (after.version, name.value, name.status) == (2, "TRẦN THỊ HÀ", Status.CORRECTED)
    assert name.text == record(house, row).patient["full_name"].text
    evidence = json.loads(house.store.get(keys.record(row.id, 2, "evidence.json")))
    (told,) = [each for each in evidence if each["path"] == "patient.full_name"]
    assert told["decision"] == made
    for stage in ("split", "extract", "file"):
        assert rerun(house, row, stage) == (after,)
    assert faults(house) == []


def test_words_stay_when_something_else_is_extracted(home: Path) -> None:
    with quick(home) as house:
        row = one(house, form())
        path = "medications.1.times_per_day"
        words = [
            say(house, row, Kind.CORRECT, path, "4"),
            say(house, row, Kind.REMOVE, "medications.0"),
            say(house, row, Kind.ILLEGIBLE, "encounter.issued_on"),
            say(house, row, Kind.REJECT, "patient.patient_id"),
        ]
        decide(house, row, *words)
        file_due(house)
        (after,) = current(house, row)
        before = record(house, after)
    # Other settings, so that every value is judged anew; the words of the page moved as well.
    with opened({"SOHOA_HOME": str(home), **QUICK, "SOHOA_ACCEPT_OTHER": "0.1"}) as house:
        (later,) = rerun(house, row)
        found = record(house, later)
        assert [one["name"].value for one in found.medications] == ["Paracetamol"]
        assert found.medications[0]["times_per_day"].value == "4"
        assert found.encounter["issued_on"].text is None
        assert found.patient["patient_id"].status is Status.REJECTED
        assert found.medications == before.medications
        assert house.catalogue.tasks.waiting() == ()


def test_a_word_is_taken_back_and_the_machine_counts_again(house: House) -> None:
    row = one(house, form())
    first = record(house, row)
    (made, _) = decide(
        house,
        row,
        say(house, row, Kind.REMOVE, "medications.0"),
        say(house, row, Kind.CORRECT, "patient.full_name", "TRẦN THỊ HÀ"),
    )
    file_due(house)
    house.catalogue.decisions.undo(made)
    file_due(house)
    (after,) = current(house, row)
    assert after.version == 3
    assert record(house, after).medications == first.medications
    assert record(house, after).patient["full_name"].value == "TRẦN THỊ HÀ"


def test_a_crash_loses_no_word(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    row = one(house, form())
    decide(house, row, say(house, row, Kind.CORRECT, "patient.full_name", "TRẦN THỊ HÀ"))

    def killed(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(house.catalogue.documents), "file", killed)
        with pytest.raises(KeyboardInterrupt):
            file_due(house)
    assert len(house.catalogue.decisions.due()) == 1
    file_due(house)
    (after,) = current(house, row)
    assert (after.version, house.catalogue.decisions.due()) == (2, {})
    assert file_due(house) == 0
    assert faults(house) == []


def test_what_was_extracted_is_not_guessed_when_it_is_lost(house: House) -> None:
    row = one(house, form())
    decide(house, row, say(house, row, Kind.REMOVE, "medications.0"))
    file_due(house)
    (after,) = current(house, row)
    key = keys.record(row.id, after.version, "extracted.json")
    (house.home / "store" / key).unlink()
    assert any(key in fault for fault in faults(house))
    with pytest.raises(StoreError, match="lost"):
        refiling.decided(house, after)


def test_the_patient_is_decided_anew_unless_a_steward_did(house: House) -> None:
    theirs = form(5).replace("TRẦN THỊ HA", "LÊ VĂN TÁM").replace("12/03/1961", "01/02/1950")
    row, other = one(house, form()), received(house, "other", [page(theirs)])
    (second,) = done(house, other)
    assert row.patient_key != second.patient_key
    words = [
        say(house, row, Kind.CORRECT, "patient.patient_id", "20241235"),
        say(house, row, Kind.CORRECT, "patient.full_name", "LÊ VĂN TÁM"),
        say(house, row, Kind.CORRECT, "patient.birth_date", "1950-02-01"),
    ]
    decide(house, row, *words)
    file_due(house)
    mine = house.catalogue.patients.link(row.id)
    (second,) = house.catalogue.documents.find(sha256=other)
    assert mine and mine.patient_key == second.patient_key
    (after,) = current(house, row)
    assert after.patient_key == mine.patient_key
    house.catalogue.patients.confirm(row.id, None)
    relink(house)
    pinned = house.catalogue.patients.link(row.id)
    (now,) = current(house, row)
    decide(house, now, say(house, now, Kind.CORRECT, "patient.full_name", "TRẦN THỊ HẢI"))
    file_due(house)
    assert house.catalogue.patients.link(row.id) == pinned
    (last,) = current(house, row)
    assert record(house, last).patient["full_name"].value == "TRẦN THỊ HẢI"
    assert faults(house) == []


def numbers(house: House, row: DocumentRow) -> list[tuple[int, ...]]:
    return [each.numbers for each in current(house, row)]


def test_a_scan_is_cut_where_stewards_say(house: House) -> None:
    row = one(house, form(), PLAIN, PLAIN, PLAIN)
    assert row.numbers == (1, 2, 3, 4)
    decide(house, row, split(row.sha256, [[1, 4], [2, 3]], 4))
    assert file_due(house) == 1
    assert numbers(house, row) == [(1, 4), (2, 3)]
    first, second = current(house, row)
    decide(house, second, apart(row.sha256, second.numbers, 3, 4))
    (made,) = decide(house, first, split(row.sha256, [[1, 2, 4]], 4))
    file_due(house)
    assert numbers(house, row) == [(1, 2, 4), (3,)]
    for stage in ("split", "extract"):
        rerun(house, row, stage)
        assert numbers(house, row) == [(1, 2, 4), (3,)]
    house.catalogue.decisions.undo(made)
    file_due(house)
    assert numbers(house, row) == [(1, 4), (2,), (3,)]
    assert house.catalogue.balances.of("b").balanced
    assert faults(house) == []


def test_a_word_goes_with_its_page_into_another_document(house: House) -> None:
    row = one(house, form(), PLAIN)
    decide(house, row, say(house, row, Kind.CORRECT, "medications.1.dose", "2 viên"))
    decide(house, row, split(row.sha256, [[1], [2]], 2))
    file_due(house)
    first, second = current(house, row)
    assert record(house, first).medications[1]["dose"].value == "2 viên"
    assert record(house, second).medications == ()


def test_a_document_is_of_the_type_that_a_steward_says(house: House) -> None:
    row = one(house, form())
    decide(house, row, say(house, row, Kind.CORRECT, "document_type", "nursing_note"))
    file_due(house)
    (after,) = current(house, row)
    kind = record(house, after).document_type
    assert (after.type, kind.value, kind.status) == (
        "nursing_note",
        "nursing_note",
        Status.CORRECTED,
    )
    assert rerun(house, row) == (after,)
    assert faults(house) == []


def test_a_page_that_is_to_be_scanned_again_waits_and_is_in_no_document(house: House) -> None:
    row = one(house, form(), PLAIN)
    (made,) = decide(house, row, rescan(row.sha256, 2, "cut off at the left"))
    file_due(house)
    for _ in range(2):
        assert numbers(house, row) == [(1,)]
        waiting = house.catalogue.scans.pages(row.sha256)[1]
        assert (waiting.state, waiting.reason) == ("waiting", "rescan")
        balance = house.catalogue.balances.of("b")
        assert (balance.filed, balance.waiting, balance.balanced) == (1, 1, True)
        assert house.catalogue.scans.waiting() == ()  # it is the scanner's turn, not a run's
        rerun(house, row)
    assert faults(house) == []
    house.catalogue.decisions.undo(made)
    file_due(house)
    assert numbers(house, row) == [(1, 2)]
    assert house.catalogue.balances.of("b").waiting == 0
    assert faults(house) == []


def test_an_export_has_what_was_decided(home: Path, tmp_path: Path) -> None:
    with strict(home) as house:
        row = one(house, form())
        paths = {task.kind: task.path for task in house.catalogue.tasks.of(row.id)}
        assert len(paths) > 3
        rest = [path for kind, path in paths.items() if kind != "patient.full_name"]
        words = [say(house, row, Kind.VERIFY, path) for path in rest]
        words.append(say(house, row, Kind.CORRECT, "patient.full_name", "TRẦN THỊ HÀ"))
        decide(house, row, *words)
    command = Command(home, dict(STRICT))
    out = tmp_path / "out"
    ended = command("export", out, "--verified", "--format", "table")
    assert ended.returncode == 0, ended.stderr
    assert "TRẦN THỊ HÀ" in (out / "documents.csv").read_text("utf-8")
    with quick(home) as house:
        assert house.catalogue.decisions.due() == {}
        (after,) = current(house, row)
        assert (after.waiting, after.review) == (0, "verified")


def test_a_run_that_was_stopped_keeps_what_is_due(house: House) -> None:
    row = one(house, form())
    decide(house, row, say(house, row, Kind.CORRECT, "patient.full_name", "TRẦN THỊ HÀ"))
    stop = threading.Event()
    stop.set()
    with ThreadPoolExecutor(1) as pool, pytest.raises((Stopped, KeyError)):
        digitise(Work(house, pool, stop, lambda *_: None, "read"), row.sha256)
    assert len(house.catalogue.decisions.due()) == 1


def test_the_queue_on_the_command_line(home: Path) -> None:
    with strict(home) as house:
        row = one(house, form())
        paths = {task.path: task.id for task in house.catalogue.tasks.of(row.id)}
        house.catalogue.accounts.add("lan", [Role.STEWARD])
    command = Command(home, dict(STRICT))
    listed = command.json("tasks", "list")
    assert {task["path"]: task["id"] for task in listed["tasks"]} == paths
    assert sum(listed["reasons"].values()) == len(paths) > 0
    first = listed["tasks"][0]["id"]
    assert command("tasks", "assign", first[:9], "--to", "lan").returncode == 0
    (mine,) = command.json("tasks", "list", "--mine", "lan")["tasks"]
    assert (mine["id"], mine["assigned_to"]) == (first, "lan")
    table = command("tasks", "list", "--batch", "b", "--lang", "vi")
    assert first[:9] in table.stdout
    assert command("tasks", "release", first).returncode == 0
    assert command.json("tasks", "list", "--mine", "lan")["tasks"] == []
    assert command("tasks", "list", "--type", "nothing").returncode == 2
    assert command("tasks", "assign", "t", "--to", "lan").returncode == 2
    assert command("tasks", "assign", first, "--to", "nobody").returncode == 2


def test_a_page_that_a_steward_turns_is_read_as_it_lies_then(house: House) -> None:
    image = io.BytesIO()
    drawn(1).save(image, "PNG", dpi=(150, 150))
    data = image.getvalue()
    scan = Scan(hashlib.sha256(data).hexdigest(), "image/png", len(data), 1)
    house.store.put(keys.original(scan.sha256), data)
    house.catalogue.receipts.open_batch("b")
    house.catalogue.receipts.receive("b", "one.png", scan)
    with ThreadPoolExecutor(1) as pool:
        digitise(Work(house, pool, threading.Event(), lambda *_: None), scan.sha256)
    (row,) = house.catalogue.documents.find(sha256=scan.sha256)
    upright = readings.latest(house, scan.sha256, 1)
    assert row.type == "prescription"
    (made,) = decide(house, row, turn(scan.sha256, 1, 180))
    file_due(house)
    over = readings.latest(house, scan.sha256, 1)
    assert (over.turn, over.page.rotation, upright.turn) == (180, 180, None)
    assert "Viêm phổi" in upright.page.text and "Viêm phổi" not in over.page.text
    assert rerun(house, row, "read")[0].version == 2
    house.catalogue.decisions.undo(made)
    file_due(house)
    assert readings.latest(house, scan.sha256, 1) == upright
    (after,) = current(house, row)
    assert (after.version, after.type) == (3, "prescription")
    assert faults(house) == []
