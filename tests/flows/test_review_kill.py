"""The desk is killed between a steward's word and its filing; the next start files it."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from exports import record
from exports.stored import stored
from flows.house import House, opened
from models.people import Role
from storage import keys
from storage.rows import DocumentRow
from tests.flows.command import Command
from tests.flows.test_review import PASSWORD, desk
from tests.review import papers
from tests.review.conftest import NAMES, STRICT, Visitor, until

pytestmark = pytest.mark.slow

NAME, TRUE = "patient.full_name", "TRẦN THỊ HẰNG"
MOMENTS = (0.0, 0.05, 0.3)
"""Seconds from the last word on a document to the kill: before its filing, in it, and after."""


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with opened({"SOHOA_HOME": str(home), **STRICT}) as house:
        yield house


@pytest.fixture
def rows(house: House) -> list[DocumentRow]:
    """Documents of which it waits for a person who it is."""
    house.catalogue.accounts.add("lan", [Role.STEWARD])
    house.catalogue.entrance.set_password("lan", PASSWORD, house.settings.review)
    return [
        papers.file(house, f"{number}", [papers.prescription(name, 20241234 + number)])
        for number, name in enumerate(NAMES[: 1 + len(MOMENTS)])
    ]


def say(house: House, address: str, row: DocumentRow, most: int) -> None:
    """Correct the name on a document, and verify what else waits: so many words in all."""
    tasks = sorted(house.catalogue.tasks.of(row.id), key=lambda task: task.path != NAME)
    facts = stored(house.store.get(keys.record(row.id, 1, "record.json"))).facts
    values = {path: field.value for path, field in record.fields(facts)}
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        visitor = Visitor(client)
        assert visitor.log_in("lan") == 303
        for task, following in zip(tasks[:most], [*tasks[1:], None], strict=False):
            typed = TRUE if task.path == NAME else values[task.path]
            said = {"act": "accept", "typed": typed, "ahead": following.id if following else ""}
            answer = visitor.send(f"/task/{task.id}", **said, version=1, number=1)
            assert answer.status_code == 200


def test_what_was_said_before_a_kill_is_filed_at_the_next_start(
    house: House, rows: list[DocumentRow], tmp_path: Path
) -> None:
    sohoa = Command(house.home, STRICT)
    first, *others = rows
    with desk(sohoa) as (address, process):
        say(house, address, first, 1)  # what else is asked of it is before her still
        process.kill()
    (due,) = house.catalogue.decisions.due()
    versions = [row.version for row in house.catalogue.documents.find(document=first.id)]
    assert (due, versions) == (first.sha256, [1])
    for moment, row in zip(MOMENTS, others, strict=True):
        with desk(sohoa) as (address, process):
            say(house, address, row, 99)
            time.sleep(moment)
            process.kill()
    with desk(sohoa):
        until(lambda: not house.catalogue.decisions.due())
    for row in rows:
        (now,) = house.catalogue.documents.find(document=row.id)
        assert (now.version, now.review) == (2, "in review" if row is first else "verified")
        assert len(house.catalogue.documents.versions(row.id)) == 2
    told = [one.action for one in house.catalogue.audit.events() if one.actor == "lan"]
    words = 1 + sum(len(house.catalogue.tasks.of(row.id)) for row in others)
    assert (told.count("say"), told.count("decide")) == (words, words)
    assert sohoa("verify").returncode == 0
    assert sohoa("export", tmp_path / "out").returncode == 0
    for row in rows:
        said = json.loads((tmp_path / "out" / row.id / "record.json").read_text("utf-8"))
        name = said["patient"]["full_name"]
        assert (name["value"], name["status"]) == (TRUE, "corrected")
