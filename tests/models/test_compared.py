from models.compared import Pair, What, compared
from models.geometry import Box
from models.record import Facts, Field, Status

TOP, UNDER = Box(0.1, 0.1, 0.9, 0.2), Box(0.1, 0.3, 0.9, 0.4)


def field(
    value: str | None,
    box: Box | None = TOP,
    sure: float = 0.9,
    status: Status = Status.AUTO,
    page: int = 1,
    text: str | None = "x",
) -> Field:
    return Field(value, text, sure, status, page, box)


def facts(**more: object) -> Facts:
    return Facts(field("prescription", None), "vi", **more)  # type: ignore[arg-type]


def told(before: Facts, after: Facts) -> dict[str, tuple[What, int]]:
    return {pair.path: (pair.what, pair.surer) for pair in compared(before, after)}


def test_each_field_is_held_against_itself() -> None:
    before = facts(patient={"full_name": field("A"), "sex": field("male"), "age": field("40")})
    after = facts(
        patient={"full_name": field("B", sure=0.7), "sex": field("male", sure=0.905)},
        encounter={"department": field("Nội", sure=1.0)},
    )
    assert told(before, after) == {
        "document_type": (What.SAME, 0),
        "patient.full_name": (What.CHANGED, -1),
        "patient.sex": (What.SAME, 0),
        "patient.age": (What.GONE, 0),
        "encounter.department": (What.APPEARED, 0),
    }
    assert told(after, before)["patient.full_name"] == (What.CHANGED, 1)


def test_items_are_told_apart_by_their_ink_and_not_by_their_number() -> None:
    second = {"name": field("Paracetamol", UNDER), "dose": field("1 viên", UNDER)}
    before = facts(medications=(second,))
    first = {"name": field("Amoxicillin", TOP)}
    after = facts(medications=(first, {**second, "dose": field("2 viên", UNDER)}))
    assert told(before, after) == {
        "document_type": (What.SAME, 0),
        "medications.0.name": (What.APPEARED, 0),
        "medications.1.name": (What.SAME, 0),
        "medications.1.dose": (What.CHANGED, 0),
    }
    kinds = sorted((pair.kind, pair.what) for pair in compared(after, before))
    assert kinds == [
        ("document_type", What.SAME),
        ("medications.dose", What.CHANGED),
        ("medications.name", What.GONE),
        ("medications.name", What.SAME),
    ]


def test_the_same_place_on_another_page_is_another_item() -> None:
    before = facts(diagnoses=({"text": field("Viêm phổi", page=1)},))
    after = facts(diagnoses=({"text": field("Viêm phổi", page=2)},))
    assert sorted(pair.what for pair in compared(before, after)) == [
        What.APPEARED,
        What.GONE,
        What.SAME,
    ]


def test_what_lies_nowhere_is_told_apart_by_order() -> None:
    items = tuple({"substance": field(name, None)} for name in ("a", "b"))
    pairs = list(compared(facts(allergies=items), facts(allergies=items)))
    assert {pair.what for pair in pairs} == {What.SAME}


def test_unreadable_is_not_the_same_as_empty() -> None:
    empty, scrawled = field(None, text=""), field(None, text=None)
    assert Pair("patient.sex", empty, scrawled).what is What.CHANGED
    assert Pair("patient.sex", empty, empty).what is What.SAME


def test_what_people_said_is_told_from_what_the_program_found() -> None:
    pair = Pair("medications.0.dose", field("1"), field("2", status=Status.CORRECTED))
    assert (pair.kind, pair.by_people) == ("medications.dose", True)
    assert not Pair("medications.0.dose", field("1"), field("2")).by_people
