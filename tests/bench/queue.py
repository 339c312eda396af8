"""How soon the queue answers with many tasks: rows made by program, seeded.

    python -m tests.bench.queue [--tasks 100000] [--postgres | --url URL] [--cold] [--times N]

Prints a table of kinds of question, each with the median and the 95th percentile in ms.
"""

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Callable

from sqlalchemy import insert

from models.decision import accepted
from models.document import document_id
from models.doubt import Doubt
from models.record import DocumentType
from storage.catalogue import Catalogue
from storage.decisions import Ruling
from storage.filters import Filter
from storage.rows import TaskRow
from storage.tables import batch, document, receipt, scan, task
from tests.bench import catalogues

SEED, PORTION, EACH = 20_260_101, 5_000, 5
WHEN = "2026-11-02T08:15:00+07:00"
KINDS = (
    "patient.full_name patient.birth_date diagnoses.icd10 medications.dose medications.name"
    " lab_results.value lab_results.unit vital_signs.value encounter.issued_on"
).split()
REASONS = ["doubtful", "unreadable", *(doubt.value for doubt in Doubt)]
DEPARTMENTS = "khoa noi,khoa ngoai,nhi,san".split(",")


def main() -> None:
    """Fill a catalogue and ask it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=100_000)
    catalogues.options(parser)
    asked = parser.parse_args()
    with catalogues.opened(asked) as (catalogue, forget):
        if catalogue.empty():
            begun = time.monotonic()
            fill(catalogue, asked.tasks // EACH)
            print(f"filled in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        catalogues.table(_questions(catalogue), asked.times, forget if asked.cold else None)


def fill(catalogue: Catalogue, documents: int) -> None:
    """Put so many documents, and EACH tasks of each, into an empty catalogue."""
    chance = random.Random(SEED)
    with catalogue._database.write() as connection:
        rows = [{"name": f"b{n}", "created_at": WHEN, "withdrawn": False} for n in range(20)]
        connection.execute(insert(batch), rows)
    for start in range(0, documents, PORTION):
        numbers = range(start, min(documents, start + PORTION))
        made = [_made(number, documents, chance) for number in numbers]
        with catalogue._database.write() as connection:
            connection.execute(insert(scan), [paper for paper, _, _, _ in made])
            connection.execute(insert(receipt), [came for _, came, _, _ in made])
            connection.execute(insert(document), [filed for _, _, filed, _ in made])
            connection.execute(insert(task), [row for _, _, _, rows in made for row in rows])
    catalogues.settle(catalogue)


Row = dict[str, object]


def _made(number: int, documents: int, chance: random.Random) -> tuple[Row, Row, Row, list[Row]]:
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    one, kind = document_id(sha256, [1]), chance.choice(list(DocumentType)).value
    name = f"b{number * 20 // documents}"
    paper: Row = {"sha256": sha256, "media_type": "image/jpeg", "size": 1, "pages": 1}
    paper |= {"state": "filed", "reason": None, "withdrawn": False, "received_at": WHEN}
    came: Row = {"batch": name, "file_name": f"{number}.jpg", "sha256": sha256, "pages": 1}
    came |= {"state": "received", "duplicate": False, "received_at": WHEN}
    filed: Row = {"id": one, "sha256": sha256, "numbers": "[1]", "type": kind, "language": "vi"}
    filed |= {"state": "filed", "review": "in review", "version": 1, "fields": 9, "waiting": EACH}
    filed |= {"confidence": 0.9, "filed_at": WHEN, "superseded_by": "[]"}
    tasks = [_task(one, kind, name, place, chance) for place in range(EACH)]
    return paper, came, filed, tasks


def _task(one: str, kind: str, name: str, place: int, chance: random.Random) -> Row:
    path = chance.choice(KINDS)
    made = f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 28):02}T08:15:00+07:00"
    same = f"{chance.randrange(5000):024x}"
    row: Row = {"id": f"t{one[1:20]}{place:05}", "document_id": one, "path": path, "kind": path}
    row |= {"reason": chance.choice(REASONS), "state": "open", "made_at": made, "type": kind}
    row |= {"batch": name, "department": chance.choice(DEPARTMENTS), "shown": True, "same": same}
    return row | {"priority": chance.choice((0, 2, 3))}


def _questions(catalogue: Catalogue) -> dict[str, Callable[[], object]]:
    chance, queue = random.Random(SEED + 1), catalogue.queue
    kinds = [kind.value for kind in DocumentType]
    last: list[TaskRow] = list(queue.list(limit=50))
    skipped = [row.id for row in queue.list(limit=200)]
    for one in skipped:
        queue.skip(one, "later")

    def some() -> Filter:
        return Filter(
            batch=f"b{chance.randrange(20)}",
            type=chance.choice(kinds),
            reason=chance.choice(REASONS),
            departments=("khoa noi",),
        )

    def turn() -> None:
        last[:] = queue.list(limit=50, after=last[-1])

    def decide() -> None:
        row = queue.next(15)
        assert row
        sha256 = catalogue.documents.find(document=row.document_id)[0].sha256
        said = accepted(sha256, 1, row.path)
        catalogue.decisions.decide([Ruling(row.document_id, said, (row.id,))])

    return {
        "the first page": lambda: queue.list(),
        "the next page": turn,
        "a batch": lambda: queue.list(Filter(batch=f"b{chance.randrange(20)}")),
        "a type": lambda: queue.list(Filter(type=chance.choice(kinds))),
        "a reason": lambda: queue.list(Filter(reason=chance.choice(REASONS))),
        "a department": lambda: queue.list(Filter(departments=("nhi",))),
        "all filters at once": lambda: queue.list(some()),
        "mine, nobody's": lambda: queue.list(Filter(mine="minh")),
        "older than a day": lambda: queue.list(Filter(until="2026-01-01T08:15:00+07:00")),
        "skipped": lambda: queue.list(Filter(skipped=True)),
        "counts by reason": lambda: queue.counts(),
        "counts by type of a batch": lambda: queue.counts(
            Filter(batch=f"b{chance.randrange(20)}"), "type"
        ),
        "counts by batch of departments": lambda: queue.counts(
            Filter(departments=("nhi", "khoa noi")), "batch"
        ),
        "the same value": lambda: queue.same(last[-1].id),
        "next, claimed": lambda: queue.next(15),
        "next of a reason, claimed": lambda: queue.next(15, Filter(reason="unreadable")),
        "next, decided": decide,
    }


if __name__ == "__main__":
    main()
