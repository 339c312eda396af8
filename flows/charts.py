"""Writing charts: a file for each patient, replaced whole."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from exports import minutes
from exports.chart import Part, chart
from exports.fhir.codes import codes
from exports.fhir.paper import titled
from exports.pdf import About
from exports.stored import Stored, dated, stored
from flows.configuration import software
from flows.copies import copy, note
from flows.delivery import beside, outdated, written
from flows.house import House
from models.forms import is_identity
from storage import keys
from storage.rows import DocumentRow


def charts(house: House, rows: Sequence[DocumentRow], out: Path, *, identity: bool = False) -> int:
    """Write the chart of each patient of these documents, the oldest first; return how many.

    A document that is linked to nobody is in none. In the place of an identity paper a sheet
    says that it was left out, unless `identity`. A chart of a patient of whom no document is
    current is taken away. Raises StoreError where OUT cannot be written to.
    """
    patients: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in rows:
        if row.patient_key:
            patients[row.patient_key].append(row)
    with written(out):
        for key, theirs in patients.items():
            _write(house, key, theirs, out / f"{key}.pdf", identity=identity)
        outdated(house, out, ".pdf")
    return len(patients)


def _write(
    house: House, key: str, rows: Sequence[DocumentRow], target: Path, *, identity: bool
) -> None:
    """Replace a patient's chart: all of the new one, or all of the old."""
    papers = sorted(((_paper(house, row), row) for row in rows), key=lambda pair: _when(pair[0]))
    read = max(datetime.fromisoformat(paper.provenance.times["read_at"]) for paper, _ in papers)
    about = About(key, "", f"sohoa {software()}", read, papers[0][0].facts.language)
    made = beside(target, "new")
    with TemporaryDirectory() as folder:
        parts = []
        for paper, row in papers:
            path = Path(folder) / f"{row.id}.pdf"
            if is_identity(row.form) and not identity:
                parts.append(_left_out(paper, path))
                continue
            path.write_bytes(copy(house, row, note(house, row)))
            parts.append(Part(path, titled(paper)))
        chart(parts, about, made)
    made.replace(target)


def _left_out(paper: Stored, path: Path) -> Part:
    """Write the sheet that stands for an identity paper, and return it."""
    words = codes()["words"][paper.facts.language]
    told = words["left_out"].format(count=len(paper.origin.pages))
    text = minutes.Part(told, "", (), ())
    path.write_bytes(
        minutes.minutes(words["identity"], [text], (), paper.document_id, paper.facts.language)
    )
    return Part(path, words["identity"])


def _paper(house: House, row: DocumentRow) -> Stored:
    return stored(house.store.get(keys.record(row.id, row.version, "record.json")))


def _when(paper: Stored) -> tuple[str, str, tuple[int, ...]]:
    """Return what papers are ordered by: their date, else they come last, then their place."""
    return dated(paper) or "9999", paper.origin.sha256, paper.origin.pages
