"""Which person of a small register a document is about, as a clerk would say it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from models.doubt import Doubt
from storage import linking
from storage.linking import Decision
from storage.names import alike
from storage.person import Person
from tests.storage.people import RULES

LAN = Person(
    patient_id="25000001",
    full_name="NGUYỄN THỊ LAN",
    birth_date="1980-03-17",
    sex="female",
    national_id="001180000017",
    insurance_number="DN4010100000017",
    phone="0912000017",
    address="Thôn 2, xã Hoà Bình, huyện Diễn Châu, Nghệ An",
)
TWIN = replace(
    LAN,
    patient_id="25000002",
    full_name="NGUYỄN THỊ HỒNG",
    national_id="001180000018",
    insurance_number="DN4010100000018",
)
OTHER = Person(
    patient_id="25000003",
    full_name="TRẦN VĂN HÙNG",
    birth_date="1951-07-02",
    sex="male",
    national_id="001051000019",
    insurance_number="HT3010100000019",
)
REGISTER = [LAN, TWIN, OTHER]
SHARES = {"nguien": 0.38, "thi": 0.4, "van": 0.25, "tran": 0.11}
PEOPLE = 10_000
PLAIN = {"full_name": LAN.full_name, "birth_date": LAN.birth_date, "sex": "female"}


def share(part: str) -> float:
    return SHARES.get(part, 0.004)


def decide(said: Mapping[str, str], *held: Person, people: int = PEOPLE) -> Decision:
    every = held or REGISTER
    same = {one.patient_id: one.patient_id for one in every}
    return linking.decide(Person(**said), every, RULES, share, people, same)  # type: ignore[arg-type]


LINKED = [
    {"patient_id": LAN.patient_id} | PLAIN,
    {"national_id": LAN.national_id, "full_name": LAN.full_name},
    {"insurance_number": "0100000017", "full_name": LAN.full_name, "birth_date": "1980"},
    {"insurance_number": "GD2010100000017"} | PLAIN,
    # As readers and registers have names: marks lost, misread, a part missing, order swapped.
    {"insurance_number": LAN.insurance_number, "full_name": "NGUYEN THI LAN"},
    {"insurance_number": LAN.insurance_number, "full_name": "NGUYỄN LAN", "birth_date": "1980"},
    {"insurance_number": LAN.insurance_number} | PLAIN | {"full_name": "LAN NGUYỄN THỊ"},
    {"insurance_number": LAN.insurance_number} | PLAIN | {"full_name": "NGUYỄN THỊ LÁN"},
    {"insurance_number": LAN.insurance_number} | PLAIN | {"birth_date": "1980-08-17"},
    # A number that the register lacks is no evidence either way.
    {"patient_id": "BN99", "record_number": "24.001", "phone": LAN.phone} | PLAIN,
    PLAIN | {"phone": LAN.phone},
    PLAIN | {"address": LAN.address},
    # An old card's nine digits do not speak against the new one's twelve.
    PLAIN | {"phone": LAN.phone, "national_id": "123456789"},
]

ASKED = [
    ({"patient_id": LAN.patient_id}, Doubt.PATIENT_UNSURE),
    ({"patient_id": LAN.patient_id, "sex": "female"}, Doubt.PATIENT_UNSURE),
    ({"patient_id": OTHER.patient_id} | PLAIN, Doubt.PATIENT_NUMBER),
    ({"insurance_number": TWIN.insurance_number} | PLAIN, Doubt.PATIENT_NUMBER),
    (
        {"national_id": LAN.national_id, "insurance_number": OTHER.insurance_number} | PLAIN,
        Doubt.PATIENT_NUMBER,
    ),
    (PLAIN | {"full_name": "NGUYỄN THỊ", "insurance_number": "0100000017"}, Doubt.PATIENT_AGAINST),
    (
        PLAIN | {"full_name": "NGUYỄN THỊ HOA", "insurance_number": "0100000017"},
        Doubt.PATIENT_AGAINST,
    ),
    (
        {
            "insurance_number": "0100000017",
            "full_name": LAN.full_name,
            "birth_date": "1962",
            "sex": "male",
        },
        Doubt.PATIENT_AGAINST,
    ),
    ({"full_name": LAN.full_name, "birth_date": "1980"}, Doubt.PATIENT_UNSURE),
    (PLAIN | {"full_name": "NGUYỄN THỊ LAM", "phone": LAN.phone}, Doubt.PATIENT_UNSURE),
    (PLAIN | {"full_name": "NGUYỄN THU LAN", "phone": LAN.phone}, Doubt.PATIENT_UNSURE),
]

NOBODY = [
    {"full_name": "LÊ VĂN TÁM", "birth_date": "1960-01-09", "sex": "male"},
    {"full_name": LAN.full_name, "birth_date": "1951-11-30"},
    {"patient_id": "25000009", "full_name": "PHẠM THU CÚC", "birth_date": "1980-03-17"},
]


@pytest.mark.parametrize("said", LINKED)
def test_a_document_of_lans(said: Mapping[str, str]) -> None:
    found = decide(said)
    assert (found.status, found.patient_id) == ("auto", LAN.patient_id), found
    assert found.score >= RULES.accept


@pytest.mark.parametrize(("said", "doubt"), ASKED)
def test_a_document_that_a_person_must_look_at(said: Mapping[str, str], doubt: Doubt) -> None:
    found = decide(said)
    assert (found.status, found.doubt) == ("review", doubt), found


@pytest.mark.parametrize("said", NOBODY)
def test_a_document_of_somebody_whom_the_register_lacks(said: Mapping[str, str]) -> None:
    assert decide(said) == linking.NEW


def test_two_of_the_same_name_and_day_are_a_tie_until_a_number_tells() -> None:
    again = replace(LAN, patient_id="25000004", national_id="", insurance_number="", phone="")
    found = decide(PLAIN, LAN, again)
    assert (found.status, found.doubt) == ("review", Doubt.PATIENT_TIE)
    assert found.score == pytest.approx(0.5, abs=0.01)
    assert {found.patient_id, *found.rivals} == {LAN.patient_id, again.patient_id}
    assert decide(PLAIN | {"insurance_number": "0100000017"}, LAN, again).status == "auto"


def test_twins_whose_names_readers_may_confuse_are_a_tie() -> None:
    loan = replace(TWIN, full_name="NGUYỄN THỊ LOAN")
    found = decide(PLAIN | {"phone": LAN.phone}, LAN, loan)
    assert (found.status, found.doubt) == ("review", Doubt.PATIENT_TIE)


def test_two_that_a_steward_merged_are_no_tie() -> None:
    again = replace(LAN, patient_id="25000004")
    same = {LAN.patient_id: "one", again.patient_id: "one"}
    said = replace(LAN, patient_id="", national_id="")
    found = linking.decide(said, [LAN, again], RULES, share, PEOPLE, same)
    assert (found.status, found.rivals) == ("auto", ())


def test_the_larger_the_register_the_less_says_a_name() -> None:
    scores = [decide(PLAIN, people=people).score for people in (10_000, 1_000_000)]
    assert scores[0] > scores[1]


def test_nguyen_is_no_evidence_and_a_rare_name_is_much() -> None:
    common = alike("NGUYỄN", "NGUYỄN", share).bits
    rare = alike("KHỔNG", "KHỔNG", share).bits
    assert common < 2
    assert rare > common + 5


def test_evidence_says_what_is_for_and_what_against() -> None:
    found = decide({"insurance_number": "0100000017"} | PLAIN | {"sex": "male"})
    bits = {one.field: one.bits for one in found.evidence}
    assert bits["insurance_end"] > 0 > bits["sex"]
    assert {"full_name", "birth_date"} < bits.keys()


@pytest.mark.parametrize(
    ("said", "held", "level"),
    [
        ("NGUYỄN THỊ HOÀ", "NGUYỄN THỊ HÒA", "same"),
        ("NGUYỄN THỊ HOÀ", "NGUYEN THI HOA", "unmarked"),
        ("LÊ THỊ LÍ", "LÊ THỊ LÝ", "near"),
        ("NGUYỄN VĂN 0ANH", "NGUYỄN VĂN OANH", "near"),
        ("LAN NGUYỄN THỊ", "NGUYỄN THỊ LAN", "swapped"),
        ("PHẠM THỊ THU MAI", "PHẠM THU MAI", "short"),
        ("PHẠM THỊ THU MAI", "PHẠM THỊ KIM MAI", "part"),
        ("NGUYỄN VĂN AN", "NGUYỄN VĂN BÌNH", "other"),
        ("NGUYỄN VĂN", "NGUYỄN VĂN AN", "other"),
    ],
)
def test_how_names_compare(said: str, held: str, level: str) -> None:
    assert alike(said, held, share).level == level
