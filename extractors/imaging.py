"""Imaging and functional tests: what was looked at, and what was found."""

import re
from collections.abc import Iterator, Sequence

from extractors.fields import Words, derived, field, item, title_words, within
from extractors.labels import Labelled
from models.document import Document
from models.page import Page
from models.record import DocumentType, Field, Item
from models.text import fold

VERSION = "2"
_NAME = "imaging " + VERSION

_MODALITIES = (
    ("echo", ("sieu am tim", "echocardiograph", "doppler tim")),
    ("ultrasound", ("sieu am", "ultrasound")),
    ("ct", ("cat lop vi tinh", "clvt", "ct scanner", "ct", "mdct")),
    ("mri", ("cong huong tu", "mri", "cht")),
    ("endoscopy", ("noi soi", "endoscop", "gastroscop", "colonoscop")),
    ("ecg", ("dien tim", "dien tam do", "ecg", "ekg", "electrocardiogra")),
    ("xray", ("x quang", "xquang", "x ray", "xray", "chup phoi", "radiograph")),
)
_STUDY = re.compile(
    r"(?<!\w)(?P<study>(?:Siêu âm|X[\s-]{0,2}quang|Chụp|Cắt lớp vi tính|CLVT|CT|MRI"
    r"|Cộng hưởng từ|Nội soi|Điện tim|Điện tâm đồ|ECG)[^:.;]{0,60}):"
    r"\s*(?P<conclusion>[^.;]+(?:\([^)]*\))?)"
)
_NOT_SITE = re.compile(
    r"\b(?:siêu âm|chụp|x[\s-]{0,2}quang|cắt lớp vi tính|clvt|ct|mri|cộng hưởng từ|nội soi|điện tim"
    r"|điện tâm đồ|doppler|màu|tổng quát|thẳng|nghiêng|phải|trái|hai bên|không tiêm thuốc"
    r"|không chuẩn bị|có tiêm thuốc|cản quang|thuốc|kết quả|phiếu|scanner|đa dãy|tư thế|chếch"
    r"|[0-9]+ phim)\b|(?<!\w\s)[-–](?!\s\w)|[,/]",
    re.IGNORECASE,
)


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Item, ...]:
    """Return the study of an imaging report, or the studies that a narrative quotes."""
    if document.type is not DocumentType.IMAGING_REPORT:
        return tuple(
            found
            for hit in labelled
            if hit.field == "section.results"
            for found in _quoted(hit.page, hit.every)
        )
    study = next((hit for hit in labelled if hit.field == "imaging.study" and hit.every), None)
    conclusion = next((h for h in labelled if h.field == "imaging.conclusion" and h.every), None)
    kind, made = _modality(document, study), _conclusion(conclusion)
    if made is None and kind is None:
        return ()
    return (item(modality=kind, site=_site(study), conclusion=made),)


def _modality(document: Document, study: Labelled | None) -> Field | None:
    """Return the kind of study that the title names, or else the request."""
    page, words, kind = document.pages[0], title_words(document), modality(document.title)
    if kind is None and study is not None:
        page, words, kind = study.page, study.every, modality(study.text)
    return field(page, words, kind, _NAME, sure=0.98) if kind and words else None


def modality(text: str) -> str | None:
    """Return the kind of study that words name, or None."""
    plain = f" {fold(text)} "
    for kind, names in _MODALITIES:
        if any(f" {name}" in plain for name in names):
            return kind
    return None


def site(text: str) -> str:
    """Return the part of the body that the name of a study leaves over."""
    plain = _NOT_SITE.sub(" ", text)
    return " ".join(plain.split()).strip(" .,;:()-–")


def _site(study: Labelled | None) -> Field | None:
    if study is None:
        return None
    place = site(study.text)
    return field(study.page, study.every, place, _NAME, sure=0.85) if place else None


def _conclusion(hit: Labelled | None) -> Field | None:
    if hit is None:
        return None
    text = re.sub(r"^[-–+•\s]+", "", hit.text).strip(" .,;:")
    return field(hit.page, hit.every, text, _NAME, sure=0.93 * hit.likeness) if text else None


def _quoted(page: Page, words: Words) -> Iterator[Item]:
    text = " ".join(word.text for word in words)
    for match in _STUDY.finditer(text):
        own = within(words, match.start(), match.end())
        made = field(page, own, match["conclusion"].strip(" ."), _NAME, sure=0.92)
        kind, place = modality(match["study"]), site(match["study"])
        yield item(
            modality=derived(made, kind) if kind else None,
            site=derived(made, place, sure=0.9) if place else None,
            conclusion=made,
        )
