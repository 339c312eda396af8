"""Laboratory results: from reports, and quoted in narrative."""

import re
from collections.abc import Iterator, Sequence

from extractors.amounts import AMOUNT, beside, decimal
from extractors.digits import mend
from extractors.fields import Words, derived, field, item, others, within
from extractors.lab_names import test_name
from extractors.lab_rows import Row, page_rows
from extractors.lab_units import flag_of, unit_of
from extractors.labels import Labelled
from extractors.lexicon import nearest_lab
from models.document import Document
from models.page import Page
from models.record import DocumentType, Item

VERSION = "4"
_NAME = "lab_results " + VERSION

_VALUE = rf"(?:[<>≤≥]\s?)?{AMOUNT}"
_QUOTED = re.compile(
    rf"(?P<test>[A-Za-zÀ-ỹĐđ+%#][\w+%À-ỹ()/ .-]{{0,28}}?)[ :=.]*(?P<value>{_VALUE})\s*"
    r"(?P<unit>[GTM]/L|[a-zA-Zµμ]{1,6}/[a-zA-Zµ0-9]{1,5}|%|fL|pg|giây)(?![\w/])"
)
_GLUED = re.compile(rf"^\*?{_VALUE}\s*(?P<unit>[a-zA-Zµμ%x][\w^/%µμ.]*)$")
_WORDS = re.compile(
    r"^(?:âm tính|dương tính|negative|positive|\(-\)|\(\+\)|vết|trace|[+-]{1,4})$", re.IGNORECASE
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
    limits, bounds = _bounds(row.range)
    said = mend(_text(row.value))
    value, flag = _value(said, _edges(bounds))
    if value is None or sum(map(str.isalpha, test)) < 1 or len(test) > 60:
        return None
    known = nearest_lab(test)
    glued = _GLUED.match(said) if not row.unit else None
    units = row.value if glued else row.unit
    stated = glued["unit"] if glued else _text(units)
    unit, noted = unit_of(stated, known and known[0], page.language)
    marked = flag or flag_of(_text(row.flag)) or noted or _judged(value, bounds)
    made = field(page, row.value, value, _NAME, sure=0.98)
    test, spelt = test_name(test)
    return item(
        test=field(page, row.test, test, _NAME, sure=(0.98 if known else 0.88) * spelt),
        value=made,
        unit=field(page, units, unit, _NAME, sure=0.97) if unit else None,
        reference_range=field(page, limits, bounds, _NAME, sure=0.96) if bounds else None,
        flag=derived(made, marked, sure=0.97) if marked else None,
    )


def _text(words: Words) -> str:
    return " ".join(word.text for word in words)


def _bounds(words: Words) -> tuple[Words, str | None]:
    """Return a range and its words; where one edge lost its sign, as the other reader has it."""
    bounds = _range(mend(_text(words)))
    if bounds is None or _is_even(bounds):
        return words, bounds
    for again in others(words):
        second = _range(mend(_text(again)))
        if second is not None and _is_even(second) and len(second) > len(bounds):
            return again, second
    return words, bounds


def _is_even(bounds: str) -> bool:
    """Say whether both edges of a range have as many decimals, as ranges are printed."""
    edges = re.findall(r"\d[\d.,]*", bounds)
    return (
        len(edges) == 2
        and len({len(re.split("[.,]", edge)[-1]) for edge in edges}) == 1
        and (len({bool(re.search("[.,]", edge)) for edge in edges}) == 1)
    )


def _edges(bounds: str | None) -> list[float]:
    found = re.findall(r"\d[\d.,]*\d|\d", bounds or "")
    return [float(number) for edge in found if _is_number(number := decimal(edge))]


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", text) is not None


def _value(text: str, edges: list[float]) -> tuple[str | None, str]:
    """Return a result with a decimal point, or words as written, and the flag beside it."""
    plain = " ".join(text.split()).strip(" |_:")
    flagged = re.match(rf"^\*?(?P<sign>[<>≤≥]?)\s?(?P<number>{AMOUNT})\s*([HL↑↓*])?\*?$", plain)
    if flagged is not None:
        return flagged["sign"] + beside(flagged["number"], edges), flag_of(flagged[3] or "")
    if _WORDS.match(plain) or (plain and not any(map(str.isdigit, plain)) and len(plain) <= 30):
        return plain, ""
    number = re.search(rf"(?P<sign>[<>≤≥]?)\s?(?P<number>{AMOUNT})", plain)
    return (number["sign"] + beside(number["number"], edges), "") if number else (None, "")


def _range(text: str) -> str | None:
    plain = " ".join(text.split()).strip(" |_()")
    match = re.search(r"[<>≤≥]\s?=?\s?\d[\d.,]*|\d[\d.,]*\s?[-–—]\s?\d[\d.,]*", plain)
    if match is not None:
        return re.sub(r"\s?[-–—]\s?", " - ", match[0]).strip(" .,")
    return plain if _WORDS.match(plain) else None


def _judged(value: str, bounds: str | None) -> str:
    """Return `high`, `low` or `normal` where a number stands against a printed range."""
    number, edges = _measured(value), _edges(bounds)
    if number is None:
        return ""
    if len(edges) == 2 and edges[0] < edges[1]:
        return "low" if number < edges[0] else "high" if number > edges[1] else "normal"
    if len(edges) == 1 and bounds is not None and bounds[0] in "<≤":
        return "high" if number > edges[0] else "normal"
    if len(edges) == 1 and bounds is not None and bounds[0] in ">≥":
        return "low" if number < edges[0] else "normal"
    return ""


def _measured(value: str) -> float | None:
    plain = value.lstrip("<>≤≥ ")
    return float(plain) if _is_number(plain) else None


def _quoted(page: Page, words: Words) -> Iterator[Item]:
    """Yield results written one after another in a sentence."""
    text = mend(" ".join(word.text for word in words))
    for match in _QUOTED.finditer(text):
        test = match["test"].strip(" .,;:-")
        if not test or (nearest_lab(test) is None and len(test.split()) > 3):
            continue
        own = within(words, match.start(), match.end())
        value = re.sub(AMOUNT, lambda number: decimal(number[0]), match["value"])
        made = field(page, own, value, _NAME, sure=0.95)
        known = nearest_lab(test)
        unit, _ = unit_of(match["unit"], known and known[0], page.language)
        test, spelt = test_name(test)
        yield item(
            test=derived(made, test, sure=0.98 * spelt),
            value=made,
            unit=derived(made, unit or match["unit"], sure=0.98),
        )
