"""A steward's words hold whatever the machine makes of the page later."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decided import about, applied
from models.decision import (
    Decision,
    Kind,
    Said,
    Stage,
    apart,
    cut,
    rescan,
    rescans,
    split,
    standing,
    turn,
    turns,
    types,
)
from models.errors import UsageError
from models.geometry import Box
from models.record import DocumentType, Facts, Field, Item, Source, Status

SCAN = "a" * 64


def at(top: float, left: float = 0.1, width: float = 0.2) -> Box:
    return Box(left, top, left + width, top + 0.02)


def field(value: str | None, box: Box | None, page: int = 1, **more: object) -> Field:
    text = value if value is not None else ""
    found = Field(value, text, 0.6, Status.REVIEW, page, box, extractor="x 1", read_confidence=0.5)
    return replace(found, **more)  # type: ignore[arg-type]


def drug(name: str, top: float, dose: str = "1 viên") -> Item:
    return {"name": field(name, at(top)), "dose": field(dose, at(top, 0.5))}


def paper(*drugs: Item, **patient: Field) -> Facts:
    kind = field("prescription", at(0.05))
    return Facts(kind, "vi", patient=patient, medications=drugs)


def decided(*words: Said) -> list[Decision]:
    when = "2026-11-02T08:15:00+07:00"
    return [Decision(f"w{place}", said, "lan", when, "d1") for place, said in enumerate(words)]


def say(facts: Facts, kind: Kind, path: str, value: str | None = None, **more: object) -> Said:
    return about(facts, SCAN, kind, path, value, **more)  # type: ignore[arg-type]


NAME = paper(full_name=field("NGUYEN VAN A", at(0.1)))
TWO = paper(drug("Amoxicillin", 0.3), drug("Paracetamol", 0.4))


def test_a_value_that_is_right_stays_as_it_is_and_is_sure() -> None:
    found = applied(NAME, decided(say(NAME, Kind.VERIFY, "patient.full_name")))
    one = found.patient["full_name"]
    assert (one.value, one.status, one.confidence) == ("NGUYEN VAN A", Status.VERIFIED, 1.0)
    assert (one.source, one.extractor, one.decision) == (Source.PRINTED, "x 1", "w0")


def test_a_corrected_value_is_the_stewards_and_keeps_its_ink() -> None:
    found = applied(NAME, decided(say(NAME, Kind.CORRECT, "patient.full_name", "NGUYỄN VĂN Á")))
    one = found.patient["full_name"]
    assert (one.value, one.text) == ("NGUYỄN VĂN Á", "NGUYEN VAN A")
    assert (one.status, one.source, one.box) == (Status.CORRECTED, Source.STEWARD, at(0.1))


def test_nothing_written_is_a_label_with_nothing_written() -> None:
    found = applied(NAME, decided(say(NAME, Kind.CORRECT, "patient.full_name", None)))
    one = found.patient["full_name"]
    assert (one.value, one.text, one.status) == (None, "", Status.CORRECTED)


def test_illegible_is_something_written_and_rejected_is_another_fields() -> None:
    unreadable = applied(NAME, decided(say(NAME, Kind.ILLEGIBLE, "patient.full_name")))
    one = unreadable.patient["full_name"]
    assert (one.value, one.text, one.status) == (None, None, Status.VERIFIED)
    other = applied(NAME, decided(say(NAME, Kind.REJECT, "patient.full_name")))
    one = other.patient["full_name"]
    assert (one.value, one.status, one.confidence) == ("NGUYEN VAN A", Status.REJECTED, 0.0)


def test_the_word_stays_where_something_else_is_read_now() -> None:
    for kind, value in ((Kind.VERIFY, None), (Kind.CORRECT, "NGUYỄN VĂN Á")):
        word = say(NAME, kind, "patient.full_name", value)
        later = paper(full_name=field("NGUYEN VAM A", at(0.11), status=Status.AUTO))
        one = applied(later, decided(word)).patient["full_name"]
        assert one.value == (value or "NGUYEN VAN A")
        assert one.text == "NGUYEN VAM A"


def test_what_the_machine_no_longer_finds_is_put_in() -> None:
    word = say(NAME, Kind.CORRECT, "patient.full_name", "NGUYỄN VĂN Á")
    one = applied(paper(), decided(word)).patient["full_name"]
    assert (one.value, one.text, one.box, one.page) == (
        "NGUYỄN VĂN Á",
        "NGUYEN VAN A",
        at(0.1),
        1,
    )
    assert applied(paper(), decided(say(NAME, Kind.REJECT, "patient.full_name"))) == paper()


def test_a_list_in_another_order_with_moved_boxes() -> None:
    words = decided(
        say(TWO, Kind.CORRECT, "medications.1.dose", "2 viên"),
        say(TWO, Kind.VERIFY, "medications.0.name"),
    )
    later = paper(drug("Vitamin C", 0.2), drug("Paracetamol", 0.404), drug("Amoxicillin", 0.296))
    found = applied(later, words).medications
    assert [one["dose"].value for one in found] == ["1 viên", "2 viên", "1 viên"]
    assert [one["name"].status for one in found] == [
        Status.REVIEW,
        Status.REVIEW,
        Status.VERIFIED,
    ]


def test_a_field_of_an_item_that_lost_it_goes_back_into_it() -> None:
    word = say(TWO, Kind.CORRECT, "medications.1.dose", "2 viên")
    bare = {"name": field("Paracetamol", at(0.4)), "route": field("oral", at(0.4, 0.6))}
    found = applied(paper(drug("Amoxicillin", 0.3), bare), decided(word)).medications
    assert [sorted(one) for one in found] == [["dose", "name"], ["dose", "name", "route"]]
    assert found[1]["dose"].value == "2 viên"


def test_words_on_an_item_that_is_gone_make_one_item_again() -> None:
    words = decided(
        say(TWO, Kind.VERIFY, "medications.0.name"),
        say(TWO, Kind.CORRECT, "medications.0.dose", "2 viên"),
    )
    found = applied(paper(drug("Paracetamol", 0.4)), words).medications
    told = [{key: each.value for key, each in one.items()} for one in found]
    assert told == [
        {"name": "Amoxicillin", "dose": "2 viên"},
        {"name": "Paracetamol", "dose": "1 viên"},
    ]


def test_the_same_words_in_the_same_place_are_told_apart() -> None:
    twice = paper(drug("Amoxicillin", 0.3), drug("Amoxicillin", 0.3))
    words = [say(twice, Kind.CORRECT, "medications.1.dose", "2 viên")]
    found = applied(twice, decided(*words)).medications
    assert [one["dose"].value for one in found] == ["1 viên", "2 viên"]
    words += [say(twice, Kind.REMOVE, "medications.0")]
    left = applied(twice, decided(*words))
    assert [one["dose"].value for one in left.medications] == ["2 viên"]
    words += [say(left, Kind.VERIFY, "medications.0.name")]
    for _ in range(2):  # a rerun comes to the same
        (one,) = applied(twice, decided(*words)).medications
        assert (one["name"].status, one["dose"].value) == (Status.VERIFIED, "2 viên")


def test_one_box_of_two_values_is_told_apart_by_value() -> None:
    line = at(0.3, 0.1, 0.8)
    both = paper({"name": field("Amoxicillin", line)}, {"name": field("Ibuprofen", line)})
    word = say(both, Kind.CORRECT, "medications.1.name", "Ibuprofen 400")
    turned = paper(*reversed(both.medications))
    for facts in (both, turned):
        names = {one["name"].value for one in applied(facts, decided(word)).medications}
        assert names == {"Amoxicillin", "Ibuprofen 400"}


def test_an_item_that_is_not_on_the_paper_stays_away() -> None:
    word = say(TWO, Kind.REMOVE, "medications.0")
    moved = paper(drug("Paracetamol", 0.4), drug("Amoxicilin", 0.302))
    for facts in (TWO, moved):
        (left,) = applied(facts, decided(word)).medications
        assert left["name"].value == "Paracetamol"
    assert applied(paper(), decided(word)) == paper()
    gone = say(NAME, Kind.REMOVE, "patient.full_name")
    assert applied(NAME, decided(gone)).patient == {}


def item(key: str, value: str, box: Box, row: Box) -> Said:
    path = f"medications.{key}"
    return say(TWO, Kind.ITEM, path, value, page=1, box=box, row=row, text="as read")


def test_an_item_that_the_machine_missed_stands_where_it_is_on_the_paper() -> None:
    row = at(0.35, 0.1, 0.8)
    words = decided(
        item("name", "Ibuprofen", at(0.35), row), item("dose", "1 viên", at(0.35, 0.5), row)
    )
    found = applied(TWO, words).medications
    assert [one["name"].value for one in found] == ["Amoxicillin", "Ibuprofen", "Paracetamol"]
    one = found[1]["name"]
    assert (one.status, one.source, one.text) == (Status.CORRECTED, Source.STEWARD, "as read")
    assert found[1]["dose"].value == "1 viên"
    # Once the machine finds it too, it is one item, and the steward's word counts.
    seen = paper(drug("Amoxicillin", 0.3), drug("Ibuprofin", 0.351), drug("Paracetamol", 0.4))
    later = applied(seen, words).medications
    assert [one["name"].value for one in later] == ["Amoxicillin", "Ibuprofen", "Paracetamol"]


def test_a_field_is_added_to_an_item_or_a_patient() -> None:
    box = at(0.4, 0.7)
    route = say(TWO, Kind.ADD, "medications.1.route", "oral", page=1, box=box, text="uống")
    phone = say(TWO, Kind.ADD, "patient.phone", "0912345678", page=1, box=at(0.15), text="0912")
    turned = paper(*reversed(TWO.medications))
    for facts, place in ((TWO, 1), (turned, 0)):
        found = applied(facts, decided(route, phone))
        assert found.medications[place]["route"].value == "oral"
        assert len(found.medications) == 2
        assert found.patient["phone"].value == "0912345678"


def test_the_last_word_on_a_field_counts() -> None:
    first = say(NAME, Kind.CORRECT, "patient.full_name", "NGUYỄN VĂN Á")
    after = applied(NAME, decided(first))
    second = say(after, Kind.CORRECT, "patient.full_name", "NGUYỄN VĂN ÁNH")
    one = applied(NAME, decided(first, second)).patient["full_name"]
    assert (one.value, one.decision) == ("NGUYỄN VĂN ÁNH", "w1")


def undo(one: int) -> Said:
    return Said(Kind.UNDO, SCAN, 1, "patient.full_name", undoes=f"w{one}")


def test_a_word_is_taken_back_and_that_too() -> None:
    word = say(NAME, Kind.CORRECT, "patient.full_name", "NGUYỄN VĂN Á")
    assert applied(NAME, decided(word, undo(0))) == NAME
    again = applied(NAME, decided(word, undo(0), undo(1)))
    assert again.patient["full_name"].value == "NGUYỄN VĂN Á"
    assert standing(decided(word, undo(0), undo(1)))[0].said == word


def test_the_type_of_a_document_is_a_field_and_tells_the_splitting() -> None:
    word = say(NAME, Kind.CORRECT, "document_type", "lab_report")
    assert word.stage is Stage.SPLIT
    found = applied(NAME, decided(word)).document_type
    assert (found.value, found.status) == ("lab_report", Status.CORRECTED)
    assert types(decided(word), [1, 2]) is DocumentType.LAB_REPORT
    assert types(decided(word), [2, 3]) is None
    assert say(NAME, Kind.VERIFY, "patient.full_name").stage is Stage.FILE


def test_pages_are_cut_moved_turned_and_asked_for() -> None:
    words = [split(SCAN, [[1, 2, 3]], 6), split(SCAN, [[3, 5]], 6), apart(SCAN, [1, 2], 2, 6)]
    assert cut(decided(*words)) == ((3, 5), (1,), (2,))
    assert cut(decided(*words, undo(1))) == ((3,), (1,), (2,))
    assert cut(decided(apart(SCAN, [4], 4, 6))) == ((4,),)
    assert turns(decided(turn(SCAN, 2, 90), turn(SCAN, 2, 180))) == {2: 180}
    assert rescans(decided(rescan(SCAN, 3, "cut off"))) == {3: "cut off"}
    assert rescans(decided(rescan(SCAN, 3, "cut off"), undo(0))) == {}
    assert applied(TWO, decided(*words, turn(SCAN, 2, 90), rescan(SCAN, 3, "x"))) == TWO


@pytest.mark.parametrize("documents", [[[1, 2], [2]], [[0]], [[7]], [], [[]], [[1], []]])
def test_a_page_is_in_one_document(documents: list[list[int]]) -> None:
    with pytest.raises(UsageError):
        split(SCAN, documents, 6)


@pytest.mark.parametrize(
    "path", ["medications.2.dose", "medications.0.route", "patient.sex", "medications.x.dose"]
)
def test_a_word_is_on_something_that_is_there(path: str) -> None:
    with pytest.raises(UsageError):
        say(TWO, Kind.VERIFY, path)
    with pytest.raises(UsageError):
        say(TWO, Kind.ITEM, "medications.colour", "red", page=1, box=at(0.3))
    with pytest.raises(UsageError):
        turn(SCAN, 1, 45)


edges = st.floats(0.05, 0.9)


@given(st.lists(edges, min_size=1, max_size=6), st.data())
def test_each_word_is_found_on_its_own_field_and_applying_twice_is_once(
    tops: list[float], data: st.DataObject
) -> None:
    facts = paper(*(drug(f"drug {k}", top) for k, top in enumerate(tops)))
    words = decided(
        *(say(facts, Kind.CORRECT, f"medications.{k}.name", f"right {k}") for k in range(len(tops)))
    )
    order = data.draw(st.permutations(range(len(tops))))
    turned = replace(facts, medications=tuple(facts.medications[k] for k in order))
    found = [one["name"].value for one in applied(turned, words).medications]
    assert found == [f"right {k}" for k in order]
