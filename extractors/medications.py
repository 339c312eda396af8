"""Medications: a name with a strength, and what is said about taking it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.directions import directions
from extractors.encounter import DOCTOR
from extractors.fields import Words, derived, field, item
from extractors.labels import Labelled, starts_anew
from extractors.lexicon import nearest_drug
from extractors.tables import by_prefix, rows_under
from models.document import Document
from models.page import Line, Page, Table, Word
from models.record import DocumentType, Field, Item
from models.text import fold, squeeze

VERSION = "1"
_NAME = "medications " + VERSION

STRENGTH = re.compile(
    r"(?<![\w.,])(?P<strength>\d+(?:[.,]\d+)?\s*(?P<unit>mcg|µg|ug|mg|mạ|mq|g|ml|mL|UI|IU|U|%|đơn vị)"
    r"(?:\s*/\s*\d*(?:[.,]\d+)?\s*(?:mcg|µg|mg|g|ml|mL|viên|gói|liều|UI|IU))?)(?!\w)",
)
_COUNT = re.compile(
    r"(?:SL|Số lượng|Qty|#|x)\s*[:.]?\s*(?P<count>\d{1,4})\s*(?P<form>\w+)?", re.IGNORECASE
)
_NUMBER = re.compile(r"^\W*(?:\d{1,2}\s*[.)/]\s*|[-+•*~]+\s*|\d{1,2}\s+(?=[A-ZĐ]))")
_BRACKET = re.compile(r"\(([^()]*)\)")
FORMS = {
    "vien": "tablet", "v": "tablet", "tablet": "tablet", "tablets": "tablet", "tab": "tablet",
    "capsule": "capsule", "capsules": "capsule", "nang": "capsule", "goi": "sachet",
    "sachet": "sachet", "sachets": "sachet", "siro": "syrup", "syrup": "syrup", "lo": "vial",
    "vial": "vial", "ong": "ampoule", "ampoule": "ampoule", "tuyp": "tube", "tube": "tube",
    "chai": "bottle", "bottle": "bottle", "binh": "inhaler", "inhaler": "inhaler",
    "giot": "drops", "drops": "drops", "but": "other", "bom": "other", "hop": "other",
}  # fmt: skip
_COLUMNS = {
    "head": ("ten thuoc", "thuoc", "drug", "medicine", "medication"),
    "count": ("so luong", "sl", "quantity", "qty"),
    "form": ("dvt", "don vi", "unit"),
    "taken": ("cach dung", "lieu dung", "huong dan", "directions", "dosage"),
}
_WRITTEN_IN = frozenset(
    {DocumentType.PRESCRIPTION, DocumentType.TREATMENT_SHEET, DocumentType.OTHER}
)


@dataclass(frozen=True, slots=True)
class Order:
    """The words of one ordered drug: what it is, how many, in what form, how to take it."""

    page: Page
    head: Words
    count: Words = ()
    form: Words = ()
    taken: Words = ()


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Item, ...]:
    """Return the medications of a document; an order repeated from day to day is one item."""
    found: list[Item] = []
    for order in _orders(document, labelled):
        made = _item(order, document.language)
        if made is None:
            continue
        same = next((k for k, item in enumerate(found) if _same(item, made)), None)
        if same is None:
            found.append(made)
        elif made["name"].confidence > found[same]["name"].confidence:
            found[same] = made
    return tuple(found)


def _same(one: Item, other: Item) -> bool:
    """Say whether two orders are one, read twice: a letter or two may differ."""

    def like(key: str) -> float:
        texts = [squeeze(item[key].value or "") if key in item else "" for item in (one, other)]
        return fuzz.ratio(*texts)

    return like("name") >= 80 and like("strength") == 100 and like("instructions") >= 80


def _orders(document: Document, labelled: Sequence[Labelled]) -> Iterator[Order]:
    for page in document.pages:
        in_tables: set[int] = set()
        for table in page.tables:
            orders = list(_in_table(page, table))
            if orders:
                in_tables |= {id(line) for cell in table.cells for line in cell.lines}
                yield from orders
            elif document.type in _WRITTEN_IN:
                for cell in table.cells:
                    in_tables |= {id(line) for line in cell.lines}
                    yield from _in_lines(page, [line.words for line in cell.lines])
        if document.type in _WRITTEN_IN or document.language == "en":
            rows = _rows(page, in_tables)
            yield from _in_lines(page, rows)
    if document.type not in _WRITTEN_IN:
        for hit in labelled:
            if hit.field == "medication" and document.language == "vi":
                yield from _in_running_text(hit)


def _rows(page: Page, taken: set[int]) -> list[Words]:
    """Return the lines outside tables, those side by side joined."""
    rows: list[list[Word]] = []
    for line in page.lines:
        if id(line) in taken:
            continue
        if (
            rows
            and abs(rows[-1][-1].box.middle - line.box.middle) < 0.5 * line.box.height
            and (line.box.left >= rows[-1][-1].box.right)
        ):
            rows[-1] += line.words
        else:
            rows.append(list(line.words))
    return list(rows)


def _in_table(page: Page, table: Table) -> Iterator[Order]:
    """Yield the rows of a table of drugs; its head says which column is which."""
    for row in rows_under(table, by_prefix(_COLUMNS), ("head",)):
        words = {name: cell.words for name, cell in row.items()}
        if any(len(word.text) > 2 for word in words.get("head", ())):
            yield Order(page, **words)


def _in_lines(page: Page, lines: Sequence[Words]) -> Iterator[Order]:
    """Yield orders written as a head line and the lines of directions under it."""
    head: Words = ()
    taken: list[Word] = []
    for words in lines:
        text = " ".join(word.text for word in words)
        if _is_head(text):
            if head:
                yield Order(page, head, taken=tuple(taken))
            head, taken = words, []
        elif head and _goes_on(head, taken, words, text):
            taken += words
        elif head:
            yield Order(page, head, taken=tuple(taken))
            head, taken = (), []
    if head:
        yield Order(page, head, taken=tuple(taken))


def _is_head(text: str) -> bool:
    strength = STRENGTH.search(text)
    if strength is None or not _NUMBER.match(text):
        return False
    before = _NUMBER.sub("", text[: strength.start()]).strip()
    return len(before) >= 3 and before[:1].isalpha() and before[:1].isupper() and ":" not in before


def _goes_on(head: Words, taken: Sequence[Word], words: Words, text: str) -> bool:
    last = (taken or head)[-1].box
    near = words[0].box.top < last.bottom + 1.5 * last.height
    ends = _NUMBER.match(text) or DOCTOR.search(text) or starts_anew(Line(tuple(words)))
    return near and not ends and len(taken) < 30


def _in_running_text(hit: Labelled) -> Iterator[Order]:
    """Yield the drugs of a list in a sentence, parted by commas outside brackets."""
    part: list[Word] = []
    depth = 0
    for word in hit.every:
        depth += word.text.count("(") - word.text.count(")")
        part.append(word)
        if depth <= 0 and word.text.endswith((",", ";", ".")):
            yield Order(hit.page, tuple(part))
            part = []
    if part:
        yield Order(hit.page, tuple(part))


def _item(order: Order, language: str) -> Item | None:
    text = re.sub(r"[{\[]", "(", " ".join(word.text for word in order.head))
    strength = _dose_of(text)
    in_row = _COUNT.search(text[strength.end() if strength else 0 :])
    name, bracket = _name(text, strength)
    if name is None or (strength is None and not order.count and not order.taken):
        return None
    known = nearest_drug(name) or (nearest_drug(bracket) if bracket else None)
    if strength is None and known is None:
        return None
    head = field(order.page, order.head, name, _NAME, sure=0.97 if known else 0.85)
    count, form = _count_and_form(order, text, in_row)
    taken = _taken(order, language, text, strength)
    return item(
        name=head,
        ingredient=derived(head, known[0].name, sure=known[1] * 0.97) if known else None,
        strength=derived(head, _strength(strength["strength"])) if strength else None,
        form=form,
        quantity=count,
        **taken,
    )


def _dose_of(text: str) -> re.Match[str] | None:
    """Return the strength: the volume where a solution is named by its share (`0,9% 500ml`)."""
    first = STRENGTH.search(text)
    if first is None or first["unit"] != "%":
        return first
    return STRENGTH.search(text, first.end()) or first


def _name(text: str, strength: re.Match[str] | None) -> tuple[str | None, str]:
    """Return the name before the strength and what stands in brackets."""
    bracket = _BRACKET.search(text)
    before = text[: strength.start()] if strength else text
    plain = _NUMBER.sub("", _BRACKET.sub(" ", before.split("(")[0]))
    plain = " ".join(plain.split()).strip(" .,;:-|_")
    # A combination names both strengths: `875 mg/125 mg`.
    return (plain if sum(map(str.isalpha, plain)) >= 3 else None), bracket[1] if bracket else ""


def _strength(text: str) -> str:
    """Return a strength as `500 mg` or `875 mg/125 mg`, with a decimal point."""
    plain = re.sub(r"\s+", "", text.replace(",", ".")).replace("mạ", "mg").replace("mq", "mg")
    return re.sub(r"(\d)([^\d./])", r"\1 \2", plain)


def _count_and_form(
    order: Order, text: str, in_row: re.Match[str] | None
) -> tuple[Field | None, Field | None]:
    said = " ".join(word.text for word in order.count)
    number = re.search(r"\d{1,4}", said)
    if number is not None:
        count: Field | None = field(order.page, order.count, str(int(number[0])), _NAME)
    elif in_row is not None:
        count = field(order.page, order.head, str(int(in_row["count"])), _NAME, sure=0.95)
    else:
        count = None
    words = order.form or order.count
    shape = next(
        (FORMS[p] for p in fold(" ".join(w.text for w in words)).split() if p in FORMS), ""
    )
    if shape:
        return count, field(order.page, words, shape, _NAME)
    head = fold(text[in_row.start() :] if in_row else text).split()
    shape = next((FORMS[p] for p in [*head, *fold(text).split()] if p in FORMS and len(p) > 1), "")
    if shape:
        return count, field(order.page, order.head, shape, _NAME, sure=0.9)
    dose = fold(directions(" ".join(word.text for word in order.taken)).dose or "").split()[-1:]
    shape = FORMS.get(dose[0], "") if dose else ""
    return count, field(order.page, order.taken, shape, _NAME, sure=0.9) if shape else None


def _taken(
    order: Order, language: str, text: str, strength: re.Match[str] | None
) -> dict[str, Field | None]:
    """Return dose, times a day, route and the directions as written."""
    words = order.taken
    said = " ".join(word.text for word in words).strip()
    if not said and language == "en" and strength is not None:
        after = re.search(r"(?:[-:]|\s)\s*((?:take|apply|inject|inhale)\b.*)", text, re.IGNORECASE)
        if after is not None:
            words, said = order.head, after[1]
    if not said:
        return {}
    made = field(order.page, words, said.strip(" -|_"), _NAME, sure=0.95)
    read = directions(said)
    values = {"dose": read.dose, "times_per_day": read.times_per_day, "route": read.route}
    fields = {key: derived(made, value) if value else None for key, value in values.items()}
    return {**fields, "instructions": made}
