"""What a batch cost, on a report and by itself."""

from pathlib import Path

import pytest

from flows.house import opened
from models.errors import UsageError
from review import cost
from review.cost import Cost
from review.texts import texts
from storage import keys
from storage.costs import Used
from tests.flows.filed import QUICK
from tests.review import papers


def test_what_machines_and_people_used_and_what_is_kept(tmp_path: Path) -> None:
    with opened({"SOHOA_HOME": str(tmp_path), **QUICK}) as house:
        row = papers.file(
            house, "một", [papers.prescription(), papers.prescription("LÊ THỊ MAI", 2)]
        )
        assert cost.cost(house.catalogue, house.store, "b").used == Used()
        house.catalogue.costs.add("run", {row.sha256: Used(9.0, 4.0, 2)})
        house.catalogue.costs.add("again", {row.sha256: Used(1.5, 1.0, 2)})
        one = cost.cost(house.catalogue, house.store, "b")
        with pytest.raises(UsageError):
            cost.cost(house.catalogue, house.store, "none")
        objects = [*house.store.keys(keys.original(row.sha256)), *house.store.keys("derived/")]
        every = sum(
            path.stat().st_size
            for part in ("originals", "derived", "documents")
            for path in (tmp_path / "store" / part).rglob("*")
            if path.is_file()
        )
    assert objects
    assert (one.pages, one.used) == (2, Used(10.5, 5.0, 4))
    assert min(one.originals, one.readings, one.documents) > 0
    assert one.originals + one.readings + one.documents == every
    assert one.minutes == 0


def test_breaks_are_no_review() -> None:
    words = [
        (None, "2026-11-27T08:00:00+07:00"),
        ("2026-11-27T08:00:00+07:00", "2026-11-27T08:01:30+07:00"),
        ("2026-11-27T08:01:30+07:00", "2026-11-27T09:01:30+07:00"),
        ("2026-11-27T09:01:30+07:00", "2026-11-27T09:02:00+07:00"),
    ]
    assert cost.minutes(words) == 2.0


def test_a_cost_in_words() -> None:
    one = Cost(4, Used(10.0, 5.0, 8), 2_000_000, 500_000, 1_500_000, 3.5)
    (core, kept, minutes) = cost.rows(one, texts("en"))
    assert core == ("Core-seconds", "10.0 (2.5 a page)")
    assert kept[1] == "4.0 MB: originals 2.0, readings 0.5, documents 1.5"
    assert minutes == ("Minutes of review", "3.5")
    assert cost.rows(one, texts("vi"))[0][1] == "10,0 (mỗi trang 2,5)"
    assert cost.rows(Cost(4, Used(), 0, 0, 0, 0.0), texts("en"))[0][1] == "–"
