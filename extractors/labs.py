"""Laboratory results: from reports, and quoted in narrative."""

import re
from collections.abc import Iterator, Sequence

from extractors.digits import mend
from extractors.fields import Words, derived, field, item, within
from extractors.lab_rows import Row, page_rows
from extractors.labels import Labelled
from extractors.lexicon import nearest_lab
from models.document import Document
from models.page import Page
from models.record import DocumentType, Item

VERSION = "2"
_NAME = "lab_results " + VERSION

_VALUE = r"(?:[<>≤≥]\s?)?\d{1,6}(?:[.,]\d{1,4})?"
_QUOTED = re.compile(
    rf"(?P<test>[A-Za-zÀ-ỹĐđ+%#][\w+%À-ỹ()/ .-]{{0,28}}?)[ :=]+(?P<value>{_VALUE})\s*"
    r"(?P<unit>[GTM]/L|[a-zA-Zµμ]{1,6}/[a-zA-Zµ0-9]{1,5}|%|fL|pg|giây)(?![\w/])"
)
_WORDS = re.compile(
    r"^(?:âm tính|dương tính|negative|positive|\(-\)|\(\+\)|vết|trace|[+-]{1,4})$", re.IGNORECASE
)

_MISREAD_UNITS = (
    (r"^um?ol", "µmol"),
    (r"^μ", "µ"),
    (r"/[1lI|]$", "/L"),
    (r"^[gG]í[Ll]$", "g/L"),
    (r"^[{(]L$", "fL"),
)


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Item, ...]:
    """Return the results in reading order."""
    found: list[Item] = []
    for page in document.pages:
        if document.type is DocumentType.LAB_REPORT:
            for row in page_rows(page):
                made = _item(page, row)
                if made is not None:
                    found.append(made)
    if document.type is not DocumentType.LAB_REPORT:
        for hit in labelled:
            if hit.field == "section.results":
                found += _quoted(hit.page, hit.every)
    return tuple(found)


def _item(page: Page, row: Row) -> Item | None:
    test = " ".join(word.text for word in row.test)
    if ":" in test:
        return None
    test = re.sub(r"^[\W_]*\d{1,2}\s*[.)]?\s+(?=\D)|[\s|_.,:;]+$", "", test).lstrip(" |_-.")
    value, flag = _value(mend(" ".join(word.text for word in row.value)))
    if value is None or sum(map(str.isalpha, test)) < 1 or len(test) > 60:
        return None
    known = nearest_lab(test)
    unit = _unit(" ".join(word.text for word in row.unit))
    said = mend(" ".join(word.text for word in row.range))
    bounds = _range(said)
    flag = flag or _flag(" ".join(word.text for word in row.flag))
    marked = flag or _judged(value, bounds)
    made = field(page, row.value, value, _NAME, sure=0.98)
    return item(
        test=field(page, row.test, test, _NAME, sure=0.98 if known else 0.88),
        value=made,
        unit=field(page, row.unit, unit, _NAME, sure=0.97) if unit else None,
        reference_range=field(page, row.range, bounds, _NAME, sure=0.96) if bounds else None,
        flag=derived(made, marked, sure=0.97) if marked else None,
    )


def _value(text: str) -> tuple[str | None, str]:
    """Return a result with a decimal point, or words as written, and the flag beside it."""
    plain = " ".join(text.split()).strip(" |_")
    flagged = re.match(rf"^\*?({_VALUE})\s*([HL↑↓*])?\*?$", plain)
    if flagged is not None:
        return flagged[1].replace(",", ".").replace(" ", ""), _flag(flagged[2] or "")
    if _WORDS.match(plain) or (plain and not any(map(str.isdigit, plain)) and len(plain) <= 30):
        return plain, ""
    number = re.search(_VALUE, plain)
    return (number[0].replace(",", ".").replace(" ", ""), "") if number else (None, "")


def _flag(text: str) -> str:
    plain = text.strip().upper()[:1]
    return {"H": "high", "↑": "high", "L": "low", "↓": "low"}.get(plain, "")


def _unit(text: str) -> str | None:
    """Return a unit as written, its usual misreadings put right."""
    plain = re.sub(r"\s+", "", text).strip("|_.,;")
    for wrong, right in _MISREAD_UNITS:
        plain = re.sub(wrong, right, plain)
    return plain or None


def _range(text: str) -> str | None:
    plain = " ".join(text.split()).strip(" |_()")
    match = re.search(r"[<>≤≥]\s?=?\s?\d[\d.,]*|\d[\d.,]*\s?[-–—]\s?\d[\d.,]*", plain)
    if match is not None:
        return re.sub(r"\s?[-–—]\s?", " - ", match[0]).strip(" .,")
    return plain if _WORDS.match(plain) else None


def _judged(value: str, bounds: str | None) -> str:
    """Return `high`, `low` or `normal` where a number stands against a printed range."""
    try:
        number = float(value.lstrip("<>≤≥ "))
        edges = [float(edge.replace(",", ".")) for edge in re.findall(r"\d[\d.,]*", bounds or "")]
    except ValueError:
        return ""
    if len(edges) == 2 and edges[0] < edges[1]:
        return "low" if number < edges[0] else "high" if number > edges[1] else "normal"
    if len(edges) == 1 and bounds is not None and bounds[0] in "<≤":
        return "high" if number > edges[0] else "normal"
    if len(edges) == 1 and bounds is not None and bounds[0] in ">≥":
        return "low" if number < edges[0] else "normal"
    return ""


def _quoted(page: Page, words: Words) -> Iterator[Item]:
    """Yield results written one after another in a sentence."""
    text = mend(" ".join(word.text for word in words))
    for match in _QUOTED.finditer(text):
        test = match["test"].strip(" .,;:-")
        if not test or (nearest_lab(test) is None and len(test.split()) > 3):
            continue
        own = within(words, match.start(), match.end())
        made = field(page, own, match["value"].replace(",", "."), _NAME, sure=0.95)
        yield item(
            test=derived(made, test, sure=0.98),
            value=made,
            unit=derived(made, _unit(match["unit"]) or match["unit"], sure=0.98),
        )
