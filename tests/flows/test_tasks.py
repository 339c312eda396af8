from flows import tasks
from flows.messages import choose
from models.doubt import Doubt
from models.page import Page, Poor
from models.record import Facts, Field, PatientLink, Status


def test_a_person_sees_what_is_doubtful_and_why() -> None:
    sure = Field("x", "x", 0.99, Status.AUTO, 1, None)
    unsure = Field("x", "x", 0.4, Status.REVIEW, 1, None)
    unread = Field(None, None, 0.1, Status.REVIEW, 1, None)
    against = Field("x", "x", 0.4, Status.REVIEW, 1, None, doubts=("id_against_sex", "born_later"))
    told = Field("x", "x", 0.95, Status.AUTO, 1, None, doubts=("born_later",))
    patient = {"birth_date": told, "sex": unsure, "national_id": against}
    facts = Facts(sure, "vi", patient=patient, allergies=({"substance": unread},))
    link = PatientLink(None, "7", "probabilistic", 0.6, "review")
    assert [(task.path, task.reason) for task in tasks.drafts(facts, link, "patient.tie")] == [
        ("patient.sex", "doubtful"),
        ("patient.national_id", "id_against_sex"),
        ("allergies.0.substance", "unreadable"),
        ("patient_link", "patient.tie"),
    ]


def test_a_page_that_is_hard_to_read_is_asked_for_again_and_why() -> None:
    good = Page(1, 100, 100, 200, (), legibility=0.9)
    pale = Page(2, 100, 100, 200, (), legibility=0.1, poor=(Poor.PALE, Poor.BLURRED))
    unread = Page(3, 100, 100, 200, (), legibility=0.0)
    born = Page(4, 100, 100, 200, (), legibility=0.0, born_digital=True)
    found = tasks.rescans([good, pale, unread, born], 0.35)
    assert [(task.path, task.reason) for task in found] == [
        ("pages.2", "too pale"),
        ("pages.3", "hard to read"),
    ]


def test_a_doubt_is_told_as_a_sentence_in_either_language() -> None:
    assert tasks.told("doubtful") == "doubtful"
    assert tasks.told(Doubt.ID_AGAINST_SEX.value) == "the national id is of the other sex"
    choose("vi", {})
    try:
        assert tasks.told("id_against_sex") == "số CCCD là của giới tính kia"
    finally:
        choose("en", {})
