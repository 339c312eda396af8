"""What stays of each kind lack, by the rules as they come."""

import pytest
from pydantic import ValidationError

from extractors.staying import rules
from models.completeness import Checked, Group, Rules, State, checked
from models.stay import Paper, Sign
from pipeline.split.register import packaged

INPATIENT = {"record", "treatment_sheet", "nursing", "vital_signs", "discharge"}


def paper(type: str, form: str | None = None, **more: object) -> Paper:
    name = f"{form or type}{sorted(more.items())}"
    return Paper(name, "s", (1,), type, form, **more)  # type: ignore[arg-type]


RECORD = paper("inpatient_record", "record_internal_medicine")


def states(found: Checked) -> dict[str, State]:
    return {one.paper.id: one.state for one in found.needs}


def test_an_inpatient_stay() -> None:
    found = checked([RECORD, paper("treatment_sheet")], rules(), declared=False)
    assert found.kind and found.kind.id == "inpatient"
    assert states(found) == {
        **dict.fromkeys(INPATIENT, State.MISSING),
        "record": State.PRESENT,
        "treatment_sheet": State.PRESENT,
    }
    assert {one.paper.id for one in found.lacks} == INPATIENT - {"record", "treatment_sheet"}


def test_a_paper_whose_pages_nobody_can_read_is_illegible_until_another_comes() -> None:
    poor, good = paper("treatment_sheet", legible=False), paper("treatment_sheet")
    assert (
        states(checked([RECORD, poor], rules(), declared=False))["treatment_sheet"] == "illegible"
    )
    both = checked([RECORD, poor, good], rules(), declared=False)
    assert states(both)["treatment_sheet"] == "present"


def test_one_form_may_be_two_papers() -> None:
    level = paper("nursing_note", "nursing_level_one")
    found = states(checked([RECORD, level], rules(), declared=False))
    assert (found["nursing"], found["vital_signs"]) == ("present", "present")
    plan = paper("nursing_note", "nursing_plan")
    found = states(checked([RECORD, plan], rules(), declared=False))
    assert (found["nursing"], found["vital_signs"]) == ("present", "missing")


def test_what_a_stay_tells_asks_for_more() -> None:
    surgery = paper("inpatient_record", "record_surgery", signs=frozenset({Sign.OPERATED}))
    note = paper("procedure_note", "procedure_note")
    found = states(checked([surgery, note], rules(), declared=False))
    assert found["procedure"] == "present"
    assert found["procedure_consent"] == found["anaesthesia"] == "missing"
    died = paper("inpatient_record", signs=frozenset({Sign.DIED}))
    found = states(checked([died], rules(), declared=False))
    assert found["death_review"] == "missing" and "discharge" not in found
    moved = paper("inpatient_record", signs=frozenset({Sign.REFERRED}))
    found = states(checked([moved], rules(), declared=False))
    assert found["referral"] == "missing" and "discharge" not in found


@pytest.mark.parametrize(("last", "asked"), [("2026-05-14", False), ("2026-05-15", True)])
def test_a_long_stay_has_a_report(last: str, asked: bool) -> None:
    long = paper("inpatient_record", first="2026-05-01", last=last)
    assert ("progress_report" in states(checked([long], rules(), declared=False))) is asked


def test_what_a_person_says_is_not_there_is_not_looked_for() -> None:
    found = checked([RECORD], rules(), declared=False, absent={"nursing"})
    assert states(found)["nursing"] == "absent"
    assert "nursing" not in {one.paper.id for one in found.lacks}
    came = checked([RECORD, paper("nursing_note")], rules(), declared=False, absent={"nursing"})
    assert states(came)["nursing"] == "present"


def test_loose_papers_are_of_no_kind_and_a_declared_chart_is_of_some() -> None:
    found = checked([paper("lab_report")], rules(), declared=False)
    assert found.kind is None and found.needs == ()
    declared = checked([paper("lab_report")], rules(), declared=True)
    assert {one.paper.id for one in declared.lacks} == INPATIENT
    visit = checked([paper("inpatient_record", "record_outpatient")], rules(), declared=True)
    assert visit.kind and visit.kind.id == "outpatient" and visit.lacks == ()


def test_six_groups_are_counted() -> None:
    found = checked(
        [
            RECORD,
            paper("lab_report", "lab_chemistry"),
            paper("lab_report"),
            paper("imaging_report"),
            paper("other", "identity_paper"),
            paper("other"),
        ],
        rules(),
        declared=False,
    )
    assert found.groups == {
        Group.PERSONAL: 2,
        Group.EXAMINATION: 1,
        Group.LABORATORY: 2,
        Group.FUNCTION: 1,
        Group.CARE: 1,
        Group.OTHER: 1,
    }


def test_every_form_is_in_a_group() -> None:
    """No paper of a chart is left out of the count."""
    for form in packaged():
        found = checked([paper(form.type, form.id)], rules(), declared=False)
        assert sum(found.groups.values()) >= 1, form.id
    named = {form.id for form in packaged()}
    every = [*rules().group.values(), *rules().paper, *rules().kind]
    assert {form for one in every for form in one.forms} <= named


def test_a_hospital_puts_its_own_rules_over_ours() -> None:
    own = {
        "paper": [
            {
                "id": "drug_list",
                "name": {"vi": "Phiếu công khai thuốc", "en": "List of drugs"},
                "forms": ["drug_list"],
                "source": "Quy trình 12 của bệnh viện",
            }
        ],
        "kind": [
            {
                "id": "inpatient",
                "name": {"vi": "Nội trú", "en": "Inpatient"},
                "types": ["inpatient_record"],
                "needs": ["record", "drug_list"],
            }
        ],
    }
    ours = rules(own)
    assert set(states(checked([RECORD], ours, declared=False))) == {"record", "drug_list"}
    assert {one.id for one in ours.kind} == {one.id for one in rules().kind}


@pytest.mark.parametrize(
    "own",
    [
        {"kind": [{"id": "x", "name": {"vi": "x", "en": "x"}, "needs": ["nothing"]}]},
        {"otherwise": "nothing"},
        {"paper": ["x"]},
        {"group": "x"},
        {"group": {"seventh": {}}},
        {"unknown": 1},
    ],
)
def test_rules_that_do_not_hang_together_are_refused(own: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        rules(own)
    assert isinstance(rules(), Rules)
