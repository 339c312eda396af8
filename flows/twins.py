"""Sheets of one patient that were scanned twice, from other bytes: a question for a person."""

from collections.abc import Collection, Iterable, Sequence

from flows.house import House
from flows.tasks import page_draft
from models.document import Document
from models.doubt import Doubt
from storage.rows import DocumentRow, Filing, ScanRow, Sheet, TaskDraft


def fingerprints(document: Document) -> tuple[str, ...]:
    """Return what the pages of a document say, small enough to keep."""
    from pipeline.fingerprint import fingerprint

    return tuple(map(fingerprint, document.pages))


def twins(house: House, scan: ScanRow, identity: str, filing: Filing) -> list[TaskDraft]:
    """Return which pages of a document, as it is to be filed, are sheets that came before.

    Only sheets that came earlier count, by the time of their scan, so that filing the same
    again asks the same. A document without a patient is compared with none.
    """
    if not filing.patient_key:
        return []
    mine = [
        Sheet(scan.received_at, scan.sha256, number, identity, fingerprint)
        for number, fingerprint in zip(filing.numbers, filing.fingerprints, strict=True)
    ]
    return _drafts(mine, house.catalogue.documents.sheets(filing.patient_key))


def complete(house: House, scans: Collection[str]) -> None:
    """Ask about twins that were filed side by side, or after a sheet that had come later."""
    rows = [row for one in scans for row in house.catalogue.documents.find(sha256=one)]
    for key in sorted({row.patient_key for row in rows if row.patient_key}):
        sheets = house.catalogue.documents.sheets(key)
        for identity in sorted({sheet.document_id for sheet in sheets}):
            mine = [sheet for sheet in sheets if sheet.document_id == identity]
            _ask(house, identity, _drafts(mine, sheets))


def _drafts(mine: Iterable[Sheet], sheets: Sequence[Sheet]) -> list[TaskDraft]:
    from pipeline.fingerprint import alike

    return [
        page_draft(sheet.number, Doubt.PAGES_TWICE.value)
        for sheet in mine
        if any(
            _place(other) < _place(sheet) and alike(sheet.fingerprint, other.fingerprint)
            for other in sheets
        )
    ]


def _place(sheet: Sheet) -> tuple[str, str, int]:
    return sheet.received_at, sheet.sha256, sheet.number


def _ask(house: House, identity: str, drafts: Collection[TaskDraft]) -> None:
    row = house.catalogue.documents.get(identity)
    there = house.catalogue.tasks.of(identity)
    if row and not set(drafts) <= {task.draft for task in there}:
        asked = [task.draft for task in there if task.state == "open"]
        house.catalogue.documents.file(_as_filed(house, row), [*asked, *drafts])


def _as_filed(house: House, row: DocumentRow) -> Filing:
    version = house.catalogue.documents.versions(row.id)[-1]
    return Filing(
        document_id=row.id,
        sha256=row.sha256,
        numbers=row.numbers,
        type=row.type,
        language=row.language,
        version=row.version,
        record_sha256=version.record_sha256,
        configuration=version.configuration,
        filed_at=row.filed_at,
        patient_key=row.patient_key,
        fields=row.fields,
        confidence=row.confidence,
        link=row.link,
        form=row.form,
        department=row.department,
    )
