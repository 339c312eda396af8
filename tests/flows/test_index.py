"""What is filed is found, and looking is noted without what was looked for."""

from pathlib import Path

import pytest

from flows.commands.find import _day
from flows.index import catch_up
from models.errors import UsageError
from storage import keys, terms
from storage.folder import FolderStore
from storage.query import Query
from tests.extractors.forms import page
from tests.flows.filed import done, quick, received
from tests.flows.test_twins import blood


def test_a_filed_document_is_found_at_once_and_another_patient_is_not(home: Path) -> None:
    with quick(home) as house:
        (row,) = done(house, received(house, "one", [page(blood(1))]))
        assert house.catalogue.search.due() == ()
        for query in (
            Query(phrases=tuple(terms.phrases("viem phoi thuy"))),
            Query(marks=(terms.mark("who", "Trần Thị Hà"),)),
            Query(marks=(terms.mark("who", "20241234"), terms.mark("type", row.type))),
        ):
            hits, _ = house.catalogue.search.find(query, 10)
            assert [hit.document_id for hit in hits] == [row.id]
        assert house.catalogue.search.find(Query(marks=(terms.mark("who", "9"),)), 10) == (
            (),
            False,
        )


def test_one_damaged_record_keeps_no_other_from_being_found(home: Path) -> None:
    with quick(home) as house:
        rows = [
            row
            for name, day in (("one", 1), ("two", 2))
            for row in done(house, received(house, name, [page(blood(day))]))
        ]
        house.catalogue.search.again(row.id for row in rows)
        assert isinstance(house.store, FolderStore)
        path = house.store.root / keys.record(rows[0].id, 1, "record.json")
        path.write_bytes(path.read_bytes()[:-9])
        assert catch_up(house) == 1
        assert house.catalogue.search.due() == (rows[0].id,)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-05-17", "2023-05-17", "2023-05-17"),
        ("17/05/2023", "2023-05-17", "2023-05-17"),
    ],
)
def test_days_months_and_years(said: str, first: str, last: str) -> None:
    assert (_day(said, last=False), _day(said, last=True)) == (first, last)


@pytest.mark.parametrize("said", ["", "23", "2023-13", "31/02/2023", "today"])
def test_no_days(said: str) -> None:
    with pytest.raises(UsageError):
        _day(said, last=False)
