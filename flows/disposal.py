"""Lists of what is kept long enough, and disposing of what somebody has approved."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from flows import index, keeping
from flows.house import House
from models.errors import StoreError, UsageError
from models.retention import Kind, Term
from storage import clock, keys
from storage.disposals import Approval, Why
from storage.keeping import PORTION, ScanTerm

HEADS = "scan kind since until received pages documents on_paper".split()
"""The headings of a list. None of it is a patient's."""


@dataclass
class Listed:
    """What a list came to: its rows, and how many were left out for what keeps them."""

    rows: int = 0
    pages: int = 0
    left_out: dict[Why, int] = field(default_factory=dict)


def write(house: House, path: Path, day: str) -> Listed:
    """Write the scans whose time is over before `day` to a new file; return what it came to.

    Raises UsageError where the file is there: it may be a list that somebody has approved.
    """
    index.catch_up(house)
    found, text = Listed(), io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADS)
    for one in house.catalogue.keeping.due(day, house.settings.retention.years):
        if why := _kept_by(house, one, day):
            found.left_out[why] = found.left_out.get(why, 0) + 1
            continue
        rows.writerow(_row(house, one))
        found.rows, found.pages = found.rows + 1, found.pages + one.pages
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text.getvalue())
    except FileExistsError:
        raise UsageError("That file is there already: give another name for the list.") from None
    except OSError as error:
        raise StoreError(f"The list cannot be written ({error.strerror}).") from None
    after = {
        "list": _digest(text.getvalue().encode()),
        "until": day,
        "scans": found.rows,
        "pages": found.pages,
    }
    house.catalogue.audit.note("list", "disposal", {}, after)
    return found


def read(path: Path) -> tuple[tuple[ScanTerm, ...], str]:
    """Return the rows of a list, and the SHA-256 of its bytes; UsageError for what is none."""
    try:
        data = path.read_bytes()
        rows = [row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            "The list cannot be read: give the file of sohoa disposal list."
        ) from error
    if not rows or rows[0] != HEADS:
        raise UsageError("That is no disposal list: give the file of sohoa disposal list.")
    return tuple(_read(number, row) for number, row in enumerate(rows[1:], 2)), _digest(data)


def dispose(
    house: House, rows: Sequence[ScanTerm], approval: Approval, *, dry_run: bool
) -> Iterator[tuple[ScanTerm, Why | None]]:
    """Dispose of each row that may go; yield it, and why it must be kept where it must.

    What the rows say is first held against the records of today. One that was begun before is
    gone on with. Each is off the books before anything of it leaves the store.
    """
    _look_again(house, rows)
    day, years = today(), house.settings.retention.years
    for one in rows:
        if house.catalogue.disposals.get(one.sha256):
            if not dry_run:
                _erase(house, one.sha256)
            yield one, None
            continue
        why = _locked(house, one.sha256)
        if why is None and dry_run:
            why = house.catalogue.disposals.refused(one, day, years)
        elif why is None:
            why = house.catalogue.disposals.begin(one, approval, day, years)
            if why is None:
                _erase(house, one.sha256)
        yield one, why


def today() -> str:
    """Return the day in Viet Nam."""
    return clock.now()[:10]


def _kept_by(house: House, one: ScanTerm, day: str) -> Why | None:
    if house.catalogue.holds.on([one.sha256]):
        return Why.HELD
    return _locked(house, one.sha256, until=keeping.end_of(day))


def _locked(house: House, sha256: str, until: datetime | None = None) -> Why | None:
    """Return whether the server keeps a scan, by a lock that lasts, or a hold of its own."""
    there = keeping.locks(house)
    if there is None:
        return None
    try:
        found = there.of(keys.original(sha256))
    except KeyError:
        return None
    lasts = found.until is not None and found.until > (until or datetime.now(UTC))
    return Why.LOCKED if lasts or found.held else None


def _row(house: House, one: ScanTerm) -> list[object]:
    rows = house.catalogue.documents.find(sha256=one.sha256, withdrawn=True)
    sheets = sorted(keeping.on_paper(house, rows))
    what = [one.sha256, one.term.kind.value, one.term.since, one.term.until, one.received]
    return [*what, one.pages, " ".join(one.documents), " ".join(sheets)]


def _read(number: int, row: Sequence[str]) -> ScanTerm:
    try:
        sha256, kind, since, until, received, pages, documents, _ = row
        keys.original(sha256)
        for day in (since, until, received):
            date.fromisoformat(day)
        term = Term(Kind(kind), since, until)
        return ScanTerm(sha256, term, received, int(pages), tuple(documents.split()))
    except (ValueError, StoreError) as error:
        raise UsageError(
            f"Line {number} of the list is not as sohoa wrote it: take lines out, and change none."
        ) from error


def _look_again(house: House, rows: Sequence[ScanTerm]) -> None:
    """Have the records themselves tell once more until when they are kept, and those beside."""
    for first in range(0, len(rows), PORTION):
        names = [name for row in rows[first : first + PORTION] for name in row.documents]
        mates = house.catalogue.keeping.mates(names)
        house.catalogue.search.again(mates)
        # What cannot be read is then not known, and kept.
        house.catalogue.keeping.put([], list(mates))
    index.catch_up(house)


def _erase(house: House, sha256: str) -> None:
    """Remove from the store what is left of a scan that is off the books."""
    gone = house.catalogue.disposals.get(sha256)
    if gone and gone.remaining:
        for name in gone.remaining:
            house.store.erase(name)
        house.catalogue.disposals.finish(sha256)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
