"""A catalogue full of documents: rows made from the house's own lists, seeded."""

import hashlib
import random
import tomllib
from datetime import date, timedelta
from importlib import resources

from sqlalchemy import insert

from models.document import document_id
from models.record import DocumentType
from storage import terms
from storage.catalogue import Catalogue
from storage.tables import batch, document, receipt, scan
from storage.terms import Paper, mark
from tests.bench.catalogues import settle

SEED = 20_260_101
PORTION = 5_000
WHEN = "2026-11-02T08:15:00+07:00"
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
GIVEN = "Văn Thị Minh Thanh Ngọc Hà Lan Mai Hoà Dũng Hùng Phương Thảo Quang Tuấn Yến".split()
PLAIN = (
    "bệnh viện đa khoa tỉnh khoa nội tổng hợp họ tên tuổi giới tính địa chỉ chẩn đoán điều trị ngày"
    " uống sáng chiều viên kết quả xét nghiệm bình thường tăng giảm bác sĩ ký tên người bệnh tỉnh"
    " tiếp xúc tốt tim đều phổi thông khí rõ bụng mềm không sốt ho đau"
).split()


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

    def paper(self, one: str, batch: str) -> tuple[Paper, str]:
        """Return a paper of a batch, and its type."""
        disease = self.random.choices(self.diseases, self.weights)[0]
        drug = str(self.random.choice(self.drugs).get("name", "paracetamol"))
        day = (date(2016, 1, 1) + timedelta(self.random.randrange(3980))).isoformat()
        kind = self.random.choice(list(DocumentType)).value
        name, number = self.name(), f"{self.random.randrange(10**11):012d}"
        words = self.random.choices(PLAIN, k=90)
        said = f"{name} {number}\n{title(disease)} {disease['code']}\n{drug}\n{' '.join(words)}"
        marks = {mark("type", kind), mark("who", name), mark("who", number), *terms.days(day)}
        marks |= {mark("batch", batch), mark("substance", drug), *terms.codes(str(disease["code"]))}
        return Paper(one, 1, day, said, tuple(sorted(marks))), kind


def title(disease: dict[str, object]) -> str:
    """Return what a disease is called in Vietnamese, as papers have it."""
    names = disease["vi"]
    assert isinstance(names, list)
    return str(names[0])


def fill(catalogue: Catalogue, count: int) -> None:
    """Put so many documents into an empty catalogue."""
    made = Made()
    with catalogue._database.write() as connection:
        rows = [{"name": f"b{n}", "created_at": WHEN, "withdrawn": False} for n in range(100)]
        connection.execute(insert(batch), rows)
    for start in range(0, count, PORTION):
        numbers = range(start, min(count, start + PORTION))
        hashes = [hashlib.sha256(str(number).encode()).hexdigest() for number in numbers]
        papers = [
            made.paper(document_id(sha256, [1]), _batch(number))
            for number, sha256 in zip(numbers, hashes, strict=True)
        ]
        with catalogue._database.write() as connection:
            connection.execute(insert(scan), [_scan(sha256) for sha256 in hashes])
            received = zip(numbers, hashes, strict=True)
            connection.execute(insert(receipt), [_receipt(n, sha256) for n, sha256 in received])
            filed = zip(hashes, papers, strict=True)
            rows = [_document(sha256, paper, kind) for sha256, (paper, kind) in filed]
            connection.execute(insert(document), rows)
        catalogue.search.put([paper for paper, _ in papers])
    settle(catalogue)


def _batch(number: int) -> str:
    return f"b{number // 10_000}"


def _scan(sha256: str) -> dict[str, object]:
    row: dict[str, object]
    row = {"sha256": sha256, "media_type": "image/jpeg", "size": 1, "pages": 1, "state": "filed"}
    return row | {"reason": None, "withdrawn": False, "received_at": WHEN}


def _receipt(number: int, sha256: str) -> dict[str, object]:
    row: dict[str, object]
    row = {
        "batch": _batch(number),
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
