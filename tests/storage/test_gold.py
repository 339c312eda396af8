"""Known answers are asked of others; what they say changes nothing and tells how good they are."""

import pytest
from sqlalchemy import select

from models.decision import Decision, Kind, Said
from models.errors import UsageError
from models.people import Role
from storage import agreement, posing
from storage.catalogue import Catalogue
from storage.decisions import Ruling
from storage.filters import Filter
from storage.quality_tables import gold, known
from storage.rows import Known, TaskDraft, TaskRow
from tests.storage.charts import filing, scan

NAME = TaskDraft("patient.full_name", "doubtful", 0)


def task(catalogue: Catalogue, name: str, eyes: int = 1) -> TaskRow:
    """The one task of a new document."""
    catalogue.receipts.receive("b", f"{name}.pdf", scan(name))
    row = filing(scan(name), 1)
    catalogue.documents.file(row, [TaskDraft(NAME.path, NAME.reason, 0, None, eyes)])
    return catalogue.tasks.of(row.document_id)[0]


def say(catalogue: Catalogue, who: str, name: str, one: TaskRow, value: str = "LÊ LAN") -> Decision:
    said = Said(Kind.CORRECT, scan(name).sha256, 1, one.kind, value, was="LE LAN")
    (made,) = catalogue.by(who).decisions.decide([Ruling(one.document_id, said, (one.id,))])
    return made


def asked(catalogue: Catalogue, who: str, share: float = 1.0) -> TaskRow | None:
    return catalogue.by(who).queue.next(15, gold=share)


@pytest.fixture
def one(catalogue: Catalogue) -> TaskRow:
    """A task that the supervisor hoa decided."""
    catalogue.accounts.add("hoa", [Role.STEWARD, Role.SUPERVISOR])
    catalogue.accounts.add("lan", [Role.STEWARD])
    row = task(catalogue, "one")
    say(catalogue, "hoa", "one", row)
    return row


def test_who_decided_is_known_of_supervisors_and_of_two(catalogue: Catalogue) -> None:
    catalogue.accounts.add("lan", [Role.STEWARD])
    say(catalogue, "lan", "alone", task(catalogue, "alone"))
    two = task(catalogue, "two", eyes=2)
    say(catalogue, "lan", "two", two)
    made = say(catalogue, "minh", "two", two)
    differ = task(catalogue, "differ", eyes=2)
    for who, value in (("lan", "A"), ("minh", "B"), ("tam", "C")):
        say(catalogue, who, "differ", differ, value)
    for who in ("lan", "minh"):
        assert asked(catalogue, who) is None
    row = asked(catalogue, "binh")
    assert row is not None
    assert (row.id, row.known) == (two.id, Known(made.id, 1))
    assert asked(catalogue, "hanh", share=0.0) is None


def test_to_the_person_it_looks_like_any_other_task(catalogue: Catalogue, one: TaskRow) -> None:
    lan = catalogue.by("lan")
    other = task(catalogue, "other")
    assert asked(catalogue, "hoa") == catalogue.by("hoa").tasks.get(other.id)
    catalogue.by("hoa").queue.leave(other.id)
    row = asked(catalogue, "lan")
    assert row is not None
    assert (row.id, row.state, row.claimed_by) == (one.id, "open", "lan")
    assert lan.tasks.get(one.id) == row
    assert {each.id for each in lan.queue.list()} == {one.id, other.id}
    assert len(lan.queue.list(limit=1)) == 1
    first, last = lan.queue.list()
    assert lan.queue.list(after=first) == (last,)
    assert [each.id for each in lan.queue.list(Filter(mine="lan"))] == [one.id]
    assert lan.queue.counts() == {"doubtful": 2}
    assert lan.queue.claim(one.id, 15)
    # It is so for nobody else.
    assert catalogue.tasks.get(one.id).state == "decided"
    assert catalogue.queue.counts() == {"doubtful": 1}
    assert not catalogue.by("minh").queue.claim(one.id, 15)
    # Asked again, it is the same one; left, the other.
    assert asked(catalogue, "lan") == lan.tasks.get(one.id)
    assert lan.queue.skip(one.id, "torn")
    assert lan.queue.counts() == {"doubtful": 1}
    assert asked(catalogue, "lan") == lan.tasks.get(other.id)


@pytest.mark.parametrize(("value", "wrong"), [("LÊ LAN", 0), ("LÊ LÂN", 1)])
def test_the_answer_is_counted_and_changes_nothing(
    catalogue: Catalogue, one: TaskRow, value: str, wrong: int
) -> None:
    before = catalogue.decisions.since()
    catalogue.decisions.filed(catalogue.decisions.due()[scan("one").sha256])
    assert asked(catalogue, "lan")
    made = say(catalogue, "lan", "one", one, value)
    assert made.id.startswith("g")
    assert catalogue.decisions.since() == before
    assert catalogue.decisions.due() == {}
    assert catalogue.figures.proven(made.at[:10]) == {"lan": (wrong, 1)}
    assert catalogue.by("lan").queue.counts() == {}
    assert asked(catalogue, "lan") is None
    with pytest.raises(UsageError, match="decided meanwhile"):
        say(catalogue, "lan", "one", one)
    # What is not known any more counts for nobody.
    catalogue.decisions.undo(before[0].id)
    assert catalogue.figures.proven(made.at[:10]) == {}
    assert not say(catalogue, "lan", "one", one).id.startswith("g")


def test_it_is_taken_back_as_any_other_word(catalogue: Catalogue, one: TaskRow) -> None:
    lan = catalogue.by("lan")
    other = task(catalogue, "other")
    assert asked(catalogue, "lan")
    made = say(catalogue, "lan", "one", one, "LÊ LÂN")
    word = say(catalogue, "lan", "other", other)
    assert lan.decisions.last() == (word, (other.id,))
    lan.decisions.undo(word.id)
    found = lan.decisions.last()
    assert found is not None and (found[0].id, found[1]) == (made.id, (one.id,))
    with pytest.raises(UsageError, match="no decision"):
        catalogue.by("minh").decisions.undo(made.id)
    lan.decisions.undo(made.id)
    assert lan.decisions.last() is None
    assert catalogue.figures.proven(made.at[:10]) == {}
    assert lan.queue.claim(one.id, 15)
    assert say(catalogue, "lan", "one", one).id.startswith("g")
    assert catalogue.figures.proven(made.at[:10]) == {"lan": (0, 1)}


def test_who_has_the_document_open_is_not_asked(catalogue: Catalogue, one: TaskRow) -> None:
    assert asked(catalogue, "lan")
    catalogue.by("lan").queue.opened(one.document_id)
    assert asked(catalogue, "lan") is None
    with pytest.raises(UsageError, match="decided meanwhile"):
        say(catalogue, "lan", "one", one)


def test_one_is_due_for_each_task_of_the_document_that_is_left(
    catalogue: Catalogue, one: TaskRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [round(posing.chance(0.2, many), 3) for many in (1, 2, 3)] == [0.2, 0.36, 0.488]
    monkeypatch.setattr(posing._CHANCE, "random", lambda: 0.3)
    with catalogue._database.read() as connection:
        assert not posing.due(connection, "hoa", 0.2, None)
        assert posing.due(connection, "hoa", 0.2, one.document_id)
        assert not posing.due(connection, "lan", 0.2, one.document_id)


def test_who_changes_an_answer_is_found(catalogue: Catalogue, one: TaskRow) -> None:
    assert asked(catalogue, "lan")
    made = say(catalogue, "lan", "one", one, "LÊ LÂN")
    catalogue.by("lan").decisions.undo(made.id)
    (book,) = catalogue.books.gold()
    assert agreement.gold(book) == []
    assert "LÂN" not in "".join(event.after for event in catalogue.audit.events())
    for change, told in (({"right": True}, ["right"]), ({"by": "minh"}, ["right", "said"])):
        with catalogue._database.write() as connection:
            connection.execute(gold.update().values(change))
        (book,) = catalogue.books.gold()
        assert agreement.gold(book) == told
    with catalogue._database.write() as connection:
        connection.execute(gold.delete())
    assert list(catalogue.books.gone()) == [f"gold:{made.id}"]


def test_what_is_asked_again_is_not_known(catalogue: Catalogue, one: TaskRow) -> None:
    assert asked(catalogue, "lan")
    catalogue.decisions.undo(catalogue.decisions.since()[0].id)
    with catalogue._database.read() as connection:
        assert connection.execute(select(known)).all() == []
    assert catalogue.by("lan").tasks.get(one.id).known is None
