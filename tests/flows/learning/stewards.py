"""A hospital whose prescriptions the machine gets wrong in the same two places each time."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from exports.record import fields
from exports.stored import stored
from flows.house import House, opened
from flows.learning.labels import held_back
from models.decided import about
from models.decision import Kind, Said
from models.record import Field
from models.settings import Accept
from storage import keys
from storage.decisions import Ruling
from storage.rows import DocumentRow
from tests.extractors.forms import PRESCRIPTION, page
from tests.flows.filed import QUICK, done, received

TRUE = {
    "encounter.facility": "BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN",
    "medications.1.instructions": "Ngày uống 3 lần, mỗi lần 1 viên",
}
"""What is on the paper, where the machine takes what stands below to be part of it."""

LEARNT_FROM, HELD, VALUES = 10, 5, 28
"""Prescriptions, and how many values each has."""

Judge = Callable[[DocumentRow, str, Field], str | None]
"""What a steward says is right of a field at a path."""

ALL_ASKED = QUICK | {f"SOHOA_ACCEPT_{name}".upper(): "1.0" for name in Accept.model_fields}


@contextmanager
def at(home: Path, **more: str) -> Iterator[House]:
    with opened({"SOHOA_HOME": str(home), **QUICK, **more}) as house:
        yield house


def filed(home: Path) -> None:
    """File prescriptions of which every value waits for a person: so many of each kind."""
    with opened({"SOHOA_HOME": str(home), **ALL_ASKED}) as house:
        left = {False: LEARNT_FROM, True: HELD}
        for number in itertools.count():
            text = PRESCRIPTION.format(
                name="TRẦN THỊ HA", number=f"202412{number + 100}", day=number % 18 + 10
            )
            pages = [page(text, confidence=0.7 + 0.03 * (number % 10))]
            if not any(left.values()):
                return
            name = f"scan {number}"
            kept = held_back(hashlib.sha256(f"%PDF-1.7 {name}".encode()).hexdigest())
            if left[kept]:
                left[kept] -= 1
                done(house, received(house, name, pages))


def truth(row: DocumentRow, path: str, field: Field) -> str | None:
    return TRUE.get(path, field.value)


def decide(home: Path, judge: Judge = truth, count: int | None = None) -> None:
    """Have a steward do every task of so many documents, or all."""
    with at(home) as house:
        for row in house.catalogue.documents.find()[:count]:
            house.catalogue.by("lan").decisions.decide(list(rulings(house, row, judge)))


def rulings(house: House, row: DocumentRow, judge: Judge) -> Iterator[Ruling]:
    facts = stored(house.store.get(keys.record(row.id, row.version, "record.json"))).facts
    tasks = {task.path: task.id for task in house.catalogue.tasks.of(row.id)}
    for path, field in fields(facts):
        right = judge(row, path, field)
        kind = Kind.VERIFY if right == field.value else Kind.CORRECT
        word: Said = about(facts, row.sha256, kind, path, right)
        yield Ruling(row.id, word, (tasks[path],))
