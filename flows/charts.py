"""Writing charts: a file for each patient, replaced whole."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from exports.chart import Part, chart
from exports.fhir.codes import document_kind
from exports.pdf import About
from exports.stored import DATES, Stored, stored
from flows.configuration import software
from flows.copies import copy, note
from flows.delivery import beside, written
from flows.house import House
from models.record import Status
from storage import keys
from storage.rows import DocumentRow

NAME = re.compile(r"p[0-9a-f]{24}\.pdf")


def charts(house: House, rows: Sequence[DocumentRow], out: Path) -> int:
    """Write the chart of each patient of these documents, the oldest first; return how many.

    A document that is linked to nobody is in none. A chart of a patient of whom no document is
    current is taken away. Raises StoreError where OUT cannot be written to.
    """
    patients: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in rows:
        if row.patient_key:
            patients[row.patient_key].append(row)
    with written(out):
        for key, theirs in patients.items():
            _write(house, key, theirs, out / f"{key}.pdf")
        _outdated(house, out)
    return len(patients)


def _write(house: House, key: str, rows: Sequence[DocumentRow], target: Path) -> None:
    """Replace a patient's chart: all of the new one, or all of the old."""
    papers = sorted(((_paper(house, row), row) for row in rows), key=lambda pair: _when(pair[0]))
    read = max(datetime.fromisoformat(paper.provenance.times["read_at"]) for paper, _ in papers)
    about = About(key, "", f"sohoa {software()}", read, papers[0][0].facts.language)
    made = beside(target, "new")
    with TemporaryDirectory() as folder:
        parts = []
        for paper, row in papers:
            path = Path(folder) / f"{row.id}.pdf"
            path.write_bytes(copy(house, row, note(house, row)))
            parts.append(Part(path, _title(paper)))
        chart(parts, about, made)
    made.replace(target)


def _paper(house: House, row: DocumentRow) -> Stored:
    return stored(house.store.get(keys.record(row.id, row.version, "record.json")))


def _when(paper: Stored) -> tuple[str, str, tuple[int, ...]]:
    """Return what papers are ordered by: their date, else they come last, then their place."""
    return _date(paper) or "9999", paper.origin.sha256, paper.origin.pages


def _title(paper: Stored) -> str:
    name = str(document_kind(paper.facts.document_type)[paper.facts.language])
    date = _date(paper)
    return f"{name}, {'/'.join(reversed(date[:10].split('-')))}" if date else name


def _date(paper: Stored) -> str | None:
    """Return the date of a paper, if it is sure."""
    for key in DATES:
        field = paper.facts.encounter.get(key)
        if field and field.value and field.status not in (Status.REVIEW, Status.REJECTED):
            return field.value
    return None


def _outdated(house: House, out: Path) -> None:
    current = {f"{row.patient_key}.pdf" for row in house.catalogue.documents.find()}
    for path in out.iterdir():
        if NAME.fullmatch(path.name) and path.name not in current:
            path.unlink()
