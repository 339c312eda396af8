"""What `sohoa export --format insurer` leaves in a folder."""

import json
from pathlib import Path

from flows.insurer import insurer
from tests.exports.claims import contents, faults
from tests.flows.filed import quick
from tests.flows.test_tables import two


def test_stays_are_written_checked_and_replaced(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    old, mine = out / f"s{'0' * 24}.xml", out / "mine.xml"
    for path in (old, mine):
        path.write_text("<a/>")
    with quick(home) as house:
        two(house)
        rows = house.catalogue.documents.find()
        count, missing = insurer(house, rows, out)
    told = json.loads((out / "missing.json").read_bytes())["stays"]
    assert count == len(told)
    assert missing == sum(len(stay["missing"]) for stay in told)
    assert {row.id for row in rows} == {id for stay in told for id in stay["documents"]}
    files = {f"{stay['stay']}.xml" for stay in told}
    assert {path.name for path in out.iterdir()} == {"missing.json", "mine.xml", *files}
    names = set()
    for stay in told:
        data = (out / f"{stay['stay']}.xml").read_bytes()
        assert list(faults(data, stay["missing"])) == []
        names |= {row["HO_TEN"] for row in contents(data)["XML1"]}
    assert "TRẦN THỊ HÀ" in names
