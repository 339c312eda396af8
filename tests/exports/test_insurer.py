import json
from dataclasses import replace

import pytest

from exports.insurer import dose, rules
from exports.insurer.file import Claim, claim
from exports.insurer.stays import Stay, stays
from exports.stored import Stored
from models.record import Facts, Item, PatientLink, Status
from tests.exports.claims import TABLES, contents, faults
from tests.exports.papers import LINK, NOBODY, WHOLE, changed, item, paper

REVIEW = Status.REVIEW


def told(kind: str, id: int = 1, **facts: object) -> Stored:
    return paper(kind, id=f"d{id:024x}", **facts).stored  # type: ignore[arg-type]


def stay(number: int, kind: str, record: str | None = None, **visit: str) -> Stored:
    patient = item(record_number=record) if record else {}
    return told(kind, number, patient=patient, encounter=item(Status.AUTO, **visit))


def grouped(*papers: Stored) -> list[list[int]]:
    made = ([int(one.document_id[1:], 16) for one in each.papers] for each in stays(papers))
    return sorted(sorted(group) for group in made)


def alone(paper: Stored) -> Claim:
    return claim(Stay((paper,)))


def lacks(made: Claim) -> dict[str, object]:
    return {f"{lack['table']}.{lack['field']}": lack["reason"] for lack in made.missing}


def test_a_whole_certificate_keeps_to_every_rule() -> None:
    made = alone(WHOLE.stored)
    assert list(faults(made.data, made.missing)) == []
    found = contents(made.data)
    assert set(found) == {"XML1", "XML3", "XML7"}
    (whole,), (discharge,) = found["XML1"], found["XML7"]
    assert whole["HO_TEN"] == "NGUYỄN THỊ HOÀ"
    assert whole["NGAY_SINH"] == "198003000000"
    assert whole["GIOI_TINH"] == "2"
    assert whole["NGAY_VAO"] == "202610200815"
    assert whole["NGAY_TAI_KHAM"] == "20261115"
    assert whole["MA_BENH_CHINH"] == "J18.9"
    assert whole["KET_QUA_DTRI"] == "5"
    assert (discharge["SO_LUU_TRU"], discharge["TEN_BS"]) == ("BA-7", "Trần Văn Bình")
    assert discharge["NGAY_CT"] == "20261101"


def test_what_the_paper_does_not_say_is_empty_and_listed() -> None:
    made = alone(WHOLE.stored)
    missing = lacks(made)
    assert missing["XML1.T_TONGCHI_BV"] == "unsaid"
    assert missing["XML1.MA_KHOA"] == "no code"
    assert missing["XML1.NGAY_RA"] == "no time"
    assert contents(made.data)["XML1"][0]["T_TONGCHI_BV"] == ""
    assert "XML1.GHI_CHU" in made.unchecked


def test_what_waits_stays_behind_and_what_a_steward_said_goes_over_others() -> None:
    one = told("discharge_certificate", 1, patient=item(_status=REVIEW, full_name="TRẦN THỊ HÀ"))
    made = alone(one)
    assert lacks(made)["XML1.HO_TEN"] == "waiting"
    assert "TRẦN" not in made.data.decode()
    two = told("referral", 2, patient=item(full_name="TRẦN THỊ HẠ"))
    assert contents(claim(Stay((one, two))).data)["XML1"][0]["HO_TEN"] == "TRẦN THỊ HẠ"
    other = told("other", 3, patient=item(full_name="TRẦN THỊ HÀ"))
    assert lacks(claim(Stay((two, other))))["XML1.HO_TEN"] == "differs"
    steward = told("other", 4, patient=item(_status=Status.CORRECTED, full_name="TRẦN THỊ HÀ"))
    found = contents(claim(Stay((two, steward))).data)
    assert found["XML1"][0]["HO_TEN"] == "TRẦN THỊ HÀ"


@pytest.mark.parametrize(
    ("patient", "field", "rule"),
    [
        ({"insurance_number": "0123456789"}, "XML1.MA_THE_BHYT", "rule: cards"),
        ({"national_id": "12345"}, "XML1.SO_CCCD", "rule: identity"),
        ({"full_name": "A" * 256}, "XML1.HO_TEN", "rule: size"),
        ({"birth_date": "1980-13-01"}, "XML1.NGAY_SINH", "rule: birth"),
    ],
)
def test_a_value_that_breaks_its_rule_is_empty_and_listed(
    patient: dict[str, str], field: str, rule: str
) -> None:
    made = alone(told("other", patient=item(Status.AUTO, **patient)))
    assert lacks(made)[field] == rule
    assert next(iter(patient.values())) not in made.data.decode()


def test_nobody_leaves_before_coming() -> None:
    visit = item(admitted_at="2026-10-20T08:00", discharged_at="2026-10-19T08:00")
    made = alone(told("discharge_certificate", encounter=visit))
    assert lacks(made)["XML1.NGAY_RA"] == "rule: after NGAY_VAO"
    assert contents(made.data)["XML1"][0]["SO_NGAY_DTRI"] == ""


def test_days_of_an_inpatient_count_both_ends() -> None:
    visit = item(admitted_at="2026-10-20T08:00", discharged_at="2026-10-24T15:00")
    made = alone(told("discharge_certificate", encounter=visit))
    assert contents(made.data)["XML1"][0]["SO_NGAY_DTRI"] == "5"
    made = alone(told("prescription", encounter=visit))
    assert contents(made.data)["XML1"][0]["SO_NGAY_DTRI"] == ""


def drug(**values: str | None) -> Item:
    return {**item(Status.AUTO, name="Amoxicillin", form="tablet", **values), **FORM}


FORM = {"form": replace(item(form="tablet")["form"], text="viên")}


@pytest.mark.parametrize(
    ("kind", "values", "dose_said"),
    [
        (
            "prescription",
            {"dose": "2 viên", "times_per_day": "2", "quantity": "20"},
            "2 viên/lần * 2 lần/ngày * 5 ngày [4 viên/ngày]",
        ),
        (
            "prescription",
            {"dose": "1/2 viên", "times_per_day": "1", "quantity": "7"},
            "0.5 viên/lần * 1 lần/ngày * 14 ngày [0.5 viên/ngày]",
        ),
        ("prescription", {"dose": "2 viên", "times_per_day": "2", "quantity": "21"}, None),
        ("prescription", {"dose": "5 ml", "times_per_day": "2", "quantity": "10"}, None),
        (
            "prescription",
            {
                "dose": "2 viên",
                "times_per_day": "2",
                "quantity": "20",
                "instructions": "Uống trong 7 ngày",
            },
            None,
        ),
        (
            "prescription",
            {"dose": "5 ml", "times_per_day": "2", "instructions": "Ngày 2 lần x 5 ngày"},
            "5 ml/lần * 2 lần/ngày * 5 ngày [10 ml/ngày]",
        ),
        (
            "prescription",
            {"instructions": "Uống sáng 3 viên, chiều 2 viên, tối 1 viên"},
            "Sáng: 3 viên, Chiều: 2 viên, Tối: 1 viên [6 viên/ngày]",
        ),
        (
            "treatment_sheet",
            {"dose": "1 ống", "times_per_day": "2"},
            "1 ống/lần * 2 lần/ngày * 1 ngày [2 ống/ngày]",
        ),
    ],
)
def test_a_dose_is_in_the_grammar_or_not_there(
    kind: str, values: dict[str, str | None], dose_said: str | None
) -> None:
    made = alone(told(kind, medications=(drug(**values),)))
    (row,) = contents(made.data)["XML2"]
    assert row["LIEU_DUNG"] == (dose_said or "")
    assert list(faults(made.data, made.missing)) == []


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("2 viên/lần * 2 lần/ngày * 5 ngày [4 viên/ngày]", True),
        ("2 viên/lần * 2 lần/ngày * 01 ngày [4 viên/ngày]", True),
        ("2 viên/lần * 2 lần/ngày * 5 ngày [5 viên/ngày]", False),
        ("2 viên/lần * 2 lần/ngày * 5 ngày [4 ống/ngày]", False),
        ("2 viên/lần*2 lần/ngày*5 ngày [4 viên/ngày]", False),
        ("2 viên/lần * 2 lần/ngày * 0 ngày [4 viên/ngày]", False),
        ("Sáng: 3 viên, Chiều: 2 viên, Tối: 1 viên [6 viên/ngày]", True),
        ("Sáng: 3 viên, Chiều: 2 viên, Tối: 1 viên [5 viên/ngày]", False),
        ("12g * 1 thang * 5 ngày", True),
        ("2 viên", False),
    ],
)
def test_the_grammar_of_doses_and_its_arithmetic(text: str, is_right: bool) -> None:
    assert dose.right(text) is is_right


def test_vital_signs_are_written_as_the_decision_does() -> None:
    when = "2026-10-20T08:30"
    sheet = told(
        "treatment_sheet",
        vital_signs=(
            item(kind="pulse", value="75", measured_at=when),
            item(kind="temperature", value="37", measured_at=when),
            item(kind="blood_pressure", value="120/70", measured_at=when),
            item(kind="respiratory_rate", value="18", measured_at=when),
            item(kind="pulse", value="80", measured_at="2026-10-20T14:00"),
            item(_status=REVIEW, kind="pulse", value="99", measured_at="2026-10-20T15:00"),
        ),
    )
    rows = contents(alone(sheet).data)["XML5"]
    assert [(row["STT"], row["DIEN_BIEN_LS"], row["THOI_DIEM_DBLS"]) for row in rows] == [
        ("1", "CSST<M75_T37_HA120/70_NT18>", "202610200830"),
        ("2", "CSST<M80>", "202610201400"),
    ]


def test_results_come_from_lab_reports_with_the_time_of_the_report() -> None:
    report = told(
        "lab_report",
        encounter=item(issued_on="2026-10-21T07:05"),
        lab_results=(item(test="Glucose", value="7.20", unit="mmol/L"),),
    )
    (row,) = contents(alone(report).data)["XML4"]
    assert (row["TEN_CHI_SO"], row["GIA_TRI"], row["NGAY_KQ"]) == (
        "Glucose",
        "7.20",
        "202610210705",
    )


def test_a_result_without_its_time_is_listed() -> None:
    report = told("lab_report", lab_results=(item(test="Glucose", value="7.20"),))
    assert lacks(alone(report))["XML4.NGAY_KQ"] == "unsaid"


def test_half_a_list_of_diagnoses_is_none() -> None:
    doubtful = changed(
        WHOLE,
        diagnoses=(
            item(text="Viêm phổi", icd10="J18.9", role="main"),
            item(_status=REVIEW, text="Suy tim", icd10="I50", role="comorbidity"),
        ),
    )
    missing = lacks(alone(doubtful.stored))
    assert missing["XML1.CHAN_DOAN_RV"] == "waiting"
    assert missing["XML7.CHAN_DOAN_RV"] == "waiting"


def test_documents_of_a_stay_are_found_by_number_or_time() -> None:
    april = {"admitted_at": "2026-04-01T08:00", "discharged_at": "2026-04-09"}
    assert grouped(stay(1, "other", "BA1"), stay(2, "other", "BA1"), stay(3, "other", "BA2")) == [
        [1, 2],
        [3],
    ]
    within = {"admitted_at": "2026-04-05"}
    assert grouped(stay(1, "other", **april), stay(2, "other", **within)) == [[1, 2]]
    again = {"admitted_at": "2026-04-09", "discharged_at": "2026-04-12"}
    assert grouped(stay(1, "other", **april), stay(2, "other", **again)) == [[1], [2]]
    report = stay(3, "lab_report", issued_on="2026-04-04")
    assert grouped(stay(1, "other", **april), report) == [[1, 3]]
    both = stay(3, "lab_report", issued_on="2026-04-09")
    assert grouped(stay(1, "other", **april), stay(2, "other", **again), both) == [[1], [2], [3]]
    chained = [
        stay(1, "other", "A", **april),
        stay(2, "other", "B", **april),
        stay(3, "other", "B"),
    ]
    assert grouped(*chained) == [[1, 2, 3]]


def test_nobodys_papers_and_other_patients_are_stays_of_their_own() -> None:
    ours, theirs = stay(1, "other", "BA1"), stay(2, "other", "BA1")
    other = PatientLink("p" + "2" * 24, None, "none", 0.0, "new")
    assert grouped(ours, replace(theirs, link=other)) == [[1], [2]]
    doubtful = replace(LINK, status="review")
    assert grouped(replace(ours, link=doubtful), replace(theirs, link=doubtful)) == [[1], [2]]
    assert grouped(replace(ours, link=NOBODY), stay(3, "cover_sheet")) == [[1]]


def test_no_sign_of_a_paper_breaks_the_file() -> None:
    made = alone(told("other", patient=item(full_name="A\x00\x0b<&>\ud800\u00a0B\x85")))
    assert contents(made.data)["XML1"][0]["HO_TEN"] == "A  <&>  B"


def test_the_same_stay_makes_the_same_bytes_and_its_list_is_json() -> None:
    assert alone(WHOLE.stored) == alone(WHOLE.stored)
    assert json.dumps(alone(WHOLE.stored).missing)


def test_rules_name_fields_that_are_there_and_forms_that_are_known() -> None:
    for table in rules.tables().values():
        names = [rule.name for rule in table.fields]
        assert len(names) == len(set(names))
        for rule in table.fields:
            assert not rule.after or rule.after in names
            assert rule.need.split("=")[0].rstrip("!") in ("", "always", *names)
            assert rule.rule in ("", *rules.FORMS)
            assert not rule.same or rule.name in {r.name for r in rules.tables()["XML1"].fields}
    assert set(TABLES) - {"source"} == set(rules.tables())


@pytest.mark.parametrize(
    ("need", "row", "is_needed"),
    [
        ("always", {}, True),
        ("", {}, False),
        ("GIA_TRI", {"GIA_TRI": "7"}, True),
        ("GIA_TRI", {}, False),
        ("MA_NHOM=1,2", {"MA_NHOM": "2"}, True),
        ("MA_NHOM=1,2", {"MA_NHOM": "12"}, False),
        ("MA_NHOM!=7,17", {"MA_NHOM": "4"}, True),
        ("MA_NHOM!=7,17", {}, False),
    ],
)
def test_when_a_field_must_be_there(need: str, row: dict[str, str], is_needed: bool) -> None:
    assert rules.needed(rules.Rule("X", "text", need=need), row) is is_needed


def test_facts_without_anything_make_a_row_that_is_all_missing() -> None:
    empty = replace(told("other"), facts=Facts(item(x="other")["x"], "vi"))
    made = alone(empty)
    assert list(faults(made.data, made.missing)) == []
    assert set(lacks(made).values()) == {"unsaid"}


def test_a_stay_is_known_by_its_code_of_the_hospitals_system() -> None:
    printed = stay(1, "prescription", stay_code="LK-7")
    beside = stay(2, "lab_report", "BA-7", stay_code="LK-7")
    (whole,) = stays([printed, beside])
    for code, expected in (("", "LK-7"), ("LK-8", "LK-7")):
        made = contents(claim(whole, code).data)
        assert {row["MA_LK"] for rows in made.values() for row in rows} == {expected}
    (none,) = stays([stay(3, "lab_report", "BA-7")])
    assert contents(claim(none, "LK-8").data)["XML1"][0]["MA_LK"] == "LK-8"
    assert contents(claim(none).data)["XML1"][0]["MA_LK"] == none.id
