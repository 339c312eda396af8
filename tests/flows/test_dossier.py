"""The dossier of a batch: what a hospital keeps to prove how its paper was converted."""

import hashlib
import json
import subprocess
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import pytest

from flows.anew import file_due
from flows.dossier import dossier
from flows.house import House
from flows.searchable import PDF
from models.dossier import Open
from storage import keys
from storage.rows import DocumentRow
from tests.flows.command import Command, write_scans
from tests.flows.test_sampling import answer, batch, house, two

__all__ = ["batch", "house"]


def test_samples_give_shares_of_errors_with_intervals(
    house: House, batch: tuple[DocumentRow, ...]
) -> None:
    for row in batch:
        house.store.put(keys.record(row.id, row.version, PDF), b"as if drawn")
    before = dossier(house, "b")
    assert (before.documents_wrong, before.values_wrong, before.samples) == (None, None, ())
    kinds = {one.kind: one.count for one in before.open}
    assert kinds == {Open.DECISION: 1, Open.OPERATOR: 1, Open.COUNT: 1, Open.SAMPLE: 3}

    one = house.catalogue.inspections.draw("b", two)
    file_due(house)
    first, second = [each.document_id for each in house.catalogue.inspections.sample(one.number)]
    by_id = {row.id: row for row in batch}
    answer(house, by_id[first], {"patient.full_name": "TRẦN THỊ HÀ"})
    answer(house, by_id[second])
    house.catalogue.inspections.seal(one.number)
    file_due(house)
    for row in house.catalogue.documents.find(batch="b"):
        house.store.put(keys.record(row.id, row.version, PDF), b"as if drawn")

    after = dossier(house, "b")
    assert after.documents_wrong
    assert (after.documents_wrong.wrong, after.documents_wrong.of) == (1, 2)
    assert after.values_wrong and after.values_wrong.wrong == 1
    low, high = after.values_wrong.low, after.values_wrong.high
    assert 0 < low < 1 / after.values_wrong.of < high < 1
    (sample,) = after.samples
    assert (sample.verdict, sample.seen, sample.wrong) == ("returned", 2, 1)
    assert after.verified_by == {"lan": sum(one.words for one in after.documents)}
    kinds = {one.kind: one.count for one in after.open}
    assert kinds[Open.RETURNED] == 3 and kinds[Open.TASKS] > 0
    assert Open.SAMPLE not in kinds


@pytest.mark.slow
def test_the_command_writes_what_can_be_kept_and_signed(sohoa: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "hop-12", 1)
    said = ["--operator", "Lê Thị Hoa", "--box", "H-12", "--pages", "1"]
    assert sohoa("run", scans, *said).returncode == 0
    out = tmp_path / "kept"
    named = {
        "SOHOA_CONVERSION_DECISION": "123/QĐ-BV",
        "SOHOA_CONVERSION_DECIDED_ON": "2026-11-02",
        "SOHOA_CONVERSION_FACILITY": "Bệnh viện Đa khoa Hải Tây",
    }
    ended = sohoa("dossier", "hop-12", "--out", out, **named)
    assert ended.returncode == 0, ended.stderr
    assert sorted(path.name for path in out.iterdir()) == ["dossier.json", "dossier.pdf"]
    told = json.loads((out / "dossier.json").read_text("utf-8"))
    assert (told["decision"], told["decided_on"]) == ("123/QĐ-BV", "2026-11-02")
    assert told["pages"] == {"received": 1, "filed": 1, "blank": 0, "rejected": 0, "waiting": 0}
    assert told["declared"]["operator"] == "Lê Thị Hoa"
    assert {"sohoa", "tesseract"} <= told["made_with"].keys()
    kinds = {point["kind"] for point in told["open"]}
    assert kinds.isdisjoint({"decision", "operator", "count", "gaps", "balance", "pages"})
    (document,) = told["documents"]
    scan = (scans / "scan-0.png").read_bytes()
    assert document["scan"] == hashlib.sha256(scan).hexdigest()
    exported = tmp_path / "out"
    assert sohoa("export", exported, "--batch", "hop-12").returncode == 0
    for name, key in (("record.json", "record"), ("document.pdf", "pdf")):
        data = (exported / document["document_id"] / name).read_bytes()
        assert document[key] == hashlib.sha256(data).hexdigest()

    text = _text(out / "dossier.pdf")
    for words in ("123/QĐ-BV", "02/11/2026", "Lê Thị Hoa", "H-12", document["document_id"]):
        assert words in text
    # No patient's name in what goes to inspectors, nor in the audit.
    assert "NGUYỄN THỊ" not in text + (out / "dossier.json").read_text("utf-8")
    assert sohoa("verify").returncode == 0
    # Without a decision nothing is refused: it is told.
    again = sohoa("dossier", "hop-12", "--out", out)
    assert again.returncode == 0
    assert "Number and date of the decision on the conversion are not set." in again.stderr
    missing = sohoa("dossier", "hop-13")
    assert missing.returncode == 2


def _text(path: Path) -> str:
    with pikepdf.open(path) as file:
        assert not pikepdf.pdfa.check(file, "2b").findings
    told = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True)
    return told.stdout.decode()
