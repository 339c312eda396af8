"""Which pages are one document, and which form it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from models.document import Document
from models.forms import Form
from models.page import Page
from models.record import DocumentType
from pipeline.split.continuity import Run, begins, sight
from pipeline.split.register import packaged, register
from pipeline.split.types import claim_of

VERSION = "5"

UNTITLED = 0.5
"""How sure a document is another form that nothing on it names."""


def split(pages: Sequence[Page], own: tuple[Form, ...] = ()) -> tuple[Document, ...]:
    """Cut a scan's pages into typed documents, in order. Blank pages belong to none.

    Title, code, count, patient and look of a page are weighed together. What is headed as no
    known form is `other`. `own` are a hospital's own forms.
    """
    known = register(own)
    runs: list[Run] = []
    for page in pages:
        if page.blank:
            continue
        now = sight(page, known)
        if not runs or begins(now, runs[-1]):
            runs.append(Run((now,)))
        else:
            runs[-1] = Run((*runs[-1].sights, now))
    return tuple(map(_document, runs))


def one(pages: Sequence[Page], own: tuple[Form, ...] = ()) -> Document:
    """Return the document that a person says these pages are; its type is told as ever."""
    known = register(own)
    return _document(Run(tuple(sight(page, known) for page in pages)))


def typed(document: Document, kind: DocumentType, own: tuple[Form, ...] = ()) -> Document:
    """Return a document of the type that a person says it is, its form where only one is so."""
    if document.type is kind:
        return replace(document, type_confidence=1.0)
    known = {form.id: form for form in (*packaged(), *own) if form.type is kind}
    (form,) = known.values() if len(known) == 1 else (None,)
    labels = form.labels if form else ()
    return replace(
        document, type=kind, type_confidence=1.0, form=form.id if form else None, labels=labels
    )


def title_of(page: Page, own: tuple[Form, ...] = ()) -> tuple[DocumentType, float, str] | None:
    """Return the form that a page is headed as, how sure (0..1), and the heading as read."""
    claim = claim_of(page, register(own))
    return (claim.type, claim.confidence, claim.title) if claim else None


def _document(run: Run) -> Document:
    pages = tuple(sight.page for sight in run.sights)
    claim = run.claim
    if claim is None:
        return Document(pages, DocumentType.OTHER, UNTITLED, _language(pages))
    form, language = claim.form, _language(pages)
    if form is None:
        return Document(pages, claim.type, claim.confidence, language, claim.title)
    return Document(
        pages, claim.type, claim.confidence, language, claim.title, form.labels, form.id
    )


def _language(pages: Sequence[Page]) -> str:
    votes = Counter(page.language for page in pages if page.lines)
    return votes.most_common(1)[0][0] if votes else "vi"
