"""Documents of a home on a FHIR server, and as files."""

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from exports.fhir.address import address
from exports.fhir.server import Server
from flows import readings
from flows.charts import charts
from flows.configuration import reading_key
from flows.delivery import deliver
from flows.house import House
from flows.push import push
from models.codec import encode
from models.document import Scan
from models.errors import StoreError
from storage import keys
from storage.rows import DocumentRow
from tests.exports.r4 import faults
from tests.exports.test_pdf import run
from tests.extractors.forms import page
from tests.fhir_server import FhirServer, serving
from tests.flows import command
from tests.flows.command import Command
from tests.flows.filed import done, quick

PATIENT = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
                {title}
    Họ và tên: TRẦN THỊ HÀ    Mã BN: 20241234
    Ngày sinh: 12/03/1961    Giới tính: Nữ
"""
ORDER = (
    PATIENT
    + """
    Chẩn đoán: Viêm phổi (J18.9)
    1. Amoxicillin 500 mg   20 viên
       Ngày uống 2 lần, mỗi lần 1 viên
    Ngày 03 tháng 02 năm 2026
"""
)
MORE = ORDER.replace("    Ngày 03", "    2. Paracetamol 500 mg   10 viên\n    Ngày 03")
BLOOD = (
    PATIENT
    + """
    Glucose   7,20   mmol/L   3,9 - 6,4   Tăng
    Ngày 01 tháng 02 năm 2026
"""
)


def filed(house: House, name: int, text: str, title: str) -> DocumentRow:
    """Have a scan of one page, read as these words, filed again if need be."""
    drawn = io.BytesIO()
    command.page(name).save(drawn, "PNG", dpi=(150, 150))
    data = drawn.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    house.store.put(keys.original(sha256), data)
    house.catalogue.receipts.open_batch("b")
    scan = Scan(sha256, "image/png", len(data), 1)
    house.catalogue.receipts.receive("b", f"{name}.png", scan)
    read = readings.Reading(page(text.format(title=title)), {}, "2026-11-02T08:15:00+07:00")
    key = keys.derived(sha256, 1, "read", reading_key(sha256, 1, house.settings), "json")
    house.store.replace(key, encode(readings.READING, read))
    (row,) = done(house, sha256)
    return row


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with quick(home) as there:
        yield there


@pytest.fixture
def there() -> Iterator[FhirServer]:
    with serving(FhirServer()) as server:
        yield server


def pushed(house: House, there: FhirServer) -> list[str]:
    """Send all; return the ids of what was refused."""
    rows = house.catalogue.documents.find(superseded=True, withdrawn=True)
    server = Server(address(there.url), house.settings.fhir, {})
    return [refusal.document_id for refusal in push(house, rows, server)]


def sendings(house: House) -> list[object]:
    events = house.catalogue.audit.events()
    return [json.loads(event.after)["version"] for event in events if event.action == "send"]


def test_a_push_again_changes_nothing(house: House, there: FhirServer) -> None:
    filed(house, 1, ORDER, "ĐƠN THUỐC")
    filed(house, 2, BLOOD, "PHIẾU KẾT QUẢ XÉT NGHIỆM")
    assert pushed(house, there) == []
    before = dict(there.resources)
    assert pushed(house, there) == []
    assert there.resources == before
    assert set(there.versions.values()) == {1}
    assert sendings(house) == [1, 1]
    assert len(there.of("Composition")) == 2
    assert [patient["name"] for patient in there.of("Patient")] == [[{"text": "TRẦN THỊ HÀ"}]]


def test_a_new_version_takes_the_place_of_the_old(house: House, there: FhirServer) -> None:
    filed(house, 1, MORE, "ĐƠN THUỐC")
    pushed(house, there)
    assert len(there.of("MedicationRequest")) == 2
    row = filed(house, 1, ORDER, "ĐƠN THUỐC")
    assert row.version == 2
    pushed(house, there)
    (order,) = there.of("MedicationRequest")
    assert order["medicationReference"]["display"] == "Amoxicillin"
    assert len(there.of("Composition")) == 1
    assert sendings(house) == [1, 2]


def test_what_is_withdrawn_here_is_deleted_there(house: House, there: FhirServer) -> None:
    row = filed(house, 1, ORDER, "ĐƠN THUỐC")
    filed(house, 2, BLOOD, "PHIẾU KẾT QUẢ XÉT NGHIỆM")
    pushed(house, there)
    house.catalogue.withdrawals.withdraw(row.sha256)
    pushed(house, there)
    pushed(house, there)
    assert there.of("MedicationRequest") == []
    assert len(there.of("Composition")) == len(there.of("Patient")) == 1
    assert sendings(house) == [1, 1, None]


def test_a_refused_document_does_not_keep_the_others_back(house: House, there: FhirServer) -> None:
    row = filed(house, 1, ORDER, "ĐƠN THUỐC")
    filed(house, 2, BLOOD, "PHIẾU KẾT QUẢ XÉT NGHIỆM")
    there.refuses = "Amoxicillin"
    assert pushed(house, there) == [row.id]
    assert [one["title"] for one in there.of("Composition")] == ["Phiếu kết quả xét nghiệm"]
    assert sendings(house) == [1]


def test_folders_hold_valid_fhir_that_names_the_files_in_them(house: House, tmp_path: Path) -> None:
    row = filed(house, 1, ORDER, "ĐƠN THUỐC")
    deliver(house, [row], tmp_path / "all")
    deliver(house, [row], tmp_path / "fhir", stored=())
    folder = tmp_path / "all" / row.id
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["document.pdf", "fhir.json", "record.json", "text.txt"]
    assert [path.name for path in (tmp_path / "fhir" / row.id).iterdir()] == ["fhir.json"]
    data = (folder / "fhir.json").read_bytes()
    assert data == (tmp_path / "fhir" / row.id / "fhir.json").read_bytes()
    bundle = json.loads(data)
    assert faults(bundle) == []
    every = {entry["resource"]["resourceType"]: entry["resource"] for entry in bundle["entry"]}
    original, copy = (part["attachment"] for part in every["DocumentReference"]["content"])
    received = house.store.get(keys.original(row.sha256))
    assert (original["size"], original["contentType"]) == (len(received), "image/png")
    assert copy["size"] == (folder / "document.pdf").stat().st_size
    assert every["MedicationRequest"]["authoredOn"] == "2026-02-03"


def test_a_chart_holds_a_patients_documents_the_oldest_first(house: House, tmp_path: Path) -> None:
    rows = [
        filed(house, 1, ORDER, "ĐƠN THUỐC"),
        filed(house, 2, BLOOD, "PHIẾU KẾT QUẢ XÉT NGHIỆM"),
        filed(house, 3, "Giấy không tên", ""),
    ]
    out = tmp_path / "charts"
    assert charts(house, rows, out) == 1
    (path,) = out.iterdir()
    assert path.name == f"{rows[0].patient_key}.pdf"
    assert rows[2].patient_key is None
    with pikepdf.open(path) as file, file.open_outline() as outline:
        assert [mark.title for mark in outline.root] == [
            "Phiếu kết quả xét nghiệm, 01/02/2026",
            "Đơn thuốc, 03/02/2026",
        ]
    text = run(path.read_bytes(), tmp_path, "pdftotext")
    assert text.count("Bản sao từ tệp điện tử · lô") == 2  # no reader was asked
    first = path.read_bytes()
    (out / "mine.pdf").touch()
    assert charts(house, rows, out) == 1
    assert path.read_bytes() == first
    for row in rows:
        house.catalogue.withdrawals.withdraw(row.sha256)
    assert charts(house, [], out) == 0
    assert [left.name for left in out.iterdir()] == ["mine.pdf"]


def test_a_folder_that_cannot_be_written_to_is_told(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written to"):
        charts(house, [], tmp_path / "file")


def test_the_command_asks_for_https_and_takes_credentials_from_the_environment(
    bare: Command, there: FhirServer
) -> None:
    refused = bare("push", "fhir", "http://10.0.0.7/r4")
    assert (refused.returncode, "must begin with https" in refused.stderr) == (2, True)
    sent = bare("push", "fhir", there.url, SOHOA_FHIR_TOKEN="x")
    assert (sent.returncode, sent.stdout) == (0, "documents sent: 0\n"), sent.stderr
    there.release = "5.0.0"
    other = bare("push", "fhir", there.url)
    assert (other.returncode, "R4 (4.0.1) is needed" in other.stderr) == (5, True)
