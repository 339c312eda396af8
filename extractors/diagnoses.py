"""Diagnoses: as the form labels them, and as the narrative tells them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.coding import proposed_code
from extractors.context import assertion, unqueried
from extractors.diagnosis_lines import KNOWN, coded, parts, tidy
from extractors.fields import Words, derived, field, item, scrawled, within
from extractors.labels import Labelled
from extractors.language import Entity, entities
from extractors.spelling import restored
from extractors.tables import by_prefix, rows_under
from models.document import Document
from models.page import Page
from models.record import DocumentType, Field, Item
from models.text import fold

VERSION = "4"
_NAME = "diagnoses " + VERSION

_ROLES = {
    DocumentType.DISCHARGE_CERTIFICATE: "discharge",
    DocumentType.RECORD_SUMMARY: "discharge",
    DocumentType.REFERRAL: "referral",
}
_NONE = re.compile(r"(?:khong(?: co| ro)?|chua(?: co| ro| ghi nhan| phat hien)?|none|nil|no)$")
_COLUMNS = {"text": ("chan doan", "diagnosis")}
_CLAUSE = re.compile(
    r"(?:^|[.;:,]\s+)(?P<name>[^\s.;:,][^.;:,]{1,60}?)"
    r"(?=\s+(?:\d+\s*năm|từ|đang|đã|nay|for)\b|\s*[.;:,]|\s*$)"
)
_HEADS = re.compile(r"allerg(?:y|ies)\W*", re.IGNORECASE)
"""What is a heading of a list, though a lexicon has it as a disease."""
_NARRATIVE = ("section.past_history", "section.family_history")


def extract(
    document: Document, labelled: Sequence[Labelled], *, model: bool = True
) -> tuple[Item, ...]:
    """Return the diagnoses in the order of the form, labelled ones before told ones.

    Without the `model` those that are told are known names alone.
    """
    found: list[Item] = []
    admission = False
    for hit in labelled:
        kind, _, role = hit.field.partition(".")
        if kind != "diagnosis":
            continue
        if role == "admission" and not hit.every:
            admission = True  # a heading: what stands under it was found on admission
            continue
        if admission and role in ("main", "comorbidity"):
            role = "admission" if role == "main" else role
        else:
            admission = False
        given = role or _ROLES.get(document.type, "main")
        scrawl = scrawled(hit.page, hit.zone, _NAME) if not hit.every else None
        if scrawl is not None:
            found.append(item(text=scrawl))
        for number, part in enumerate(parts(hit.every)):
            made = _labelled(hit.page, part, given if number == 0 else _next(given), hit.likeness)
            if made is not None:
                found.append(made)
    found += _from_table(document)
    return tuple(found) + tuple(told(document, labelled, model=model))


def _next(role: str) -> str:
    return role if role == "admission" else "comorbidity"


def _from_table(document: Document) -> Iterator[Item]:
    """Yield the rows of a table of diagnoses: number and words."""
    role = _ROLES.get(document.type, "main")
    for page in document.pages:
        for table in page.tables:
            rows = rows_under(table, by_prefix(_COLUMNS), ("text",))
            for number, row in enumerate(rows):
                words = row["text"].words if "text" in row else ()
                made = _labelled(page, words, role if number == 0 else _next(role), 1.0)
                if made is not None:
                    yield made


def _labelled(page: Page, words: Words, role: str, likeness: float) -> Item | None:
    words = [word for word in words if any(map(str.isalnum, word.text))]
    if not words:
        return None
    words, code, seen = coded(words)
    text = " ".join(word.text for word in words)
    plain = text
    if code is not None:
        plain = text[: code[1]] + " " + text[code[2] :]
    plain = tidy(plain)
    if sum(map(str.isalpha, plain)) < 2 or _NONE.match(fold(plain)):
        return None
    plain, spelt = restored(plain, "disease")
    made = field(page, words, plain, _NAME, sure=0.97 * likeness * spelt * seen)
    return item(
        text=made,
        icd10=_code(made, code, plain),
        role=derived(made, role),
        assertion=derived(made, assertion(plain, 0, len(plain))),
    )


def _code(made: Field, code: tuple[str, int, int, float] | None, plain: str) -> Field | None:
    if code is not None:
        return derived(made, code[0], sure=code[3])
    proposed = proposed_code(unqueried(plain))
    if proposed is not None:
        return derived(made, proposed[0], sure=0.9 * proposed[1])
    return None


def told(document: Document, labelled: Sequence[Labelled], *, model: bool) -> Iterator[Item]:
    """Yield diseases that the histories tell of: past, denied, or a relative's."""
    seen: set[tuple[str, str]] = set()
    for page, words, section in _narratives(document, labelled):
        text = " ".join(word.text for word in words)
        for entity in _diseases(text, model):
            kind = assertion(text, entity.start, entity.end, section)
            if kind == "present" or (fold(text[entity.start : entity.end]), kind) in seen:
                continue
            seen.add((fold(text[entity.start : entity.end]), kind))
            yield _told(page, words, text, entity, kind)


def _diseases(text: str, model: bool) -> list[Entity]:
    """Return what the model takes for diseases, and known names that begin a clause."""
    found = [
        entity
        for entity in (entities(text) if model else ())
        if entity.label == "DISEASE" and not _HEADS.fullmatch(text, entity.start, entity.end)
    ]
    for match in _CLAUSE.finditer(text):
        start, end = match.span("name")
        free = all(end <= entity.start or start >= entity.end for entity in found)
        known = proposed_code(match["name"]) if free else None
        if known is not None and known[1] >= KNOWN:
            found.append(Entity(start, end, "DISEASE"))
    return sorted(found, key=lambda entity: entity.start)


def _narratives(
    document: Document, labelled: Sequence[Labelled]
) -> Iterator[tuple[Page, Words, str]]:
    for hit in labelled:
        if hit.field in _NARRATIVE and hit.every:
            yield hit.page, hit.every, hit.field.removeprefix("section.")
    if document.language == "en":
        for page in document.pages:
            for line in page.lines:
                if re.search(r"\b(?:father|mother|brother|sister|family)\b", line.text, re.I):
                    yield page, line.words, ""


def _told(page: Page, words: Words, text: str, entity: Entity, kind: str) -> Item:
    own = within(words, entity.start, entity.end)
    plain = text[entity.start : entity.end].strip(" .,;:")
    made = field(page, own, plain, _NAME, sure=0.9)
    made = replace(made, value=plain)
    proposed = proposed_code(plain)
    return item(
        text=made,
        icd10=derived(made, proposed[0], sure=0.85 * proposed[1]) if proposed else None,
        assertion=derived(made, kind, sure=0.95),
    )
