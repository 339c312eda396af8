"""A hospital's system that writes lists into a folder and reads files from another."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from flows.his.folder import FolderHis
from flows.house import House
from models.errors import DeliveryError
from models.hospital import Notice, Stay
from tests.flows.his.papers import ALL, ORDER, PEOPLE, filed, house_of, links, round_of

STAYS = [
    ["Mã BN", "MA_LK", "MA_HSBA", "Tên khoa", "NGAY_VAO", "NGAY_RA", "MA_DON_THUOC"],
    ["24000002", "LK-002", "BA-7002", "Nội", "202603100815", "12/03/2026", None],
    ["24000003", "LK-003", "BA-7003", "Nhi", "2026-03-10 09:00:00", None, ORDER],
    [None, "LK-004", "", "", "", "", None],
    ["24000003", None, "", "", "", "", None],
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "his"
    for name in ("in", "out"):
        (made / name).mkdir(parents=True)
    return made


@pytest.fixture
def house(home: Path, root: Path) -> Iterator[House]:
    quick = {"watch_settled": "0.2", "watch_seconds": "0.1"}
    with house_of(home, his_kind="folder", his_folder=str(root), **quick) as made:
        yield made


def people(root: Path, *names: str) -> None:
    lines = ["patient_id,full_name,birth_date,sex"]
    lines += [",".join([*PEOPLE[name], "nữ"]) for name in names]
    (root / "in" / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def stays(root: Path) -> None:
    book = Workbook()
    for row in STAYS:
        book.active.append(row)
    book.save(root / "in" / "stays.xlsx")


def told(root: Path) -> dict[str, dict[str, object]]:
    return {path.stem: json.loads(path.read_bytes()) for path in (root / "out").glob("*.json")}


def test_what_comes_is_read_and_put_away_and_documents_are_told(house: House, root: Path) -> None:
    ids = filed(house)
    assert (round_of(house).told, house.catalogue.lookups.waiting()) == (0, 4)
    people(root, *PEOPLE)
    first = round_of(house)
    assert (first.kept.people, first.told) == (3, 1)
    assert links(house, ids)["record"] is None
    stays(root)
    second = round_of(house)
    assert (second.kept.stays, second.told) == (3, 2)
    assert links(house, ids) == ALL
    assert house.catalogue.hospital.of_patient("24000002") == (
        Stay("24000002", "LK-002", "BA-7002", "Nội", "2026-03-10T08:15", "2026-03-12"),
    )
    notice = told(root)[ids["record"]]
    assert (notice["patient_id"], notice["stay_code"]) == ("24000002", "LK-002")
    assert set(notice) == (
        set("document_id version filed_at type patient_id stay_code issued_on address".split())
        | {"sha256"}
    )
    assert sorted(path.name for path in (root / "in").iterdir()) == ["done"]
    assert len(list((root / "in" / "done").rglob("*.*"))) == 2
    # What the system took away is not written again; the same lists again change nothing.
    for path in (root / "out").iterdir():
        path.unlink()
    people(root, *PEOPLE)
    stays(root)
    third = round_of(house)
    assert (third.kept.people, third.kept.stays, third.told) == (0, 0, 0)
    assert told(root) == {}
    house.catalogue.withdrawals.withdraw("b")
    assert round_of(house).told == 3
    assert {one["version"] for one in told(root).values()} == {0}


def test_what_is_half_written_is_left_until_it_is_whole(house: House, root: Path) -> None:
    filed(house)
    place = root / "in"
    people(root, "number")
    whole = (place / "people.csv").read_bytes()
    (place / "people.csv").rename(place / "people.csv.part")
    (place / ".people.csv").write_bytes(whole)
    assert round_of(house).kept.people == 0
    (place / "people.csv.part").rename(place / "people.csv")
    assert round_of(house).kept.people == 1
    assert not (place / "people.csv").exists()


def test_a_list_of_no_use_is_refused_with_its_reason_and_keeps_no_other_back(
    house: House, root: Path
) -> None:
    place = root / "in"
    (place / "a.csv").write_text('patient_id,full_name\n1,"NGUYỄN', encoding="utf-8")
    (place / "b.csv").write_text("màu,giá\nđỏ,5\n", encoding="utf-8")
    people(root, "number")
    assert round_of(house).kept.people == 1
    refused = {path.name: path for path in (place / "refused").rglob("*.txt")}
    assert set(refused) == {"a.csv.txt", "b.csv.txt"}
    assert "NGUYỄN" not in refused["a.csv.txt"].read_text(encoding="utf-8")


def test_a_folder_that_is_away_loses_nothing(house: House, root: Path) -> None:
    ids = filed(house)
    people(root, *PEOPLE)
    root.rename(root.with_name("gone"))
    assert "his.folder" in round_of(house).away
    root.with_name("gone").rename(root)
    assert round_of(house).told == 1
    assert links(house, ids)["number"] == "24000001"


def test_a_folder_that_takes_nothing_is_told(house: House, root: Path) -> None:
    (root / "out").rmdir()
    (root / "out").touch()
    with pytest.raises(DeliveryError, match="cannot be used"):
        FolderHis(root, house.settings.watch).tell(Notice("d1", 1))
