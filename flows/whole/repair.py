"""Making again what is derived: from originals, readings, records and the audit; and locks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flows import filing, index, keeping, readings, searchable, splitting
from flows.house import House
from flows.whole import papers
from flows.whole.faults import Fault, Kind
from models.document import Scan, document_id
from models.errors import ScanRefused, StoreError
from storage import keys
from storage.holdings import ALWAYS, EXTRACTED
from storage.rows import DocumentRow


@dataclass
class Repairs:
    """Repairs of one home. `audit` tells whether the audit is whole: else rows are left alone."""

    house: House
    audit: bool
    files: dict[str, filing.Files] = field(default_factory=dict)
    """The files of documents that were made again, by id."""

    def every(self, faults: Sequence[Fault]) -> list[str]:
        """Make again what these faults are about; return the subjects of which that could be."""
        ordered = sorted(faults, key=lambda fault: fault.kind is not Kind.CHANGED)
        made = [fault.subject for fault in ordered if self.repair(fault)]
        index.catch_up(self.house)
        return made

    def repair(self, fault: Fault) -> bool:
        """Make again what a fault is about; False where that cannot be.

        What cannot be is an original, an older version, or the audit: those come from a backup.
        """
        parts = fault.subject.split("/")
        try:
            match parts:
                case ["derived", sha256, number, *_]:
                    return self._reading(fault, sha256, int(number))
                case ["patients", _, one]:
                    return self._pointer(fault, one)
                case ["documents", one, version, name] if fault.kind is not Kind.EXTRA:
                    return self._file(fault, one, int(version[1:]), name)
                case ["originals", _, sha256] if fault.kind is Kind.UNLOCKED:
                    keeping.protect(self.house, [sha256])
                    return True
                case [subject] if fault.kind is Kind.INDEX:
                    self.house.catalogue.search.again([subject.removeprefix("document:")])
                    return True
                case [subject] if fault.kind is Kind.CHANGED and self.audit:
                    return self._row(subject)
        except (KeyError, StoreError, ScanRefused):
            return False  # what it is made from is not whole itself: the second look tells
        return False

    def _reading(self, fault: Fault, sha256: str, number: int) -> bool:
        row = self.house.catalogue.scans.get(sha256)
        if fault.kind is not Kind.EXTRA:
            if row is None or number not in self.house.catalogue.books.read(sha256):
                return False
            scan = Scan(row.sha256, row.media_type, row.size, row.pages)
            with self.house.store.fetch(keys.original(sha256)) as path:
                readings.again(self.house, scan, path, number)
        if fault.kind is not Kind.MISSING and not self._whole(fault.subject):
            self.house.store.delete(fault.subject)
        return True

    def _whole(self, key: str) -> bool:
        """Return whether an object that rows account for was made again under its own key."""
        if key not in self.house.catalogue.holdings.expected([key]):
            return False
        try:
            self.house.store.get(key)
        except StoreError:
            return False
        return True

    def _pointer(self, fault: Fault, one: str) -> bool:
        if fault.kind is Kind.EXTRA:
            # Its row may have been put back since it was found.
            if not self.house.catalogue.holdings.expected([fault.subject]):
                self.house.store.delete(fault.subject)
            return True
        row = self._document(one)
        self.house.store.replace(fault.subject, filing.pointer(row.id, row.version))
        return True

    def _file(self, fault: Fault, one: str, version: int, name: str) -> bool:
        row = self._document(one)
        if version != row.version:
            return False
        if name == searchable.PDF:
            scan = self.house.catalogue.scans.get(row.sha256)
            if scan is None:
                return False
            with self.house.store.fetch(keys.original(scan.sha256)) as path:
                data = searchable.searchable(self.house, scan, row, path)
        elif name in (*ALWAYS, EXTRACTED):
            data = self._files(row)[name]
        else:
            return False
        return self.house.store.put(fault.subject, data)

    def _files(self, row: DocumentRow) -> filing.Files:
        """Return the files of the current version, if they still come to the same record."""
        if row.id not in self.files:
            made = _made(self.house, row)
            filed = self.house.catalogue.documents.versions(row.id)[row.version - 1]
            if hashlib.sha256(made["record.json"]).hexdigest() != filed.record_sha256:
                raise StoreError(f"Document {row.id} would say something else today.")
            self.files[row.id] = made
        return self.files[row.id]

    def _row(self, subject: str) -> bool:
        known: dict[str, Any] = {}
        if subject.startswith("document:"):
            row = self._document(subject.removeprefix("document:"))
            key = keys.record(row.id, row.version, "record.json")
            known = papers.columns(self.house.store.get(key))
        return self.house.catalogue.mending.mend(subject, known)

    def _document(self, one: str) -> DocumentRow:
        row = self.house.catalogue.documents.get(one)
        if row is None:
            raise KeyError(one)
        return row


def _made(house: House, row: DocumentRow) -> filing.Files:
    scan, link = house.catalogue.scans.get(row.sha256), house.catalogue.patients.link(row.id)
    if scan is None or link is None:
        raise KeyError(row.id)
    numbers = house.catalogue.books.read(row.sha256)
    read = {number: readings.latest(house, row.sha256, number) for number in numbers}
    words = house.catalogue.decisions.of(row.sha256)
    for document in splitting.documents(house, read, words):
        if document_id(row.sha256, document.numbers) == row.id:
            mine = house.catalogue.decisions.on(row.sha256, document.numbers)
            facts = filing.said(house, scan, document)
            return filing.made(house, scan, document, read, facts, link, mine)
    raise KeyError(row.id)
