"""Scans and filings for the tests of the catalogue."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from models.document import Scan, document_id
from storage.catalogue import Catalogue
from storage.rows import Filing


def scan(name: str, pages: int = 3) -> Scan:
    return Scan(hashlib.sha256(name.encode()).hexdigest(), "application/pdf", 10, pages)


def filing(of: Scan, *numbers: int, version: int = 1, record: str = "r") -> Filing:
    return Filing(
        document_id=document_id(of.sha256, numbers),
        sha256=of.sha256,
        numbers=numbers,
        type="prescription",
        language="vi",
        version=version,
        record_sha256=hashlib.sha256(record.encode()).hexdigest(),
        configuration="c" * 64,
        filed_at="2026-11-02T08:15:00+07:00",
        patient_key=None,
        fields=7,
        confidence=0.5,
    )


@contextmanager
def nothing_noted(catalogue: Catalogue) -> Iterator[None]:
    before = catalogue.audit.events()
    yield
    assert catalogue.audit.events() == before
