"""Files that come signed: that is kept with the scan, told where people look, and proved."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from flows import readings
from flows.configuration import reading_key
from flows.discover import Found
from flows.dossier import dossier
from flows.house import House, opened
from flows.receive import receive
from flows.searchable import PDF
from flows.whole.faults import Kind, Look
from flows.whole.verify import verify
from models.codec import encode
from models.dossier import Open
from models.signature import Signature, State
from review import dossier as drawn
from review.report import html, report
from review.report_pdf import pdf
from review.texts import texts
from storage import keys
from storage.rows import DocumentRow
from storage.tables import scan
from tests.exports.test_pdf import run
from tests.extractors.forms import page
from tests.flows.command import Command
from tests.flows.filed import QUICK, done
from tests.flows.test_anew import form
from tests.pipeline.test_signatures import born_digital, signed
from tests.signing import Root

AT = "2026-11-27T14:05:00+07:00"


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root(tmp_path / "authorities")


@pytest.fixture
def said(root: Root, home: Path) -> dict[str, str]:
    return {"SOHOA_HOME": str(home), "SOHOA_SIGNING_AUTHORITIES": str(root.folder), **QUICK}


def came(house: House, path: Path) -> tuple[Signature, ...]:
    """Receive a file; return the signatures that are on the books."""
    (receipt,) = receive(house, "b", [Found(path, path.name)], 1)
    assert receipt.sha256 and receipt.refusal is None
    row = house.catalogue.scans.get(receipt.sha256)
    assert row
    assert house.store.get(keys.original(row.sha256)) == path.read_bytes()
    return row.signatures


def good(root: Root, folder: Path) -> Path:
    path = folder / "tốt.pdf"
    path.write_bytes(signed(born_digital(), root.certify("BS. Phạm Văn Nam"), folder))
    return path


def changed(root: Root, folder: Path) -> Path:
    data = bytearray(signed(born_digital(), root.certify("BS. Phạm Văn Nam"), folder))
    data[data.index(b"stream") + 12] ^= 1
    path = folder / "sửa.pdf"
    path.write_bytes(data)
    return path


def file(house: House, sha256: str) -> DocumentRow:
    """Have a scan of one page read, as if it said what a form says, and filed."""
    reading = readings.Reading(replace(page(form(1)), number=1), {}, "2026-11-02T08:15:00+07:00")
    key = keys.derived(sha256, 1, "read", reading_key(sha256, 1, house.settings), "json")
    house.store.put(key, encode(readings.READING, reading))
    (row,) = done(house, sha256)
    return row


def test_what_a_file_came_with_is_on_the_books_and_its_bytes_are_as_they_were(
    said: dict[str, str], root: Root, tmp_path: Path
) -> None:
    plain = tmp_path / "trơn.pdf"
    plain.write_bytes(born_digital())
    with opened(said) as house:
        assert came(house, plain) == ()
        (one,) = came(house, good(root, tmp_path))
        assert (one.state, one.signer, one.whole) == (State.VALID, "BS. Phạm Văn Nam", True)
        (other,) = came(house, changed(root, tmp_path))
        assert other.state is State.CHANGED
        # It is not looked at again, whoever is trusted by then: this is how it came.
        (root.folder / "root.pem").unlink()
        assert came(house, tmp_path / "tốt.pdf") == (one,)
        told = [json.loads(event.after) for event in house.catalogue.audit.events()]
        assert [one["signed"] for one in told if "signed" in one] == [["valid"], ["changed"]]
        assert "Phạm" not in json.dumps(told, ensure_ascii=False)
        assert list(verify(house, Look())) == []


def test_who_changes_what_is_on_the_books_is_found(
    said: dict[str, str], root: Root, tmp_path: Path
) -> None:
    with opened(said) as house:
        came(house, changed(root, tmp_path))
        with house.catalogue._database.write() as connection:
            connection.execute(update(scan).values(signatures=None))
        assert [(one.kind, one.what.split()[0]) for one in verify(house, Look())] == [
            (Kind.CHANGED, "signatures")
        ]


def test_a_broken_one_is_told_to_whoever_looks(
    said: dict[str, str], root: Root, tmp_path: Path, home: Path
) -> None:
    with opened(said) as house:
        came(house, good(root, tmp_path))
        path = changed(root, tmp_path)
        came(house, path)
        row = file(house, hashlib.sha256(path.read_bytes()).hexdigest())
        house.store.put(keys.record(row.id, row.version, PDF), b"as if drawn")
        # The batch's report,
        told = report(house.catalogue, house.store, house.settings, house.rules, "b", AT)
        assert {(name, one.state) for name, one in told.signatures} == {
            ("sửa.pdf", State.CHANGED),
            ("tốt.pdf", State.VALID),
        }
        shown = html(told, texts("vi")).decode()
        words = texts("vi")("changed after it was signed")
        assert words in shown.lower() and "BS. Phạm Văn Nam" in shown
        assert words in " ".join(run(pdf(told, texts("vi")), tmp_path, "pdftotext").lower().split())
        # its dossier,
        one = dossier(house, "b")
        (point,) = [point for point in one.open if point.kind is Open.SIGNATURES]
        assert (point.count, point.reasons) == (1, {"changed": 1})
        text = " ".join(run(drawn.pdf(one, texts("vi")), tmp_path, "pdftotext").split())
        assert words in text and "Phạm" not in text
    # and the command.
    shown_by = Command(home, said)("show", row.id)
    assert "signature of BS. Phạm Văn Nam: changed after it was signed" in shown_by.stdout
    as_json = json.loads(Command(home, said)("show", row.id, "--json").stdout)
    assert [one["state"] for one in as_json["signatures"]] == ["changed"]


def test_of_what_is_disposed_of_nothing_tells_who_signed(
    said: dict[str, str], root: Root, tmp_path: Path
) -> None:
    from storage import disposals

    with opened(said) as house:
        came(house, good(root, tmp_path))
        (row,) = house.catalogue.scans.of()
        with house.catalogue._database.write() as connection:
            disposals._forget(connection, row.sha256, [])
        (row,) = house.catalogue.scans.of()
        assert row.signatures == ()


def test_expired_signers_are_told(said: dict[str, str], root: Root, tmp_path: Path) -> None:
    ended = root.certify("BS. Cũ", begins=datetime.now(UTC) - timedelta(days=20), days=10)
    path = tmp_path / "cũ.pdf"
    path.write_bytes(signed(born_digital(), ended, tmp_path))
    with opened(said) as house:
        assert [one.state for one in came(house, path)] == [State.EXPIRED]
