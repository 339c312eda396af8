"""What filed stays lack: as commands tell it, and as it changes when papers come."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.anew import file_due
from flows.dossier import dossier, encoded
from flows.house import House, opened
from flows.searchable import PDF
from flows.stays import as_json, brief, lacking, of_document
from flows.whole.faults import Look
from flows.whole.verify import verify
from models.decision import rescan
from models.dossier import Open
from models.errors import SettingsError
from review.dossier import pdf
from review.texts import texts
from storage import keys
from storage.decisions import Ruling
from tests.exports.test_pdf import run
from tests.extractors.forms import page
from tests.flows.charts import chart, stays
from tests.flows.command import Command
from tests.flows.filed import QUICK, done, quick, received

MAI: dict[str, Any] = {"who": "LÊ THỊ MAI", "number": 20249999, "stay": "25.009999"}
ALL = ("record", "treatment_sheet", "nursing", "vital_signs", "discharge")


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with quick(home) as there:
        yield there


def test_a_chart_is_whole_once_all_its_papers_came(house: House) -> None:
    chart(house, *ALL[:3], "lab")
    (stay,) = stays(house)
    assert (stay.label, stay.lacks) == ("BA-001", ("vital_signs", "discharge"))
    told = "Papers that stays lack: 2, in 1 of 1 stays: sohoa papers list b"
    assert brief(house, "b") == [told]
    assert stay.checked.kind and stay.checked.kind.id == "inpatient"
    chart(house, "vital_signs", "discharge")
    (stay,) = stays(house)
    assert stay.lacks == () and len(stay.papers) == 6
    assert brief(house, "b") == []
    assert list(verify(house, Look())) == []


def test_what_the_papers_say_asks_for_more(house: House) -> None:
    chart(house, *ALL, outcome="Tử vong")
    chart(house, *ALL, "procedure", name="BA-002", **MAI)
    died, operated = stays(house)
    assert died.lacks == ("death_review",)
    assert {one.paper.id for one in died.checked.needs}.isdisjoint({"discharge", "procedure"})
    assert operated.lacks == ("procedure_consent",)


def test_a_loose_prescription_is_no_chart_and_a_record_is(house: House) -> None:
    chart(house, "lab", declared=False)
    (stay,) = stays(house)
    assert not stay.looked and stay.checked.kind is None
    chart(house, "record", declared=False, name="BA-002")
    (stay,) = stays(house)  # the lab report is of its patient's only stay
    assert stay.looked and set(stay.lacks) == {*ALL} - {"record"}
    assert lacking([stay])[0].startswith("BA-002-record.pdf: ")


def test_a_page_that_is_to_be_scanned_again_is_illegible(house: House) -> None:
    rows = chart(house, *ALL)
    word = rescan(rows["nursing"].sha256, 1, "too pale")
    house.catalogue.by("lan").decisions.decide([Ruling(rows["nursing"].id, word)])
    file_due(house)
    (stay,) = stays(house)
    assert [(one.paper.id, one.state.value) for one in stay.checked.lacks] == [
        ("nursing", "illegible")
    ]
    assert stay.lost == 1


def test_what_a_person_said_stays_when_all_is_filed_again(house: House) -> None:
    rows = chart(house, *ALL[:4])
    word = house.catalogue.by("lan").stays.say_none(rows["record"].id, "discharge")
    versions = {row.id: row.version for row in rows.values()}
    assert file_due(house) == 0
    again = done(house, rows["record"].sha256)
    assert {row.id: row.version for row in again} == {rows["record"].id: versions[again[0].id]}
    (stay,) = stays(house)
    assert stay.lacks == ()
    told = as_json(stay)["papers"][-1]
    assert (told["paper"], told["state"], told["by"]) == ("discharge", "absent", "lan")
    assert told["decision"] == word.id
    assert list(verify(house, Look())) == []
    house.catalogue.by("lan").decisions.undo(word.id)
    assert stays(house)[0].lacks == ("discharge",)


def test_documents_show_their_stay(house: House) -> None:
    rows = chart(house, "record", "lab")
    stay = of_document(house, rows["lab"].id)
    assert stay and {one.document_id for one in stay.papers} == {one.id for one in rows.values()}
    (loose,) = done(house, received(house, "loose", [page("BẢNG KÊ CHI PHÍ\n    Tổng cộng")]))
    alone = of_document(house, loose.id)
    assert alone and len(alone.papers) == 1 and not alone.looked


def test_the_dossier_tells_what_lacks(house: House, tmp_path: Path) -> None:
    rows = chart(house, *ALL[:3])
    for row in rows.values():
        house.store.put(keys.record(row.id, row.version, PDF), b"as if drawn")
    house.catalogue.by("lan").stays.say_none(rows["record"].id, "vital_signs")
    told = dossier(house, "b")
    (point,) = [one for one in told.open if one.kind is Open.PAPERS]
    assert (point.count, point.reasons) == (1, {"missing": 1})
    counts = {one.paper: (one.stays, one.present, one.missing, one.absent) for one in told.papers}
    assert counts["nursing"] == (1, 1, 0, 0)
    assert counts["vital_signs"] == (1, 0, 0, 1)
    assert counts["discharge"] == (1, 0, 1, 0)
    said = run(pdf(told, texts("vi")), tmp_path, "pdftotext", "-layout")
    assert "1 giấy tờ mà đợt điều trị phải có đang thiếu hoặc không đọc được. (thiếu: 1)" in said
    assert "Phiếu theo dõi chức năng sống" in said
    # Charts may be called after people.
    assert "BA-001" not in said + encoded(told).decode()


OWN = """
[[kind]]
id = "inpatient"
name = { vi = "Nội trú", en = "Inpatient" }
types = ["inpatient_record"]
needs = ["record", "nursing"]
"""


def test_a_hospital_says_what_its_charts_must_have(home: Path, tmp_path: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "completeness.toml").write_text(OWN, encoding="utf-8")
    with quick(home) as house:
        chart(house, "record")
        assert stays(house)[0].lacks == ("nursing",)
    other = tmp_path / "other.toml"
    for text, told in (("x", "not TOML"), ("needs = 1", "these keys are wrong: needs")):
        other.write_text(text, encoding="utf-8")
        environ = {"SOHOA_HOME": str(home), "SOHOA_COMPLETENESS_RULES": str(other), **QUICK}
        with pytest.raises(SettingsError, match=told), opened(environ):
            pass
    other.unlink()
    with pytest.raises(SettingsError, match="names no file"), opened(environ):
        pass


def test_the_commands(home: Path, bare: Command) -> None:
    with quick(home) as house:
        rows = chart(house, *ALL[:4])
    ended = bare("papers", "list", "b")
    assert ended.returncode == 0, ended.stderr
    assert "BA-001: Discharge certificate (missing)" in ended.stdout
    assert "stays: 1, of these with all papers: 0" in ended.stdout
    said = bare("papers", "none", rows["record"].id[:9], "discharge")
    assert said.returncode == 0, said.stderr
    (stay,) = json.loads(bare("papers", "list", "b", "--json").stdout)
    assert stay["papers"][-1]["state"] == "absent"
    assert stay["groups"].keys() == {
        "personal", "examination", "laboratory", "function", "care", "other"
    }  # fmt: skip
    shown = json.loads(bare("batch", "show", "b", "--json").stdout)
    assert shown["stays"] == [stay]
    back = bare("papers", "back", stay["papers"][-1]["decision"])
    assert back.returncode == 0, back.stderr
    told = bare("show", rows["record"].id[:9], "--lang", "vi")
    assert "Giấy ra viện: thiếu" in told.stdout, told.stdout
    unknown = bare("papers", "none", rows["record"].id, "nothing")
    assert unknown.returncode == 2 and "treatment_sheet" in unknown.stderr
    assert bare("papers", "list", "none").returncode == 2
