"""Signed copies: made once, kept beside the version, proved by verify."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from exports.pdf import pdf
from exports.signing.sign import pen
from flows.anew import file_due
from flows.authorities import authorities
from flows.copies import copies, copy, note
from flows.house import House, opened
from flows.searchable import PDF
from flows.signing import due, keep, sign, signed
from flows.whole import backup
from flows.whole.faults import Fault, Kind, Look
from flows.whole.verify import verify
from models.decided import about
from models.decision import Kind as Word
from models.errors import SigningError
from models.signature import TOLD, Level, State
from storage import keys
from storage.decisions import Ruling
from storage.rows import DocumentRow
from tests.exports.test_pdf import ABOUT, leaf
from tests.flows.command import Command, write_scans
from tests.flows.filed import QUICK
from tests.flows.test_sampling import SURE, batch, facts
from tests.signing import PASSPHRASE, Root

__all__ = ["batch"]

ENVIRON = {"SOHOA_SIGNING_PASSPHRASE": PASSPHRASE}


@pytest.fixture
def root(tmp_path: Path) -> Root:
    found = Root(tmp_path / "authorities")
    found.certify("Bệnh viện Đa khoa Hải Tây").p12(tmp_path / "key.p12")
    return found


@pytest.fixture
def said(root: Root, tmp_path: Path) -> dict[str, str]:
    return {
        "SOHOA_SIGNING_KEY_FILE": str(tmp_path / "key.p12"),
        "SOHOA_SIGNING_AUTHORITIES": str(root.folder),
        "SOHOA_CONVERSION_DECISION": "123/QĐ-BV",
        "SOHOA_CONVERSION_DECIDED_ON": "2026-11-02",
    }


@pytest.fixture
def house(home: Path, said: dict[str, str]) -> Iterator[House]:
    with opened({"SOHOA_HOME": str(home), **QUICK, **SURE, **said}) as there:
        yield there


@pytest.fixture
def rows(house: House, batch: tuple[DocumentRow, ...]) -> tuple[DocumentRow, ...]:
    for row in batch:
        draw(house, row)
    return batch


def draw(house: House, row: DocumentRow) -> None:
    """Have a PDF of a document whose scan is none."""
    data = pdf([leaf()], replace(ABOUT, document=row.id))
    house.store.put(keys.record(row.id, row.version, PDF), data)


def correct(house: House, row: DocumentRow) -> DocumentRow:
    """Have lan correct a document; return it as it is filed then."""
    said = about(facts(house, row), row.sha256, Word.CORRECT, "patient.full_name", "TRẦN HOÀ")
    house.catalogue.by("lan").decisions.decide([Ruling(row.id, said)])
    file_due(house)
    now = house.catalogue.documents.get(row.id)
    assert now and now.version == 2
    return now


def faults(house: House, *, quick: bool = False) -> list[Fault]:
    return list(verify(house, Look(quick=quick)))


def put_anew(house: House, home: Path, key: str, data: bytes) -> None:
    """Do as somebody who can write to the store, and knows how it is made, might do."""
    for path in (home / "store").rglob(f"*{Path(key).name}*"):
        path.unlink()
    house.store.put(key, data)


def test_every_document_is_signed_once_and_verify_proves_it(
    house: House, rows: tuple[DocumentRow, ...]
) -> None:
    assert due(house, rows) == list(rows)
    told: list[int] = []
    assert sign(house, rows[:2], ENVIRON, told.append) == {Level.B: 2}
    assert told == [1, 1]
    # A command that was stopped goes on where it was.
    assert due(house, rows) == [rows[2]]
    sign(house, due(house, rows), ENVIRON, told.append)
    assert due(house, rows) == []
    assert faults(house) == []
    (one,) = house.catalogue.signings.of(rows[0].id)
    data = house.store.get(keys.signed(rows[0].id, 1, 1))
    assert (one.version, one.number, one.level) == (1, 1, "B-B")
    assert one.sha256 == hashlib.sha256(data).hexdigest()
    # The version itself is what it was.
    assert house.store.get(keys.record(rows[0].id, 1, PDF)) == pdf(
        [leaf()], replace(ABOUT, document=rows[0].id)
    )


def test_a_new_version_is_due_again(house: House, rows: tuple[DocumentRow, ...]) -> None:
    sign(house, rows, ENVIRON, lambda _: None)
    now = correct(house, rows[0])
    assert due(house, house.catalogue.documents.find(batch="b")) == [now]


def test_what_a_killed_command_left_is_taken_and_a_strangers_is_not(
    house: House, rows: tuple[DocumentRow, ...]
) -> None:
    settings, row, stranger = house.settings.signing, rows[0], rows[1]
    with pen(settings, authorities(settings), ENVIRON) as ready:
        left = ready.sign(copy(house, row, note(house, row)), "", "").data
    house.store.put(keys.signed(row.id, 1, 1), left)
    house.store.put(keys.signed(stranger.id, 1, 1), left)
    assert {fault.kind for fault in faults(house)} == {Kind.EXTRA}
    sign(house, rows, ENVIRON, lambda _: None)
    (kept,) = house.catalogue.signings.of(row.id)
    assert (kept.number, kept.sha256) == (1, hashlib.sha256(left).hexdigest())
    (other,) = house.catalogue.signings.of(stranger.id)
    assert other.number == 2
    assert [(fault.kind, fault.subject) for fault in faults(house)] == [
        (Kind.EXTRA, keys.signed(stranger.id, 1, 1))
    ]


def test_a_byte_that_is_another_is_found(
    house: House, rows: tuple[DocumentRow, ...], home: Path
) -> None:
    sign(house, rows, ENVIRON, lambda _: None)
    key = keys.signed(rows[0].id, 1, 1)
    data = bytearray(house.store.get(key))
    data[data.index(b"stream") + 20] ^= 1
    put_anew(house, home, key, bytes(data))
    found = {(fault.kind, fault.what) for fault in faults(house) if fault.subject == key}
    assert found == {
        (Kind.CHANGED, "its row has another hash"),
        (Kind.SIGNATURE, "changed after it was signed"),
    }
    plain = house.store.get(keys.record(rows[0].id, 1, PDF))
    put_anew(house, home, key, plain)
    assert (Kind.SIGNATURE, key, "it has not the one signature that the audit tells") in [
        (fault.kind, fault.subject, fault.what) for fault in faults(house)
    ]
    for path in (home / "store").rglob(f"{Path(key).name}*"):
        path.unlink()
    assert {fault.kind for fault in faults(house, quick=True)} == {Kind.MISSING}


def test_who_signed_must_be_known_to_an_authority(
    house: House, rows: tuple[DocumentRow, ...], root: Root, tmp_path: Path
) -> None:
    sign(house, rows[:1], ENVIRON, lambda _: None)
    (root.folder / "root.pem").unlink()
    assert faults(house) == []  # nobody is trusted: that the audit tells the key is all there is
    Root(root.folder, "Ai đó")
    assert [fault.what for fault in faults(house)] == [TOLD[State.UNKNOWN]]


def test_a_wrong_passphrase_signs_nothing(house: House, rows: tuple[DocumentRow, ...]) -> None:
    with pytest.raises(SigningError):
        sign(house, rows, {}, lambda _: None)
    assert due(house, rows) == list(rows) and faults(house) == []


def test_the_foot_names_who_looked_or_else_who_scanned(
    house: House, rows: tuple[DocumentRow, ...]
) -> None:
    told = note(house, rows[0])
    assert "by" not in told.values
    assert told.line.startswith("Bản sao từ tệp điện tử · lô b · ")  # no reader was asked
    assert told.line.endswith("quyết định số 123/QĐ-BV · ngày quyết định 02/11/2026")
    now = correct(house, rows[0])
    assert note(house, now).values["by"] == "lan"
    assert "người thực hiện: lan" in note(house, now).line


def test_copies_that_leave_the_house_are_the_signed_ones_where_there_are_any(
    house: House, rows: tuple[DocumentRow, ...], tmp_path: Path
) -> None:
    sign(house, rows[:1], ENVIRON, lambda _: None)
    out = tmp_path / "out"
    assert copies(house, rows, out) == (3, 1)
    assert sorted(path.name for path in out.iterdir()) == sorted(f"{row.id}.pdf" for row in rows)
    assert (out / f"{rows[0].id}.pdf").read_bytes() == house.store.get(
        keys.signed(rows[0].id, 1, 1)
    )
    with pikepdf.open(out / f"{rows[1].id}.pdf") as file:
        assert "lô b" in str(file.docinfo["/Subject"])
    house.catalogue.withdrawals.withdraw(rows[1].sha256)
    copies(house, rows[:1], out)
    assert not (out / f"{rows[1].id}.pdf").exists() and (out / f"{rows[2].id}.pdf").exists()


def test_a_signed_dossier_is_kept_and_a_backup_holds_all_that_is_signed(
    house: House, rows: tuple[DocumentRow, ...], said: dict[str, str], home: Path, tmp_path: Path
) -> None:
    sign(house, rows, ENVIRON, lambda _: None)
    paper, seal = signed(house, pdf([leaf()], ABOUT), ENVIRON)
    keep(house, "b", paper, b"{}", seal)
    keep(house, "b", b"a draft", b"{}", {})  # not signed, so not kept
    every = [*house.store.keys("dossiers/")]
    every += [key for key in house.store.keys("documents/") if "signed" in key]
    assert len(every) == 3 + 2 and faults(house) == []
    assert backup.backup(house, tmp_path / "backup", lambda _: None).faults == ()
    other = tmp_path / "other"
    backup.prepare(tmp_path / "backup", other)
    with opened({"SOHOA_HOME": str(other), **QUICK, **SURE, **said}) as there:
        assert backup.restore(there, tmp_path / "backup", lambda _: None).faults == ()
        assert set(there.store.keys("do")) >= set(every)
    key = next(key for key in every if key.endswith(".pdf") and "dossiers" in key)
    put_anew(house, home, key, paper[:-30])
    assert Kind.SIGNATURE in {fault.kind for fault in faults(house) if fault.subject == key}


@pytest.mark.slow
def test_the_commands_sign_show_and_prove(
    sohoa: Command, said: dict[str, str], tmp_path: Path
) -> None:
    scans = write_scans(tmp_path / "hop-12", 1)
    assert sohoa("run", scans, "--operator", "Lê Thị Hoa").returncode == 0
    named = {**said, **ENVIRON}
    dry = sohoa("sign", "hop-12", "--dry-run", **said)
    assert dry.stdout.splitlines() == ["signed already: 0", "to sign: 1"], dry.stderr
    wrong = sohoa("sign", "hop-12", **{**named, "SOHOA_SIGNING_PASSPHRASE": "no"})
    assert (wrong.returncode, wrong.stdout.splitlines()) == (4, ["signed already: 0"])
    assert "SOHOA_SIGNING_PASSPHRASE" in wrong.stderr
    ended = sohoa("sign", "hop-12", **named)
    assert ended.stdout.splitlines()[-1] == "signed now: 1, as PAdES B-B", ended.stderr
    again = sohoa("sign", "hop-12", **said)
    assert again.stdout.splitlines() == ["signed already: 1", "to sign: 0"], again.stderr
    out = tmp_path / "out"
    assert sohoa("export", out, "--format", "copy", **said).returncode == 0
    (path,) = out.iterdir()
    told = subprocess.run(["pdfsig", "-nocert", path], check=True, capture_output=True)
    assert b"Signature is Valid" in told.stdout and b"Total document signed" in told.stdout
    text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True).stdout
    assert "Bản chuyển đổi từ hồ sơ giấy · lô hop-12 · " in text.decode()
    assert "người thực hiện: Lê Thị Hoa" in text.decode()

    dossier = tmp_path / "dossier"
    written = sohoa("dossier", "hop-12", "--out", dossier, **named)
    assert written.returncode == 0, written.stderr
    told = subprocess.run(
        ["pdfsig", "-nocert", dossier / "dossier.pdf"], check=True, capture_output=True
    )
    assert b"Signature is Valid" in told.stdout and b"Total document signed" in told.stdout
    whole = sohoa("verify", "--json", **said)
    assert whole.returncode == 0 and json.loads(whole.stdout)["whole"], whole.stdout
    kept = sorted((sohoa.home / "store" / "dossiers").rglob("*.pdf"))
    assert [one.read_bytes() for one in kept] == [(dossier / "dossier.pdf").read_bytes()]
    kept[0].chmod(0o600)
    kept[0].write_bytes(kept[0].read_bytes()[:-1])
    assert sohoa("verify", **said).returncode == 5
