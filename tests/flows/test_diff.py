"""What new settings changed, told field by field; patient text only where it is asked for."""

import json
from pathlib import Path

from flows.anew import file_due
from flows.house import opened
from models.decision import Kind
from storage.rows import DocumentRow
from tests.extractors.forms import page
from tests.flows.command import Command
from tests.flows.filed import QUICK, done, quick, received
from tests.flows.test_anew import decide, form, rerun, say

LAX = QUICK | {"SOHOA_EXTRACT_SENSE": "false"}
NAME = "TRẦN THỊ HÀ"
DRUGS = form().replace("Ngày uống 3 lần, mỗi lần 1 viên", "Ngày uống 9 lần, mỗi lần 1 viên")


def twice(home: Path) -> DocumentRow:
    """A document whose second version was made without cross-checks, and a steward's third."""
    with quick(home) as house:
        (row,) = done(house, received(house, "one", [page(DRUGS)]))
        done(house, received(house, "two", [page(form(5))]))
    with opened({"SOHOA_HOME": str(home), **LAX}) as house:
        (later,) = rerun(house, row)
        assert later.version == 2
        return later


def test_what_another_setting_changed_is_counted_and_listed(home: Path) -> None:
    row = twice(home)
    command = Command(home, dict(QUICK))
    whole = command("diff", "--list", "--json")
    assert whole.returncode == 0, whole.stderr
    assert NAME[:8] not in whole.stdout and "viên" not in whole.stdout
    said = json.loads(whole.stdout)
    assert (said["compared"], said["unchanged"], said["new"]) == (1, 1, 0)
    fields = {one["field"]: one for one in said["fields"]}
    assert fields["patient.full_name"]["same"] == 1
    surer = [name for name, one in fields.items() if one["surer"]]
    assert surer
    listed = said["differences"]
    assert {one["document_id"] for one in listed} == {row.id}
    assert {one["what"] for one in listed} == {"same"}
    assert all(len(one["box"]) == 4 and one["versions"] == [1, 2] for one in listed)
    one = command("diff", "--document", row.id[:9], "--field", surer[0], "--list")
    assert row.id[:9] in one.stdout and "1 > 2" in one.stdout
    assert command("diff", "--batch", "b", "--document", row.id).returncode == 2


def test_a_steward_s_change_is_told_apart_and_shown_only_on_request(home: Path) -> None:
    row = twice(home)
    with quick(home) as house:
        decide(house, row, say(house, row, Kind.CORRECT, "patient.full_name", NAME))
        file_due(house)
    command = Command(home, dict(QUICK))
    plain = command("diff", "--where", "type=prescription", "--list")
    assert plain.returncode == 0, plain.stderr
    assert "patient.full_name" in plain.stdout and NAME not in plain.stdout
    before = views(home)
    told = json.loads(command("diff", "--field", "patient.full_name", "--values", "--json").stdout)
    (change,) = told["differences"]
    assert (change["before"]["value"], change["after"]["value"]) == ("TRẦN THỊ HA", NAME)
    assert change["by_people"] and change["versions"] == [2, 3]
    assert [one["by_people"] for one in told["fields"]] == [1]
    assert views(home) == before + 1


def test_against_a_time_documents_are_new_or_as_they_were(home: Path) -> None:
    twice(home)
    command = Command(home, dict(QUICK))
    early = command.json("diff", "--since", "2020-01-01")
    assert (early["compared"], early["unchanged"], early["new"]) == (0, 0, 2)
    late = command.json("diff", "--since", "2100-01-01")
    assert (late["compared"], late["unchanged"], late["new"]) == (0, 2, 0)


def views(home: Path) -> int:
    with quick(home) as house:
        return sum(event.action == "view" for event in house.catalogue.audit.events())
