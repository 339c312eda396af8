"""Every fault is found, on a home with two filed documents; what is derived is made again."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from exports.stored import stored
from flows.anew import file_due
from flows.house import House, remembered
from flows.twins import _as_filed
from flows.whole.faults import Fault, Kind, Look
from flows.whole.repair import Repairs
from flows.whole.verify import verify
from models.decided import about
from models.decision import Kind as Word
from storage import keys
from storage.decisions import Ruling
from storage.folder import FolderStore
from storage.rows import DocumentRow, TaskDraft
from tests.extractors.forms import page
from tests.flows.command import Command
from tests.flows.filed import QUICK, done, quick, received
from tests.flows.test_twins import blood
from tests.storage.test_audit import unguarded


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two filed documents."""
    home = tmp_path_factory.mktemp("made") / "var"
    with quick(home) as house, remembered(house.store, house.catalogue):
        done(house, received(house, "one", [page(blood(1))]))
        (row,) = done(house, received(house, "two", [page(blood(2))]))
        house.catalogue.documents.file(
            _as_filed(house, row), [TaskDraft("patient.sex", "doubtful")]
        )
        facts = stored(house.store.get(keys.record(row.id, 1, "record.json"))).facts
        said = about(facts, row.sha256, Word.CORRECT, "patient.full_name", "TRẦN HOÀ")
        house.catalogue.decisions.decide([Ruling(row.id, said)])
        file_due(house)
        # The question about the sex is somebody's own: filing anew has answered it.
        house.catalogue.documents.file(
            _as_filed(house, row_of(house, row)), [TaskDraft("patient.sex", "doubtful")]
        )
    return home


def row_of(house: House, row: DocumentRow) -> DocumentRow:
    found = house.catalogue.documents.get(row.id)
    assert found
    return found


@pytest.fixture
def whole(made: Path, home: Path) -> Iterator[House]:
    shutil.copytree(made, home)
    with quick(home) as house:
        yield house


def test_a_home_that_nobody_touched_is_whole(whole: House) -> None:
    assert faults(whole) == []


def faults(house: House, *, quickly: bool = False) -> list[tuple[Kind, str]]:
    return [(one.kind, one.subject) for one in found(house, quickly=quickly)]


def found(house: House, *, quickly: bool = False) -> list[Fault]:
    return list(verify(house, Look(quickly)))


def repaired(house: House) -> list[tuple[Kind, str]]:
    """Repair, and return what is still wrong."""
    wrong = found(house)
    repairs = Repairs(house, all(fault.kind is not Kind.AUDIT for fault in wrong))
    repairs.every(wrong)
    return faults(house)


def path_of(house: House, key: str) -> Path:
    assert isinstance(house.store, FolderStore)
    return house.store.root / key


def every(house: House, pattern: str) -> list[str]:
    return [key for key in house.store.keys("") if re.search(pattern, key)]


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o640)
    path.write_bytes(data)


OBJECTS = ["originals/", "derived/", "record.json", "text.txt", "evidence.json", "patients/"]


@pytest.mark.parametrize("name", OBJECTS)
def test_a_flipped_byte_is_found_and_mended_where_it_is_derived(whole: House, name: str) -> None:
    key = every(whole, name)[0]
    flip(path_of(whole, key))
    assert faults(whole) == [(Kind.DAMAGED, key)]
    assert faults(whole, quickly=True) == []
    # The reading cannot be made: the bytes of this test's scans are no pages.
    stays = name in ("originals/", "derived/")
    assert repaired(whole) == ([(Kind.DAMAGED, key)] if stays else [])


@pytest.mark.parametrize("name", OBJECTS)
def test_a_missing_object_is_found_and_made_again(whole: House, name: str) -> None:
    key = every(whole, name)[0]
    path_of(whole, key).unlink()
    kind, subject = faults(whole, quickly=True)[0]
    assert kind is Kind.MISSING
    assert key.startswith(subject)
    assert faults(whole) == [(kind, subject)]
    stays = name in ("originals/", "derived/")
    assert repaired(whole) == ([(kind, subject)] if stays else [])


EXTRA = {
    "originals/ab/" + "ab" * 32: False,
    "derived/" + "a" * 64 + "/1/read-" + "b" * 8 + ".json": True,
    "documents/d" + "1" * 24 + "/v1/record.json": False,
    "patients/p" + "1" * 24 + "/d" + "1" * 24: True,
    "lexicons/drugs/" + "c" * 64 + ".json": False,
    "documents/notes.txt": False,
    "letter.pdf": False,
}


@pytest.mark.parametrize(("key", "goes"), EXTRA.items())
def test_an_extra_object_is_found(whole: House, key: str, goes: bool) -> None:
    path = path_of(whole, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"somebody's")
    assert faults(whole, quickly=True) == [(Kind.EXTRA, key)]
    assert repaired(whole) == ([] if goes else [(Kind.EXTRA, key)])


CHANGES = [
    ("UPDATE document SET type = 'other'", "document:"),
    ("UPDATE document SET language = 'en'", "document:"),
    ("UPDATE document SET confidence = 0.1", "document:"),
    ("UPDATE document SET fields = fields + 1", "document:"),
    ("UPDATE document SET waiting = waiting + 1", "document:"),
    ("UPDATE document SET patient_key = NULL", "document:"),
    ("UPDATE scan SET withdrawn = 1", "scan:"),
    ("UPDATE scan SET state = 'read'", "scan:"),
    ("UPDATE batch SET withdrawn = 1", "batch:"),
]
NOT_DERIVED = [
    ("UPDATE scan SET size = size + 1", "originals/"),
    ("UPDATE scan SET media_type = 'image/png'", "originals/"),
    ("UPDATE scan SET pages = 2", "scan:"),
    ("UPDATE page SET state = 'blank', document_id = NULL", "scan:"),
    ("UPDATE receipt SET file_name = 'x'", "document:"),
    ("UPDATE receipt SET duplicate = 1", "scan:"),
    ("UPDATE version SET record_sha256 = 'x'", "document:"),
    ("UPDATE version SET configuration = 'x'", "document:"),
    ("UPDATE task SET state = 'decided'", "document:"),
    ("DELETE FROM task", "document:"),
    ("UPDATE decision SET said = replace(said, 'HOÀ', 'HOA')", "decision:"),
    ("UPDATE decision SET \"by\" = 'minh'", "decision:"),
    ("UPDATE decision SET path = 'patient.sex'", "decision:"),
    ("DELETE FROM decision", "decision:"),
    ("DELETE FROM version", "document:"),
    ("DELETE FROM page", "scan:"),
    ("DELETE FROM receipt", "scan:"),
]


def change(house: House, statement: str) -> None:
    """Change a row as somebody would who owns the database."""
    with closing(sqlite3.connect(house.home / "catalogue.sqlite")) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize(("statement", "subject"), CHANGES)
def test_a_changed_row_is_found_and_put_back(whole: House, statement: str, subject: str) -> None:
    change(whole, statement)
    wrong = found(whole, quickly=True)
    assert {fault.kind for fault in wrong} <= {Kind.CHANGED, Kind.EXTRA}
    assert any(fault.subject.startswith(subject) for fault in wrong)
    assert repaired(whole) == []


@pytest.mark.parametrize(("statement", "subject"), NOT_DERIVED)
def test_a_row_that_only_a_backup_has_is_found(whole: House, statement: str, subject: str) -> None:
    change(whole, statement)
    assert any(one.startswith(subject) for _, one in faults(whole))


def test_rows_that_went_are_found(whole: House) -> None:
    change(whole, "DELETE FROM document")
    wrong = faults(whole)
    assert sum(one == (Kind.MISSING, one[1]) and one[1][:9] == "document:" for one in wrong) == 2
    assert any(kind is Kind.EXTRA for kind, _ in wrong)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit WHERE id = 2",
        "UPDATE audit SET actor = 'x' WHERE id = 2",
        "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)",
        "DELETE FROM audit WHERE id > 3",
    ],
)
def test_an_event_that_was_removed_is_found_at_the_end_too(whole: House, statement: str) -> None:
    unguarded(whole.catalogue, statement)
    assert (Kind.AUDIT, "audit") in faults(whole, quickly=True)
    assert (Kind.AUDIT, "audit") in repaired(whole)


def test_a_chain_written_anew_is_not_the_one_that_the_store_remembers(whole: House) -> None:
    last = whole.catalogue.audit.events()[-1]
    unguarded(whole.catalogue, f"DELETE FROM audit WHERE id = {last.id}")
    whole.catalogue.audit.note("open", "batch:b", {}, {})
    wrong = [fault.what for fault in found(whole) if fault.kind is Kind.AUDIT]
    assert wrong == [f"event {last.id} is not the one that the store remembers"]


def test_the_command_tells_and_its_exit_code_says(whole: House, home: Path) -> None:
    sohoa = Command(home, dict(QUICK))
    assert sohoa.json("verify")["whole"] is True
    key = every(whole, "patients/")[0]
    flip(path_of(whole, key))
    ended = sohoa("verify")
    assert ended.returncode == 5
    assert f"damaged: {key}" in ended.stdout
    said = json.loads(sohoa("verify", "--json").stdout)
    assert [fault["subject"] for fault in said["faults"]] == [key]
    assert "NGUY" not in ended.stdout
    ended = sohoa("verify", "--repair")
    assert ended.returncode == 0, ended.stdout
    assert "all is whole" in ended.stdout


def test_what_a_run_puts_meanwhile_is_no_fault(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The object is there before its row, and the row before the look ends."""
    listed: Callable[[str], Iterator[str]] = whole.store.keys

    def late(prefix: str = "") -> Iterator[str]:
        yield from listed(prefix)
        if not prefix:
            sha256 = received(whole, "three", [page(blood(3))])
            done(whole, sha256)
            yield keys.original(sha256)

    monkeypatch.setattr(whole.store, "keys", late)
    assert faults(whole) == []
