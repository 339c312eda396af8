"""How soon the dashboard answers with many words of stewards: rows made by program, seeded.

    python -m tests.bench.dashboard [--words 100000] [--postgres | --url URL] [--cold] [--times N]

The words are of the last 90 days, on one document in five of a queue of as many tasks. Prints a
table of periods, each with the median and the 95th percentile in ms.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from review.pages.dashboard import PERIODS, shown
from storage import clock
from storage.catalogue import Catalogue
from storage.figures import LOOKED_AT
from storage.quality_tables import judged, opinion
from storage.tables import document, version
from tests.bench import catalogues, queue

DAYS = 90
PEOPLE = "lan minh hoa dung thao".split()
EXTRACTORS = "patient encounter diagnoses medications labs vitals".split()
OUTCOMES = ("agreed", "agreed", "other")


def main() -> None:
    """Fill a catalogue and ask for the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=int, default=100_000)
    catalogues.options(parser)
    asked = parser.parse_args()
    with catalogues.opened(asked) as (catalogue, forget):
        if catalogue.empty():
            begun = time.monotonic()
            queue.fill(catalogue, asked.words // queue.EACH)
            _fill(catalogue, asked.words)
            print(f"filled in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        catalogues.table(_questions(catalogue), asked.times, forget if asked.cold else None)


def _fill(catalogue: Catalogue, words: int) -> None:
    chance = random.Random(queue.SEED)
    with catalogue._database.write() as connection:
        rows = connection.execute(select(document.c.id, document.c.sha256, document.c.type)).all()
        filed = [_version(row.id, chance) for row in rows]
        connection.execute(insert(version), filed)
        for start in range(0, words, queue.PORTION):
            numbers = range(start, min(words, start + queue.PORTION))
            made = [_word(number, chance.choice(rows), chance) for number in numbers]
            connection.execute(insert(judged), made)
            seconds = [_opinion(number, chance.choice(rows), chance) for number in numbers[::20]]
            connection.execute(insert(opinion), seconds)
    catalogues.settle(catalogue)


def _at(chance: random.Random) -> str:
    day = date.fromisoformat(clock.now()[:10]) - timedelta(days=chance.randrange(DAYS))
    minute = chance.randrange(8 * 60, 17 * 60)
    return f"{day}T{minute // 60:02}:{minute % 60:02}:{chance.randrange(60):02}+07:00"


def _version(one: str, chance: random.Random) -> queue.Row:
    row: queue.Row = {"document_id": one, "number": 1, "record_sha256": "0" * 64}
    return row | {"filed_at": _at(chance), "configuration": "{}"}


def _word(number: int, row: Any, chance: random.Random) -> queue.Row:
    made: queue.Row = {"decision_id": f"d{number:024}", "document_id": row.id, "type": row.type}
    made |= {"kind": chance.choice(queue.KINDS), "by": chance.choice(PEOPLE), "at": _at(chance)}
    made |= {"reason": chance.choice([*queue.REASONS, *LOOKED_AT]), "source": "printed"}
    made |= {"extractor": chance.choice(EXTRACTORS), "confidence": chance.random()}
    return made | {"right": chance.random() < 0.9}


def _opinion(number: int, row: Any, chance: random.Random) -> queue.Row:
    made: queue.Row = {"id": f"o{number:024}", "task_id": f"t{number:024}", "said": "{}"}
    made |= {"document_id": row.id, "sha256": row.sha256, "by": chance.choice(PEOPLE)}
    return made | {"at": _at(chance), "outcome": chance.choice(OUTCOMES)}


def _questions(catalogue: Catalogue) -> dict[str, Callable[[], object]]:
    def of(many: str) -> Callable[[], object]:
        return lambda: shown(catalogue, (), int(many))

    def mine() -> object:
        return shown(catalogue, ("khoa noi",), DAYS)

    periods = {f"{many} days": of(many) for many in PERIODS}
    return periods | {"90 days, one department": mine}


if __name__ == "__main__":
    main()
