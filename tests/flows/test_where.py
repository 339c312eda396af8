"""Documents chosen by `--where`, and done again: what stewards said of them stays."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from exports.stored import stored
from flows import again
from flows.anew import file_due
from flows.house import House, opened
from flows.where import documents, where
from models.decided import about
from models.decision import Kind
from models.errors import UsageError
from storage import keys
from storage.decisions import Ruling
from storage.rows import DocumentRow
from tests.extractors.forms import page
from tests.flows.command import Command
from tests.flows.filed import QUICK, done, quick, received

PRESCRIPTION = """
                ĐƠN THUỐC
    Họ và tên: TRẦN THỊ HA    Mã BN: 20241234
    Ngày sinh: 12/03/1961    Giới tính: Nữ
    Chẩn đoán: Viêm phổi (J18.9)
    1. Amoxicillin 500 mg   20 viên
    Ngày uống 2 lần, mỗi lần 1 viên
    Ngày 05 tháng 03 năm 2026
    Bác sĩ: Lê Văn Minh
"""
RESULTS = """
              PHIẾU XÉT NGHIỆM
    Họ và tên: LÊ VĂN TÁM    Mã BN: 20249999
    Ngày sinh: 01/02/1950    Giới tính: Nam
    Tên xét nghiệm     Kết quả    Trị số bình thường    Đơn vị
    Glucose            7.2        3.9 - 6.4             mmol/L
    Ngày 17 tháng 10 năm 2025
"""


@dataclass
class Two:
    """A prescription and a lab report, which is in batch `c` as well."""

    house: House
    drugs: DocumentRow
    labs: DocumentRow

    def names(self, *texts: str) -> str:
        """Return which of them are found, as `drugs labs`."""
        found = documents(self.house, where(texts))
        known = {self.drugs.id: "drugs", self.labs.id: "labs"}
        return " ".join(sorted(known[row.id] for row in found))


def two(house: House) -> Two:
    (drugs,) = done(house, received(house, "drugs", [page(PRESCRIPTION)]))
    (labs,) = done(house, received(house, "labs", [page(RESULTS)]))
    return Two(house, drugs, labs)


def engine(both: Two) -> tuple[str, str]:
    how = provenance(both)
    return next(iter(how["engines"].items()))


def provenance(both: Two) -> dict[str, dict[str, str]]:
    key = keys.record(both.drugs.id, both.drugs.version, "record.json")
    made: dict[str, dict[str, str]] = json.loads(both.house.store.get(key))["provenance"]
    return made


def test_each_condition_finds_its_documents(home: Path) -> None:
    with quick(home) as house:
        both = two(house)
        (name, version), day = engine(both), both.drugs.filed_at[:10]
        sure = min(both.drugs.confidence, both.labs.confidence) - 0.01
        cases = {
            ("type=prescription",): "drugs",
            ("type!=prescription",): "labs",
            ("batch=b",): "drugs labs",
            ("batch=c",): "",
            ("batch!=c", "type=lab_report"): "labs",
            ("day=2026",): "drugs",
            ("day<=2025-10-17",): "labs",
            ("day<17/10/2025",): "",
            ("day>2025-10",): "drugs",
            (f"filed={day}", f"received>={day}"): "drugs labs",
            (f"filed>{day}",): "",
            (f"confidence<{sure}",): "",
            (f"confidence > {sure}",): "drugs labs",
            ("query=viem phoi",): "drugs",
            ("query=glucose", "query=amoxicillin"): "",
            (f"software={provenance(both)['software']}",): "drugs labs",
            ("software!=0.0.1",): "drugs labs",
            (f"model.{name}={version}",): "drugs labs",
            (f"model.{name}!={version}",): "",
            ("reason=nothing",): "",
        }
        assert {texts: both.names(*texts) for texts in cases} == cases


def test_a_document_is_found_by_why_it_waits(home: Path) -> None:
    with opened({"SOHOA_HOME": str(home), **QUICK, "SOHOA_ACCEPT_LAB_RESULTS": "1.0"}) as house:
        both = two(house)
        assert both.labs.waiting
        assert both.names("reason=doubtful") == "labs"
        assert both.names("reason!=doubtful") == "drugs"


@pytest.mark.parametrize(
    "text",
    [
        "type",
        "type=",
        "type=nothing",
        "type<lab_report",
        "confidence=half",
        "day=yesterday",
        "day!=2026",
        "query!=words",
        "colour=red",
    ],
)
def test_what_is_no_condition_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="--where"):
        where([text])


def test_a_plan_says_what_today_would_make_otherwise(home: Path) -> None:
    with quick(home) as house:
        both = two(house)
        rows = again.scans(house, asked=where(["type=lab_report"]))
        assert [row.sha256 for row in rows] == [both.labs.sha256]
        plan = again.plan(house, rows, "extract", 1)
        assert (plan.documents, plan.otherwise, plan.pages) == (1, 0, 1)
        assert plan.stages == ("extract", "link", "file")
        house.catalogue.withdrawals.withdraw(both.labs.sha256)
        assert again.scans(house, asked=where(["type=lab_report"])) == ()
        with pytest.raises(UsageError):
            again.scans(house, document="d0")


@pytest.mark.slow
def test_a_rerun_never_replaces_what_a_steward_said(
    home: Path, lent: Callable[..., Command]
) -> None:
    command = lent(home, **QUICK)
    with quick(home) as house:
        both = two(house)
        key = keys.record(both.drugs.id, both.drugs.version, "record.json")
        word = about(
            stored(house.store.get(key)).facts,
            both.drugs.sha256,
            Kind.CORRECT,
            "patient.full_name",
            "TRẦN THỊ HÀ",
        )
        house.catalogue.by("lan").decisions.decide([Ruling(both.drugs.id, word, ())])
        file_due(house)
    other = {"SOHOA_ACCEPT_OTHER": "1.0", "SOHOA_ACCEPT_IDENTITY": "1.0"}
    asked = ("rerun", "--from", "extract", "--where", "type=prescription")
    dry = command(*asked, "--dry-run", **other)
    assert dry.returncode == 0, dry.stderr
    assert "stages: extract link file" in dry.stdout
    assert "scans: 1, pages: 1, about 1 minutes" in dry.stdout
    assert "documents: 1; made with other settings, models or lists: 1" in dry.stdout
    done_again = command(*asked, "--yes", **other)
    assert done_again.returncode == 0, done_again.stderr
    assert "scans done again: 1; new versions of documents: 1" in done_again.stdout
    said = command.json("show", both.drugs.id)
    assert said["version"] == 3
    name = said["record"]["patient"]["full_name"]
    assert (name["value"], name["status"]) == ("TRẦN THỊ HÀ", "corrected")
    assert said["record"]["patient"]["sex"]["status"] == "review"
    assert command.json("show", both.labs.id)["version"] == 1
    assert command("rerun", "--where", "type=lab_report", "--all").returncode == 2
