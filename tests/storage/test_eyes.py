"""Two people are asked, each without the other's word; where they differ, a third."""

from dataclasses import replace

import pytest

from models.decision import Decision, Kind, Said
from models.errors import UsageError
from storage import agreement
from storage.catalogue import Catalogue
from storage.decisions import Ruling
from storage.quality_tables import opinion
from storage.rows import TaskDraft, TaskRow
from tests.storage.charts import filing, nothing_noted, scan

NAME = TaskDraft("patient.full_name", "doubtful", 0, "same", 2)
SEX = TaskDraft("patient.sex", "doubtful", 0)


@pytest.fixture
def name(catalogue: Catalogue) -> TaskRow:
    """A task that two people are asked, of a document that has another beside it."""
    catalogue.receipts.receive("b", "a.pdf", scan("one"))
    catalogue.documents.file(filing(scan("one"), 1), [NAME, SEX])
    return next(one for one in catalogue.tasks.of(filing(scan("one"), 1).document_id) if one.same)


def say(
    catalogue: Catalogue, who: str, task: TaskRow, value: str = "LÊ LAN", was: str = "LE LAN"
) -> Decision:
    kind = Kind.VERIFY if value == was else Kind.CORRECT
    said = Said(kind, scan("one").sha256, 1, task.kind, value, was=was)
    ruling = Ruling(task.document_id, said, (task.id,))
    (made,) = catalogue.by(who).decisions.decide([ruling])
    return made


def outcomes(catalogue: Catalogue) -> list[tuple[str, str | None]]:
    with catalogue._database.read() as connection:
        rows = connection.execute(opinion.select().order_by(opinion.c.number))
        return [(row.by, row.outcome) for row in rows]


def test_the_first_word_waits_and_is_not_asked_of_the_same_person(
    catalogue: Catalogue, name: TaskRow
) -> None:
    assert (name.eyes, name.draft) == (2, NAME)
    lan = catalogue.by("lan")
    assert lan.queue.claim(name.id, 5)
    made = say(catalogue, "lan", name)
    assert made.id.startswith("o")
    assert catalogue.tasks.get(name.id) == name
    assert catalogue.decisions.of(scan("one").sha256) == ()
    assert catalogue.decisions.due() == {}
    taken = lan.queue.next(5)
    assert taken is not None and taken.path == SEX.path
    assert not lan.queue.claim(name.id, 5)
    assert lan.queue.same(name.id) == ()
    with pytest.raises(UsageError, match="somebody else is asked"):
        say(catalogue, "lan", name)
    other = catalogue.by("minh").queue.next(5)
    assert other is not None and other.id == name.id
    assert "LAN" not in "".join(event.after for event in catalogue.audit.events())


@pytest.mark.parametrize(("second", "was"), [("LÊ LAN", "LE LAN"), ("LÊ LAN", "LÊ LAN")])
def test_a_second_that_says_the_same_decides(
    catalogue: Catalogue, name: TaskRow, second: str, was: str
) -> None:
    say(catalogue, "lan", name)
    made = say(catalogue, "minh", name, second, was)
    assert catalogue.decisions.of(scan("one").sha256) == (made,)
    assert (made.by, catalogue.tasks.get(name.id).state) == ("minh", "decided")
    assert outcomes(catalogue) == [("lan", "agreed")]


@pytest.mark.parametrize(("third", "told"), [("LÊ LAN", "agreed"), ("LÝ LAN", "other")])
def test_where_two_differ_a_third_decides(
    catalogue: Catalogue, name: TaskRow, third: str, told: str
) -> None:
    say(catalogue, "lan", name)
    assert say(catalogue, "minh", name, "LÊ LÀN").id.startswith("o")
    for who in ("lan", "minh"):
        with pytest.raises(UsageError, match="somebody else"):
            say(catalogue, who, name)
    made = say(catalogue, "hoa", name, third)
    assert (made.by, made.said.value) == ("hoa", third)
    assert outcomes(catalogue) == [("lan", told), ("minh", "other")]
    looks = {"lan": (int(told == "other"), 1), "minh": (1, 1)}
    assert catalogue.figures.second_looks(made.at[:10]) == looks
    # Taken back, it is asked of two people again, whoever they are.
    catalogue.decisions.undo(made.id)
    assert say(catalogue, "lan", name).id.startswith("o")


def test_a_word_that_waits_can_be_taken_back_by_its_author(
    catalogue: Catalogue, name: TaskRow
) -> None:
    made = say(catalogue, "lan", name)
    assert catalogue.by("lan").decisions.last() == (made, (name.id,))
    assert catalogue.by("minh").decisions.last() is None
    with nothing_noted(catalogue), pytest.raises(UsageError, match="no more"):
        catalogue.by("minh").decisions.undo(made.id)
    catalogue.by("lan").decisions.undo(made.id)
    assert outcomes(catalogue) == [("lan", "back")]
    assert say(catalogue, "minh", name).id.startswith("o")
    say(catalogue, "lan", name)
    with pytest.raises(UsageError, match="no more"):
        catalogue.by("lan").decisions.undo(made.id)


def test_nobody_decides_alone_by_another_way(catalogue: Catalogue, name: TaskRow) -> None:
    said = Said(Kind.CORRECT, scan("one").sha256, 1, name.path, "LÊ LAN", was="LE LAN")
    with pytest.raises(UsageError, match="Two people"):
        catalogue.decisions.decide([Ruling(name.document_id, said)])
    other = replace(said, path="patient.sex", value="female")
    catalogue.decisions.decide([Ruling(name.document_id, other)])


def test_words_on_items_say_which_they_answer(catalogue: Catalogue) -> None:
    dose = TaskDraft("medications.0.dose", "doubtful", 2, "same", 2)
    catalogue.receipts.receive("b", "a.pdf", scan("one"))
    catalogue.documents.file(filing(scan("one"), 1), [dose])
    (one,) = catalogue.tasks.of(filing(scan("one"), 1).document_id)
    said = Said(Kind.CORRECT, scan("one").sha256, 1, one.kind, "2 viên")
    (of_another,) = catalogue.decisions.decide([Ruling(one.document_id, said)])
    named = Ruling(one.document_id, said, (one.id,))
    (of_it,) = catalogue.by("lan").decisions.decide([named])
    assert (of_another.id[0], of_it.id[0]) == ("w", "o")
    assert catalogue.tasks.get(one.id).state == "open"


def test_who_changes_a_word_is_found(catalogue: Catalogue, name: TaskRow) -> None:
    say(catalogue, "lan", name)
    (book,) = catalogue.books.opinions()
    assert agreement.opinion(book) == []
    with catalogue._database.write() as connection:
        connection.execute(opinion.update().values(by="minh"))
    (book,) = catalogue.books.opinions()
    assert agreement.opinion(book) == ["said"]
    with catalogue._database.write() as connection:
        connection.execute(opinion.delete())
    (gone,) = catalogue.books.gone()
    assert gone.startswith("opinion:o")
