"""Finding documents, on SQLite and PostgreSQL alike."""

from datetime import date

import pytest
from sqlalchemy import select

from models.document import document_id
from storage import search, terms
from storage.catalogue import Catalogue
from storage.index_tables import entry
from storage.query import Query
from storage.terms import Paper, mark
from tests.storage.charts import filing, nothing_noted, scan

PAPERS = {
    "a": ("2023-05-17", "Chẩn đoán: Viêm phổi thuỳ dưới", [mark("code", "J18")]),
    "b": ("2022-01-02", "Cham soc benh nhan viem phoi", [mark("code", "J18")]),
    "c": ("2023-12-31", "Đơn thuốc. Phổi bình thường, viêm họng", [mark("type", "prescription")]),
    "d": (None, "Hồ Thị Phối", []),
}


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    for name in PAPERS:
        catalogue.receipts.receive(f"batch-{name}", f"{name}.pdf", scan(name))
        catalogue.documents.file(filing(scan(name), 1), [])
    assert set(catalogue.search.due()) == {ident(name) for name in PAPERS}
    for name in PAPERS:
        put(catalogue, name)
    assert catalogue.search.due() == ()
    return catalogue


def ident(name: str) -> str:
    return document_id(scan(name).sha256, [1])


def put(catalogue: Catalogue, name: str, text: str = "") -> None:
    day, said, marks = PAPERS[name]
    every = (*marks, mark("batch", f"batch-{name}"), *(terms.days(day) if day else ()))
    catalogue.search.put([Paper(ident(name), 1, day, text or said, every)])


def found(catalogue: Catalogue, asked: str = "", **more: object) -> set[str]:
    query = Query(phrases=tuple(terms.phrases(asked)), **more)  # type: ignore[arg-type]
    hits, _ = catalogue.search.find(query, 10)
    names = {ident(name): name for name in PAPERS}
    return {names[hit.document_id] for hit in hits}


CASES = {
    "viem phoi": {"a", "b", "c"},
    "VIÊM PHỔI": {"a", "c"},
    '"viêm phổi"': {"a"},
    '"viem phoi"': {"a", "b"},
    "phoi": {"a", "b", "c", "d"},
    "phối": {"d"},
    "don thuoc": {"c"},
    "đơn": {"c"},
    "gan": set(),
    'a "OR" b) *': set(),
}


@pytest.mark.parametrize(("asked", "names"), CASES.items())
def test_words_with_marks_and_without(filled: Catalogue, asked: str, names: set[str]) -> None:
    assert found(filled, asked) == names


def test_what_documents_are_about(filled: Catalogue) -> None:
    assert found(filled, marks=(mark("code", "J18"),)) == {"a", "b"}
    assert found(filled, "phoi", marks=(mark("type", "prescription"),)) == {"c"}
    today = date(2026, 11, 27)
    for first, last, names in [
        ("2023-01-01", None, {"a", "c"}),
        ("2023-05-18", None, {"c"}),
        (None, "2023-05-17", {"a", "b"}),
        ("2023-05-17", "2023-05-17", {"a"}),
    ]:
        one_of = tuple(terms.between(first, last, today))
        assert found(filled, "phoi", one_of=one_of) == names
    assert found(filled, "phoi", batch="batch-d") == {"d"}
    assert found(filled, "phoi", batch="batch d") == set()


def test_a_scan_that_comes_again_is_found_by_both_batches(filled: Catalogue) -> None:
    filled.receipts.receive("later", "copy.pdf", scan("a"))
    assert filled.search.due() == (ident("a"),)
    assert set(filled.receipts.brought(scan("a").sha256)) == {"batch-a", "later"}


@pytest.mark.parametrize(
    ("first", "last", "marks"),
    [
        ("2023-01-01", "2023-12-31", ["qyear2023"]),
        ("2024-02-01", "2024-02-29", ["qmonth202402"]),
        ("2024-02-01", "2024-02-28", [f"qday202402{day:02}" for day in range(1, 29)]),
        ("2022-12-31", "2024-01-01", ["qday20221231", "qyear2023", "qday20240101"]),
        (
            "2023-11-30",
            "2024-02-01",
            ["qday20231130", "qmonth202312", "qmonth202401", "qday20240201"],
        ),
        ("2024-01-02", "2024-01-01", []),
    ],
)
def test_days_between_are_told_by_years_and_months(first: str, last: str, marks: list[str]) -> None:
    assert terms.between(first, last, date(2026, 11, 27)) == marks


def test_more_than_are_ranked_are_gone_through_in_turn(
    filled: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those filed last are withdrawn: the ones before are found all the same."""
    monkeypatch.setattr(search, "RANKED", 1)
    filled.withdrawals.withdraw("batch-c")
    filled.withdrawals.withdraw("batch-d")
    for most, names in ((1, ["b"]), (2, ["b", "a"]), (3, ["b", "a"])):
        hits, over = filled.search.find(Query(phrases=(("phoi",),)), most)
        assert [hit.document_id for hit in hits] == [ident(name) for name in names]
        assert over


def test_the_words_around_are_told(filled: Catalogue) -> None:
    (hit, *_), over = filled.search.find(Query(phrases=(("thuy",),)), 10)
    assert (hit.snippet, hit.day, over) == ("Chẩn đoán: Viêm phổi thuỳ dưới", "2023-05-17", False)


def test_a_document_that_says_something_else_is_found_by_that_alone(filled: Catalogue) -> None:
    with nothing_noted(filled):
        put(filled, "a", "Gãy xương đùi")
    assert found(filled, "gay xuong") == {"a"}
    assert found(filled, '"viêm phổi"') == set()


def test_one_that_was_there_and_one_that_is_new_are_indexed_together(filled: Catalogue) -> None:
    """The one that was indexed last keeps its number; the new one takes another."""
    number = select(entry.c.document_id).order_by(entry.c.number.desc()).limit(1)
    with filled._database.read() as connection:
        last = connection.scalars(number).one()
    papers = [Paper(one, 1, None, "hen suyễn", ()) for one in (ident("new"), last)]
    filled.search.put(papers)
    assert filled.search.behind() == (ident("new"),)  # it is on no books, but in the index


def test_superseded_and_withdrawn_documents_are_not_found(filled: Catalogue) -> None:
    filled.withdrawals.withdraw("batch-a")
    filled.documents.settle(scan("b").sha256, [])
    assert found(filled, "viem phoi") == {"c"}
    assert filled.search.due() == (ident("b"),)
    filled.search.put([], [ident("b")])
    assert filled.search.behind() == ()


def test_an_index_that_lost_something_shows(filled: Catalogue) -> None:
    assert filled.search.behind() == ()
    with filled._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM entry WHERE number = 1")
        name = "rowid" if filled.where.startswith("sqlite") else "number"
        connection.exec_driver_sql(f"DELETE FROM words WHERE {name} = 2")
    assert filled.search.behind() == tuple(sorted([ident("a"), ident("b")]))
    filled.search.again(filled.search.behind())
    assert set(filled.search.due()) == {ident("a"), ident("b")}


def test_a_very_long_text_is_taken(filled: Catalogue) -> None:
    put(filled, "d", " ".join(f"từ{n}" for n in range(200_000)))
    assert found(filled, "tu7") == {"d"}
