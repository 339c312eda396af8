"""Writing what may be shared of patients: a summary for each, noted in the audit."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from exports.fhir.paper import Paper
from exports.fhir.summary import summary
from flows.delivery import outdated, put, written
from flows.fhir import bare
from flows.house import House
from models.forms import is_identity
from storage.rows import DocumentRow


def share(
    house: House, rows: Sequence[DocumentRow], out: Path, *, unchecked: bool = False
) -> tuple[int, int]:
    """Write the summary of each patient of these documents, from all that are current of theirs.

    Return how many were written, and of how many patients there is nothing to tell. With
    `unchecked` they also tell what was accepted by threshold. A document of which it is not
    sure whose it is, and an identity paper, is in none. A summary of a patient of whom nothing
    is to tell any more is taken away. Raises StoreError where OUT cannot be written to.
    """
    patients = dict.fromkeys(row.patient_key for row in rows if row.patient_key)
    told = 0
    with written(out):
        for key in patients:
            papers, target = _papers(house, key), out / f"{key}.json"
            data = summary(papers, unchecked=unchecked) if papers else None
            if data is None:
                target.unlink(missing_ok=True)
                continue
            _note(house, key, papers, data, unchecked=unchecked)
            put(target, data)
            told += 1
        outdated(house, out, ".json")
    return told, len(patients) - told


def _papers(house: House, key: str) -> list[Paper]:
    rows = house.catalogue.documents.find(patient=key)
    papers = (bare(house, row.id, row.version) for row in rows if not is_identity(row.form))
    return [paper for paper in papers if paper.patient_key == key]


def _note(house: House, key: str, papers: Sequence[Paper], data: bytes, *, unchecked: bool) -> None:
    """Note what is handed out before it is there: who and when the audit adds itself."""
    after = {
        "format": "ips",
        "sha256": hashlib.sha256(data).hexdigest(),
        "unchecked": unchecked,
        "documents": {paper.stored.document_id: paper.version for paper in papers},
    }
    house.catalogue.audit.note("share", f"patient:{key}", {}, after)
