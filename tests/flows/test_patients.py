"""Importing a register, deciding what is filed, and what a steward says, as people do it."""

import json
import os
from pathlib import Path

import pytest

from flows import cli
from flows.house import House
from flows.people.files import source
from flows.people.load import Report, load
from flows.relinking import relink
from models.errors import UsageError
from storage import keys
from tests.extractors.forms import page
from tests.flows.filed import QUICK, done, quick, received
from tests.flows.test_patients_files import HEAD, ROW

PAPER = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
                ĐƠN THUỐC
    Họ và tên: {name}
    Ngày sinh: {born}    Giới tính: Nữ
    Số thẻ BHYT: {card}
    Chẩn đoán: Viêm phổi thuỳ dưới phải
    1. Amoxicilin 500 mg   20 viên
    Ngày uống 2 lần, mỗi lần 1 viên
    Ngày 12 tháng 03 năm 2026
"""
PAPERS = {
    "known": PAPER.format(name="NGUYỄN THỊ LAN", born="17/03/1980", card="DN4010100000017"),
    "torn": PAPER.format(name="TRẦN THỊ HOA", born="01/02/1955", card="DN4010100000017"),
    "unknown": PAPER.format(name="LÊ THỊ TÁM", born="09/01/1960", card="HT3010100000099"),
}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(f"\ufeff{HEAD}\n{ROW}\nbad\n{ROW}\n", encoding="utf-8")
    return path


def imported(house: House, register: Path) -> Report:
    return load(house, source(register).rows)


def filed(house: House) -> dict[str, tuple[dict[str, object], list[str]]]:
    """Each paper's link as the record has it, and why it waits."""
    found = {}
    for row in house.catalogue.documents.find():
        stored = json.loads(house.store.get(keys.record(row.id, row.version, "record.json")))
        tasks = house.catalogue.tasks.of(row.id)
        why = [task.reason for task in tasks if task.path == "patient_link"]
        found[stored["scan"]["file_name"][:-4]] = stored["patient_link"], why
    return found


def digitised(house: House) -> None:
    for name, text in PAPERS.items():
        done(house, received(house, name, [page(text)]))
    relink(house)


def test_importing_before_or_after_a_run_comes_to_the_same(tmp_path: Path, register: Path) -> None:
    told = []
    for when in ("before", "after"):
        with quick(tmp_path / when) as house:
            if when == "before":
                imported(house, register)
            digitised(house)
            if when == "after":
                report = imported(house, register)
                assert len(report.documents) == 2
                row = house.catalogue.documents.get(report.documents[0])
                assert row and row.version == 2
            told.append(filed(house))
            assert list(house.catalogue.audit.verify()) == []
    assert told[0] == told[1]
    (known, why), (torn, doubts), (unknown, _) = (told[0][name] for name in PAPERS)
    assert (known["patient_id"], known["method"], known["status"], why) == (
        "25000001",
        "identifier",
        "auto",
        [],
    )
    assert (torn["patient_key"], torn["patient_id"], torn["status"]) == (None, "25000001", "review")
    assert doubts == ["patient.against"]
    assert (unknown["patient_id"], unknown["status"]) == (None, "new")


def test_the_same_import_again_changes_nothing(home: Path, register: Path) -> None:
    with quick(home) as house:
        digitised(house)
        report = imported(house, register)
        assert (report.rows, report.loaded.new) == (3, 1)
        assert [(bad.line, bad.what) for bad in report.bad] == [
            (3, "the name is missing"),
            (4, "the patient id stands in an earlier row too"),
        ]
        events, told = house.catalogue.audit.events(), filed(house)
        again = imported(house, register)
        assert (again.loaded.unchanged, again.documents) == (1, ())
        assert (house.catalogue.audit.events(), filed(house)) == (events, told)
        assert not any("LAN" in event.after for event in events)


def test_a_register_without_a_row_that_can_be_used(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(f"{HEAD}\n,,,,,,,\n,x,,,,,,\n", encoding="utf-8")
    with quick(home) as house, pytest.raises(UsageError, match="nothing is loaded"):
        imported(house, path)


@pytest.fixture
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of the command, in this process."""
    for name in [name for name in os.environ if name.startswith("SOHOA_")]:
        monkeypatch.delenv(name)
    for name, value in {**QUICK, "SOHOA_HOME": str(home), "LANG": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    return home


def sohoa(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli._ended([*map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_commands_of_a_steward(
    here: Path, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with quick(here) as house:
        digitised(house)
        ids = {
            house.catalogue.receipts.names(row.sha256).file_name[:-4]: row
            for row in house.catalogue.documents.find()
        }
    code, out, err = sohoa(capsys, "patients", "import", register, "--json")
    said = json.loads(out)
    assert (code, said["rows"], said["new"], said["left_out"]) == (0, 3, 1, 2)
    assert {"line": 3, "what": "the name is missing", "loaded": False} in said["bad_rows"]
    assert sorted(said["documents"]) == sorted([ids["known"].id, ids["torn"].id])
    assert "line 4: the patient id stands in an earlier row too" in err
    assert "LAN" not in err

    torn = ids["torn"].id
    code, out, _ = sohoa(capsys, "patients", "why", torn)
    assert "a patient of the register has the number, but other particulars" in out
    assert "the given name is another" in out
    assert json.loads(sohoa(capsys, "patients", "why", torn, "--json")[1])["decision"]["evidence"]

    key = ids["unknown"].patient_key
    assert sohoa(capsys, "patients", "merge", key, "25000001")[:2] == (
        0,
        "documents with another patient: 1\n",
    )
    assert sohoa(capsys, "patients", "merge", key, "25000001")[1] == "nothing to change\n"
    assert sohoa(capsys, "patients", "assign", torn, "new")[0] == 0
    assert sohoa(capsys, "patients", "import", register)[0] == 0
    with quick(here) as house:
        told = filed(house)
        assert told["unknown"][0]["patient_id"] == "25000001"
        assert (told["unknown"][0]["method"], told["unknown"][0]["status"]) == (
            "steward",
            "verified",
        )
        assert (told["torn"][0]["patient_id"], told["torn"][0]["status"]) == (None, "verified")
        assert told["torn"][1] == []
    assert sohoa(capsys, "patients", "unmerge", key)[0] == 0
    with quick(here) as house:
        assert filed(house)["unknown"][0] == {
            "patient_key": key,
            "patient_id": None,
            "method": "none",
            "score": 0.0,
            "status": "new",
        }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "no-such-file"], "cannot be read"),
        (["merge", "x", "y"], "no such patient"),
        (["unmerge", "x"], "no such patient"),
        (["why", "d0"], "no such document"),
        (["pull", "ftp://x"], "The URL is the server's base"),
        (["pull", "http://10.0.0.1/fhir"], "must begin with https"),
    ],
)
def test_wrong_use_is_told(
    arguments: list[str], said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = sohoa(capsys, "patients", *arguments)
    assert code == 2
    assert said in err
