"""Scans, and the documents inside them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from models.forms import FormLabel
from models.page import Page
from models.record import DocumentType
from models.signature import Signature


@dataclass(frozen=True, slots=True)
class Scan:
    """One file as the scanner delivered it.

    `sha256` is the hash of its bytes, in hex; `pages` is how many it declares. `signatures` are
    those that a PDF came with.
    """

    sha256: str
    media_type: str
    size: int
    pages: int
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A run of pages that are one form. `type_confidence` is 0..1.

    `title` is the line that told the type, empty where none did; `form` is the id of its form
    in the register, None where none is known; `labels` are those that only that form prints.
    """

    pages: tuple[Page, ...]
    type: DocumentType
    type_confidence: float
    language: str
    title: str = ""
    labels: tuple[FormLabel, ...] = ()
    form: str | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its pages in the scan, from 1."""
        return tuple(page.number for page in self.pages)


def document_id(sha256: str, numbers: Sequence[int]) -> str:
    """Return the id of the document that these pages of a scan make.

    It depends on the scan's bytes and the page numbers only, so it is the same in every run.
    """
    pages = ",".join(map(str, numbers))
    return "d" + hashlib.sha256(f"{sha256}:{pages}".encode()).hexdigest()[:24]
