"""How soon the director's page answers, and how long a count takes: rows made by program, seeded.

    python -m tests.bench.campaign [--documents 1000000] [--postgres | --url URL] [--times N]

Charts of EACH documents, of the last 20 months, a box to a batch. Prints a table: the page with
the median and the 95th percentile in ms; then the seconds of one count.
"""

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Table, insert

from models.campaign.counts import Counted, Line
from models.campaign.pace import working
from models.campaign.values import Value
from models.document import document_id
from models.record import DocumentType
from review.campaign.figures import Figures
from review.campaign.told import told
from review.campaign.words import Words
from review.texts import texts
from storage import clock
from storage.batch_tables import declared
from storage.campaign import Campaign
from storage.catalogue import Catalogue
from storage.charted import OPEN
from storage.patient_tables import identity, patient
from storage.retention_tables import kept
from storage.tables import batch, document, page, receipt, scan, version
from tests.bench import catalogues

SEED, EACH, BOXED, DAYS = 20_260_101, 20, 40, 400
DEPARTMENTS = (
    "Khoa Nội tổng hợp",
    "Khoa Ngoại chấn thương",
    "Khoa Sản",
    "Khoa Nhi",
    "Khoa Hồi sức cấp cứu",
    "Khoa Truyền nhiễm",
    "Khoa Tim mạch",
    "Khoa Y học cổ truyền",
)
YEARS = range(2014, 2026)
KINDS = [one.value for one in DocumentType if one is not DocumentType.INPATIENT_RECORD]
ENTERED = {
    Value.TARGET: ("2028-06-30", "Quyết định 123/QĐ-BV ngày 02/01/2026"),
    Value.WAGE: ("48000", "Bảng lương 2026, bình quân tổ quét"),
    Value.SCANNED: ("420", "Bấm giờ 3 ngày tại phòng quét, 11/2026"),
    Value.CORE_HOUR: ("350", "Khấu hao máy chủ 5 năm và điện"),
    Value.GIGABYTE_YEAR: ("9000", "Báo giá lưu trữ, hai bản sao"),
    Value.PAPER_WAIT: ("35", "Bấm giờ 20 yêu cầu tại kho hồ sơ, 10/2026"),
}
Row = dict[str, object]


def main() -> None:
    """Fill a catalogue, count it, and ask for the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=1_000_000)
    catalogues.options(parser)
    asked = parser.parse_args()
    with catalogues.opened(asked) as (catalogue, forget):
        if catalogue.empty():
            begun = time.monotonic()
            fill(catalogue, asked.documents // EACH, EACH, date.fromisoformat(clock.now()[:10]))
            catalogues.settle(catalogue)
            print(f"filled in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        begun = time.monotonic()
        said = catalogue.counting.charts()
        seconds = time.monotonic() - begun
        more = {"minutes": 0.0, "made": 0, "sampled": 0, "opened": 0, "wait": None}
        keep(catalogue.campaign, said | more)
        asks = {"the director's page": partial(_page, catalogue)}
        catalogues.table(asks, asked.times, forget if asked.cold else None)
        print(f"counted in {seconds:.1f} s")


def keep(campaign: Campaign, said: dict[str, object]) -> None:
    """Keep a count of these fields."""
    campaign.keep(Counted(at=clock.now(), took=0.0, **said))  # type: ignore[arg-type]


def _page(catalogue: Catalogue) -> None:
    counted = catalogue.campaign.counted()
    assert counted is not None
    one, said = told(catalogue, counted), texts("vi")
    assert Words(one, said).sections() and Figures(one, said).all()


def fill(catalogue: Catalogue, charts: int, each: int, today: date) -> None:
    """Put charts of so many documents into an empty catalogue, and declare twice as many."""
    chance = random.Random(SEED)
    worked = [one for one in _days(today) if working(one, 5)]
    boxes = -(-charts // BOXED)
    with catalogue._database.write() as connection:
        names = [f"hop-{number:04}" for number in range(boxes)]
        at = f"{worked[0]}T08:00:00+07:00"
        made = [{"name": one, "created_at": at, "withdrawn": False} for one in names]
        connection.execute(insert(batch), made)
        told = [{"batch": one, "box": f"H-{place:04}"} for place, one in enumerate(names)]
        connection.execute(insert(declared), told)
        for box in range(boxes):
            # More and more a day, as people learn it; a Monday is slow.
            place = int(len(worked) * (box / boxes) ** 0.8)
            day = worked[min(place + chance.randrange(3), len(worked) - 1)]
            many = min(BOXED, charts - box * BOXED)
            for table, rows in _box(box, many, each, day, boxes, chance).items():
                if rows:
                    connection.execute(insert(table), rows)
    lines = [
        Line(_year(box, 2 * boxes), _department(box), f"H-{box:04}", BOXED)
        for box in range(2 * boxes)
    ]
    catalogue.by("hoa").campaign.declare(lines, "0" * 64)
    for value, (text, source) in ENTERED.items():
        catalogue.by("hoa").campaign.enter(value, text, source)


def _days(today: date) -> Iterator[date]:
    return (today - timedelta(days=ago) for ago in range(DAYS, 0, -1))


def _year(box: int, boxes: int) -> int:
    """Boxes lie by year, the latest first."""
    return YEARS[-1] - box * len(YEARS) // boxes


def _department(box: int) -> str:
    return DEPARTMENTS[box % len(DEPARTMENTS)]


def _box(
    box: int, charts: int, each: int, day: date, boxes: int, chance: random.Random
) -> dict[Table, Sequence[Row]]:
    """Return the rows of a box: the last ones wait, and of those before something is asked."""
    found: dict[Table, list[Row]] = {
        table: [] for table in (scan, receipt, patient, document, version, kept, identity, page)
    }
    near, at = boxes - box, f"{day}T{8 + box % 9:02}:15:00+07:00"
    for number in range(charts):
        name = f"{box}/{number}"
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        waits = near <= max(1, boxes // 60) and number % 2 == 0
        asked = near <= boxes // 12 and chance.random() < 0.3
        key, pages = f"p{sha256[:24]}", each + each // 4
        found[scan].append(_scan(sha256, pages, at, waits=waits))
        found[receipt].append(_receipt(f"hop-{box:04}", name, sha256, pages, at))
        found[patient].append({"key": key, "status": "confirmed", "founded_by": key})
        year, month = _year(box, 2 * boxes), 1 + number % 12
        for place in range(each):
            one = document_id(sha256, [place + 1])
            found[document].append(_document(one, sha256, place, key, box, at, asked=asked))
            row: Row = {"document_id": one, "number": 1, "record_sha256": "0" * 64}
            found[version].append(row | {"filed_at": at, "configuration": "c"})
            row = {"document_id": one, "kinds": "inpatient", "since": f"{year}-{month:02}-20"}
            row |= {"first": f"{year}-{month:02}-11", "last": f"{year}-{month:02}-20"}
            found[kept].append(row | {"cover": False})
            own: Row = {"document_id": one, "patient_key": key}
            found[identity].append(own | {"record_number": f"{year % 100}.{box:04}{number:02}"})
        for place in range(1, pages + 1):
            state = "waiting" if waits and place == pages else "filed" if place <= each else "blank"
            row = {"sha256": sha256, "number": place, "state": state, "bound_to": sha256}
            found[page].append(row | {"place": place})
    return dict(found)


def _scan(sha256: str, pages: int, at: str, *, waits: bool) -> Row:
    row: Row = {"sha256": sha256, "media_type": "application/pdf", "size": 90_000 * pages}
    row |= {"pages": pages, "state": "read" if waits else "filed", "withdrawn": False}
    return row | {"received_at": at}


def _receipt(batch: str, name: str, sha256: str, pages: int, at: str) -> Row:
    row: Row = {"batch": batch, "file_name": f"{name}.pdf", "sha256": sha256, "pages": pages}
    return row | {"state": "received", "duplicate": False, "received_at": at, "chart": name}


def _document(
    one: str, sha256: str, place: int, key: str, box: int, at: str, *, asked: bool
) -> Row:
    kind = KINDS[place % len(KINDS)] if place else DocumentType.INPATIENT_RECORD.value
    row: Row = {"id": one, "sha256": sha256, "numbers": json.dumps([place + 1]), "type": kind}
    row |= {"language": "vi", "state": "filed", "review": OPEN if asked else "clear"}
    row |= {"version": 1, "patient_key": key, "fields": 9, "waiting": int(asked)}
    row |= {"confidence": 0.9, "filed_at": at, "superseded_by": "[]"}
    return row | {"department": _department(box)}


if __name__ == "__main__":
    main()
