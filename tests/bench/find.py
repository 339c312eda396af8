"""How soon documents are found among many: rows made from the house's own lists, seeded.

    python -m tests.bench.find --documents 200000 [--url postgresql+psycopg://...]

Prints a table of kinds of question, each with the median and the 95th percentile in ms.
"""

import argparse
import hashlib
import random
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from importlib import resources
from typing import Any

from sqlalchemy import insert

from models.document import document_id
from models.record import DocumentType
from storage import terms
from storage.catalogue import Catalogue
from storage.query import Query
from storage.tables import batch, document, receipt, scan
from storage.terms import Paper, mark

SEED = 20_260_101
PORTION = 5_000
TIMES = 60
WHEN = "2026-11-02T08:15:00+07:00"
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
GIVEN = "Văn Thị Minh Thanh Ngọc Hà Lan Mai Hoà Dũng Hùng Phương Thảo Quang Tuấn Yến".split()
PLAIN = (
    "bệnh viện đa khoa tỉnh khoa nội tổng hợp họ tên tuổi giới tính địa chỉ chẩn đoán điều trị ngày"
    " uống sáng chiều viên kết quả xét nghiệm bình thường tăng giảm bác sĩ ký tên người bệnh tỉnh"
    " tiếp xúc tốt tim đều phổi thông khí rõ bụng mềm không sốt ho đau"
).split()


def main() -> None:
    """Fill a catalogue and ask it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--url")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.url or f"sqlite:///{folder}/catalogue.sqlite"
        with Catalogue(url) as catalogue:
            catalogue.check()
            begun = time.monotonic()
            _fill(catalogue, asked.documents)
            print(f"filled in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
            _ask(catalogue)


def _lexicon(name: str) -> list[dict[str, object]]:
    text = resources.files("configs").joinpath(f"lexicon/{name}.toml").read_text(encoding="utf-8")
    lists = (value for value in tomllib.loads(text).values() if isinstance(value, list))
    return max(lists, key=len)


class Made:
    """Papers of a seed; common diseases are a hundred times as common as rare ones."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        self.diseases = [one for one in _lexicon("diseases") if one.get("code")]
        self.drugs = _lexicon("drugs")
        self.weights = [1 / (place + 3) for place in range(len(self.diseases))]

    def name(self) -> str:
        """Return a patient's name."""
        return " ".join([self.random.choice(FAMILY), *self.random.choices(GIVEN, k=3)])

    def paper(self, one: str) -> tuple[Paper, str]:
        """Return a paper and its type."""
        disease = self.random.choices(self.diseases, self.weights)[0]
        drug = str(self.random.choice(self.drugs).get("name", "paracetamol"))
        day = (date(2016, 1, 1) + timedelta(self.random.randrange(3980))).isoformat()
        kind = self.random.choice(list(DocumentType)).value
        name, number = self.name(), f"{self.random.randrange(10**11):012d}"
        names = disease.get("names")
        title = str(names[0]) if isinstance(names, list) and names else str(disease.get("name"))
        words = self.random.choices(PLAIN, k=90)
        said = f"{name} {number}\n{title} {disease['code']}\n{drug}\n{' '.join(words)}"
        marks = {mark("type", kind), mark("who", name), mark("who", number), *terms.days(day)}
        marks |= {mark("substance", drug), *terms.codes(str(disease["code"]))}
        return Paper(one, 1, day, said, tuple(sorted(marks))), kind


def _fill(catalogue: Catalogue, count: int) -> None:
    made = Made()
    with catalogue._database.write() as connection:
        rows = [{"name": f"b{n}", "created_at": WHEN, "withdrawn": False} for n in range(100)]
        connection.execute(insert(batch), rows)
    for start in range(0, count, PORTION):
        numbers = range(start, min(count, start + PORTION))
        hashes = [hashlib.sha256(str(number).encode()).hexdigest() for number in numbers]
        papers = [made.paper(document_id(sha256, [1])) for sha256 in hashes]
        with catalogue._database.write() as connection:
            connection.execute(insert(scan), [_scan(sha256) for sha256 in hashes])
            received = zip(numbers, hashes, strict=True)
            connection.execute(insert(receipt), [_receipt(n, sha256) for n, sha256 in received])
            filed = zip(hashes, papers, strict=True)
            rows = [_document(sha256, paper, kind) for sha256, (paper, kind) in filed]
            connection.execute(insert(document), rows)
        catalogue.search.put([paper for paper, _ in papers])


def _scan(sha256: str) -> dict[str, object]:
    row: dict[str, object]
    row = {"sha256": sha256, "media_type": "image/jpeg", "size": 1, "pages": 1, "state": "filed"}
    return row | {"reason": None, "withdrawn": False, "received_at": WHEN}


def _receipt(number: int, sha256: str) -> dict[str, object]:
    row: dict[str, object]
    row = {
        "batch": f"b{number // 10_000}",
        "file_name": f"{number}.jpg",
        "sha256": sha256,
        "pages": 1,
    }
    return row | {"state": "received", "duplicate": False, "received_at": WHEN}


def _document(sha256: str, paper: Paper, kind: str) -> dict[str, object]:
    row: dict[str, object]
    row = {"id": paper.document_id, "sha256": sha256, "numbers": "[1]", "type": kind}
    row |= {"language": "vi", "state": "filed", "review": "clear", "version": 1, "fields": 9}
    return row | {"waiting": 0, "confidence": 0.9, "filed_at": WHEN, "superseded_by": "[]"}


def _ask(catalogue: Catalogue) -> None:
    made = Made()

    def words(said: str, **more: Any) -> Query:
        return Query(phrases=tuple(terms.phrases(said)), **more)

    def since(year: int) -> dict[str, Any]:
        marks = terms.between(f"{year}-01-01", None, date(2026, 11, 27))
        return {"first": f"{year}-01-01", "one_of": tuple(marks)}

    def title() -> str:
        names = made.random.choices(made.diseases, made.weights)[0].get("names")
        return str(names[0]) if isinstance(names, list) and names else "viêm phổi"

    def substance() -> str:
        return mark("substance", str(made.random.choice(made.drugs).get("name", "paracetamol")))

    kinds: dict[str, Callable[[], Query]] = {
        "a disease with marks": lambda: words(title()),
        "a disease without marks": lambda: words(terms.bare(title())),
        "viem": lambda: words("viem"),
        "viêm": lambda: words("viêm"),
        "words of every paper": lambda: words("benh vien tim deu"),
        "viem phoi, from 2023": lambda: words("viem phoi", **since(2023)),
        "a patient's name": lambda: Query(marks=(mark("who", made.name()),)),
        "a name as words": lambda: words(terms.bare(made.name())),
        "a code and a year": lambda: Query(
            marks=(terms.codes(str(made.random.choice(made.diseases)["code"]))[0],), **since(2025)
        ),
        "a substance": lambda: Query(marks=(substance(),)),
        "all at once": lambda: words(
            "dieu tri",
            marks=(mark("type", "prescription"), terms.codes("J18.9")[0], substance()),
            **since(2020),
        ),
        "words and a type": lambda: words("dieu tri", marks=(mark("type", "prescription"),)),
        "words and a batch": lambda: words("dieu tri", batch="b7"),
    }
    every: list[float] = []
    print(f"{'question':<28}{'median':>9}{'p95':>9}")
    for name, question in kinds.items():
        times = [_timed(catalogue, question()) for _ in range(TIMES)]
        every += times
        print(f"{name:<28}{statistics.median(times):>9.1f}{_p95(times):>9.1f}", flush=True)
    print(f"{'all':<28}{statistics.median(every):>9.1f}{_p95(every):>9.1f}")


def _timed(catalogue: Catalogue, query: Query) -> float:
    begun = time.monotonic()
    catalogue.search.find(query, 50)
    return 1000 * (time.monotonic() - begun)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
