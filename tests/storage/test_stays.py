"""Stays as rows tell of them: charts, patients, separator sheets, pages that wait."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractors.staying import rules
from models.completeness import Group
from models.decision import Kind as Word
from models.errors import RejectReason, UsageError
from models.page import Poor
from models.retention import Kept, Kind
from models.settings import Completeness
from models.stay import Sign
from storage.catalogue import Catalogue
from storage.person import Person
from storage.rows import TaskDraft
from storage.stays import Stay
from tests.storage.charts import filing, nothing_noted, scan

LOOKED = Completeness(check="records", rules="")
WANTED = ("treatment_sheet", "nursing", "vital_signs", "discharge")


def came(
    catalogue: Catalogue,
    name: str,
    *types: str,
    patient: str | None = None,
    chart: str | None = None,
    batch: str = "b",
    days: tuple[str, str] | None = None,
    tasks: Sequence[TaskDraft] = (),
) -> str:
    """File a scan with a document of each type on a page; return the id of the first."""
    one = scan(name, len(types))
    catalogue.receipts.receive(batch, f"{name}.pdf", one)
    if chart:
        catalogue.batches.group(batch, {f"{name}.pdf": chart})
    ids = []
    for number, kind in enumerate(types, 1):
        entry = replace(filing(one, number), type=kind, patient_key=patient)
        catalogue.documents.file(entry, tasks)
        first, last = days or (None, None)
        said = Kept(entry.document_id, one.sha256, frozenset(), "2026-05-09", first, last)
        catalogue.keeping.put([said])
        ids.append(entry.document_id)
    catalogue.documents.settle(one.sha256, ids)
    return ids[0]


def stays(
    catalogue: Catalogue, batch: str = "b", settings: Completeness = LOOKED
) -> tuple[Stay, ...]:
    return catalogue.stays.of_batch(batch, rules(), settings)


def test_a_chart_of_many_files_is_a_stay(catalogue: Catalogue) -> None:
    came(catalogue, "one", "inpatient_record", chart="BA-001")
    came(catalogue, "two", "treatment_sheet", "nursing_note", chart="BA-001")
    came(catalogue, "three", "lab_report", chart="BA-002")
    first, second = stays(catalogue)
    assert (first.label, len(first.papers), first.declared) == ("BA-001", 3, True)
    assert first.lacks == ("vital_signs", "discharge")
    assert second.lacks == ("record", *WANTED)


def test_what_a_chart_lacks_may_come_in_another_batch(catalogue: Catalogue) -> None:
    days = ("2026-05-02", "2026-05-09")
    record = came(catalogue, "one", "inpatient_record", patient="p1", chart="BA-001", days=days)
    came(catalogue, "two", "discharge_certificate", patient="p1", batch="c", days=days)
    came(catalogue, "three", "treatment_sheet", patient="p1", chart="BA-001", batch="d")
    came(catalogue, "four", "nursing_note", patient="p2", chart="BA-001", batch="e")
    (stay,) = stays(catalogue)
    assert stay.lacks == ("nursing", "vital_signs")
    assert stay.anchor.document_id == record
    assert [len(one.papers) for one in catalogue.stays.of_patient("p1", rules(), LOOKED)] == [3]
    assert {one.label for one in stays(catalogue, "c")} == {"BA-001"}
    with pytest.raises(UsageError, match="no batch"):
        stays(catalogue, "none")


def test_loose_papers_lack_nothing_but_a_record_does(catalogue: Catalogue) -> None:
    came(catalogue, "one", "prescription", patient="p1")
    came(catalogue, "two", "inpatient_record", patient="p2")
    found = {one.label: one.lacks for one in stays(catalogue)}
    assert found == {"one.pdf": (), "two.pdf": WANTED}
    declared = LOOKED.model_copy(update={"check": "declared"})
    assert {one.lacks for one in stays(catalogue, settings=declared)} == {()}
    came(catalogue, "three", "lab_report", chart="BA-001")
    never = LOOKED.model_copy(update={"check": "never"})
    assert {one.lacks for one in stays(catalogue, settings=never)} == {()}


def test_what_nobody_can_read_is_illegible(catalogue: Catalogue) -> None:
    poor = TaskDraft("pages.1", Poor.HARD.value)
    came(catalogue, "one", "inpatient_record", chart="BA-001")
    came(catalogue, "two", "treatment_sheet", chart="BA-001", tasks=[poor])
    again = came(catalogue, "three", "nursing_note", chart="BA-001")
    (stay,) = stays(catalogue)
    assert _states(stay)["treatment_sheet"] == "illegible"
    assert _states(stay)["nursing"] == "present"
    # The only page of the note is asked for again: its document is no more, and yet it is known.
    catalogue.documents.settle(scan("three").sha256, [])
    catalogue.scans.ask_again(scan("three").sha256, 1)
    (stay,) = stays(catalogue)
    assert _states(stay)["nursing"] == "illegible"
    assert (stay.lost, stay.unread) == (1, 0)
    assert again in {one.document_id for one in stay.papers}


def test_a_page_of_a_form_that_goes_on_over_files(catalogue: Catalogue) -> None:
    for number in (1, 2):
        catalogue.receipts.receive("b", f"BA-001/{number}.jpg", scan(f"{number}", 1))
    catalogue.batches.group("b", {f"BA-001/{number}.jpg": "BA-001" for number in (1, 2)})
    assert catalogue.binding.bind("b") == 1
    lead = scan("1", 1)
    entry = replace(filing(lead, 1, 2), type="inpatient_record")
    catalogue.documents.file(entry, [])
    catalogue.documents.settle(lead.sha256, [entry.document_id])
    (stay,) = stays(catalogue)
    assert (stay.unread, stay.lost, stay.lacks) == (0, 0, WANTED)
    catalogue.documents.settle(lead.sha256, [])
    catalogue.scans.ask_again(lead.sha256, 2)
    catalogue.scans.mark_blank(lead.sha256, 1)
    (stay,) = stays(catalogue)
    assert (_states(stay)["record"], stay.lost) == ("illegible", 1)


def test_nothing_is_looked_for_before_all_of_a_chart_is_read(catalogue: Catalogue) -> None:
    came(catalogue, "one", "inpatient_record", chart="BA-001")
    catalogue.receipts.receive("b", "late.pdf", scan("late", 2))
    catalogue.receipts.refuse("b", "bad.pdf", "9" * 64, RejectReason.ENCRYPTED, "no", 4)
    catalogue.batches.group("b", {"late.pdf": "BA-001", "bad.pdf": "BA-001"})
    (stay,) = stays(catalogue)
    assert (stay.unread, stay.lost, stay.looked, stay.lacks) == (2, 4, False, ())
    for number in (1, 2):
        catalogue.scans.mark_blank(scan("late").sha256, number)
    (stay,) = stays(catalogue)
    assert stay.lacks == WANTED


def test_papers_behind_a_sheet_are_a_chart(catalogue: Catalogue) -> None:
    catalogue.patients.register.load(
        [Person("25", "TRẦN THỊ HA", "1961-03-12", "female"), Person("26", "LÊ THỊ MAI")]
    )
    one, two = catalogue.slips.make("b", ["25", "26"])
    types = ("cover_sheet", "inpatient_record", "nursing_note", "cover_sheet", "lab_report")
    came(catalogue, "stack", *types)
    catalogue.slips.see(scan("stack").sha256, {1: one.id, 4: two.id})
    first, second = stays(catalogue)
    assert [paper.type for paper in first.papers] == ["inpatient_record", "nursing_note"]
    assert [paper.type for paper in second.papers] == ["lab_report"]
    assert first.declared and second.declared
    assert first.checked.groups[Group.PERSONAL] == 1  # a separator sheet is no paper


def test_signs_of_documents_ask_for_papers(catalogue: Catalogue) -> None:
    name = came(catalogue, "one", "inpatient_record", chart="BA-001")
    signs = frozenset({Sign.DIED, Sign.OPERATED})
    kinds = frozenset({Kind.DEATH})
    said = Kept(name, scan("one").sha256, kinds, "2026-05-09", signs=signs)
    catalogue.keeping.put([said])
    (stay,) = stays(catalogue)
    assert {"death_review", "procedure", "procedure_consent"} <= {*stay.lacks}
    assert "discharge" not in stay.lacks


def test_there_is_none_says_a_person_and_takes_it_back(catalogue: Catalogue) -> None:
    name = came(catalogue, "one", "inpatient_record", chart="BA-001")
    lan = catalogue.by("lan")
    word = lan.stays.say_none(name, "nursing")
    assert (word.by, word.said.kind) == ("lan", Word.ABSENT)
    (stay,) = stays(catalogue)
    assert _states(stay)["nursing"] == "absent" and "nursing" not in stay.lacks
    assert stay.absent["nursing"] == word
    # It is a word like all others, but nothing is filed anew for it.
    assert catalogue.decisions.due() == {}
    assert catalogue.decisions.of(scan("one").sha256) == (word,)
    assert catalogue.decisions.on(scan("one").sha256, [1]) == ()
    # Nor has anybody looked at the document: a sample may draw it as before.
    assert catalogue.inspections.lot("b") == 1
    # It is of the stay: a paper more changes nothing of it.
    came(catalogue, "two", "lab_report", chart="BA-001")
    (stay,) = stays(catalogue)
    assert "nursing" not in stay.lacks
    catalogue.by("hoa").stays.take_back(word.id)
    (stay,) = stays(catalogue)
    assert "nursing" in stay.lacks and stay.absent == {}
    assert catalogue.decisions.due() == {}
    events = catalogue.audit.events(f"decision:{word.id}")
    assert [event.actor for event in events] == ["lan"]
    with nothing_noted(catalogue):
        with pytest.raises(UsageError, match="no longer current"):
            lan.stays.say_none("d" * 25, "nursing")
        undone = catalogue.decisions.of(scan("one").sha256)[-1]
        with pytest.raises(UsageError, match="no decision"):
            lan.stays.take_back(undone.id)


def test_a_withdrawn_scan_has_no_part_in_it(catalogue: Catalogue) -> None:
    came(catalogue, "one", "inpatient_record", chart="BA-001")
    came(catalogue, "two", "nursing_note", chart="BA-001")
    catalogue.withdrawals.withdraw(scan("two").sha256)
    (stay,) = stays(catalogue)
    assert "nursing" in stay.lacks and len(stay.papers) == 1


def _states(stay: Stay) -> dict[str, str]:
    return {one.paper.id: one.state.value for one in stay.checked.needs}
