"""Medications: a name with a strength, and what is said about taking it."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from extractors.amounts import counted
from extractors.directions import directions, tidied
from extractors.fields import derived, field, item, unread
from extractors.labels import Labelled
from extractors.lexicon import nearest_drug
from extractors.orders import NUMBER, STRENGTH, Order, orders, written
from extractors.scrawled_orders import scrawled_orders
from models.document import Document
from models.record import Field, Item, Source
from models.text import fold, squeeze

VERSION = "5"
_NAME = "medications " + VERSION

_COUNT = re.compile(
    r"(?:SL|Số lượng|Qty|#|x)\s*[:.]?\s*(?P<count>\d{1,3}[.,]\d{3}(?!\d)|\d{1,4})\s*(?P<form>\w+)?",
    re.IGNORECASE,
)
_TAKE = {
    "en": re.compile(r"[-:\s]\s*((?:take|apply|inject|inhale)\b.*)", re.IGNORECASE),
    "vi": re.compile(r"[-:,\s]\s*((?:ngày )?(?:uống|tiêm|truyền|xịt|bôi|nhỏ)\b.*)", re.IGNORECASE),
}
"""Directions in the line of the drug itself, from the word that says what to do."""
_BRACKET = re.compile(r"\(([^()]*)\)")
FORMS = {
    "vien": "tablet", "v": "tablet", "tablet": "tablet", "tablets": "tablet", "tab": "tablet",
    "capsule": "capsule", "capsules": "capsule", "nang": "capsule", "goi": "sachet",
    "sachet": "sachet", "sachets": "sachet", "siro": "syrup", "syrup": "syrup", "lo": "vial",
    "vial": "vial", "ong": "ampoule", "ampoule": "ampoule", "tuyp": "tube", "tube": "tube",
    "chai": "bottle", "bottle": "bottle", "binh": "inhaler", "inhaler": "inhaler",
    "giot": "drops", "drops": "drops", "but": "other", "bom": "other", "hop": "other",
}  # fmt: skip


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Item, ...]:
    """Return the medications of a document; an order repeated from day to day is one item.

    One that was written and cannot be read is an item whose name is unread.
    """
    found: list[Item] = []
    for order in orders(document, labelled):
        made = _item(order, document.language)
        if made is None:
            continue
        same = next((k for k, item in enumerate(found) if _same(item, made)), None)
        if same is None:
            found.append(made)
        elif made["name"].confidence > found[same]["name"].confidence:
            found[same] = made
    for page, ink in scrawled_orders(document, labelled):
        found.append(item(name=unread(page, ink, _NAME, Source.HANDWRITTEN)))
    return tuple(found)


def _same(one: Item, other: Item) -> bool:
    """Say whether two orders are one, read twice: a letter or two may differ."""

    def like(key: str) -> float:
        texts = [squeeze(item[key].value or "") if key in item else "" for item in (one, other)]
        return fuzz.ratio(*texts)

    return like("name") >= 80 and like("strength") == 100 and like("instructions") >= 80


def _item(order: Order, language: str) -> Item | None:
    text = re.sub(r"[{\[]", "(", written(order.head))
    strength = _dose_of(text)
    in_row = _COUNT.search(text[strength.end() if strength else 0 :])
    name, bracket = _name(text, strength)
    if name is None or (strength is None and not order.count and not order.taken):
        return None
    known = nearest_drug(name) or (nearest_drug(bracket) if bracket else None)
    unsaid = not order.count and not order.taken and in_row is None
    if known is None and (
        strength is None or (unsaid and text[strength.end() :].strip()[:1].islower())
    ):
        return None
    head = field(order.page, order.head, name, _NAME, sure=0.97 if known else 0.85)
    count, form = _count_and_form(order, text, in_row)
    taken = _taken(order, language, text, strength)
    return item(
        name=head,
        ingredient=derived(head, known[0].name, sure=known[1] * 0.97) if known else None,
        strength=derived(head, spaced(strength["strength"])) if strength else None,
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
    plain = NUMBER.sub("", _BRACKET.sub(" ", before.split("(")[0]))
    plain = " ".join(plain.split()).strip(" .,;:-|_")
    # A combination names both strengths: `875 mg/125 mg`.
    return (plain if sum(map(str.isalpha, plain)) >= 3 else None), bracket[1] if bracket else ""


def spaced(text: str) -> str:
    """Return a strength as `500 mg` or `875 mg/125 mg`, with a decimal point."""
    plain = re.sub(r"\s+", "", text.replace(",", ".")).replace("mạ", "mg").replace("mq", "mg")
    return re.sub(r"(\d)([^\d./])", r"\1 \2", plain)


def _count_and_form(
    order: Order, text: str, in_row: re.Match[str] | None
) -> tuple[Field | None, Field | None]:
    said = " ".join(word.text for word in order.count)
    number = re.search(r"\d{1,3}[.,]\d{3}(?!\d)|\d{1,4}", said)
    if number is not None:
        count: Field | None = field(order.page, order.count, _whole(number[0]), _NAME)
    elif in_row is not None:
        count = field(order.page, order.head, _whole(in_row["count"]), _NAME, sure=0.95)
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


def _whole(text: str) -> str:
    return str(int(counted(text)))


def _taken(
    order: Order, language: str, text: str, strength: re.Match[str] | None
) -> dict[str, Field | None]:
    """Return dose, times a day, route and the directions as written."""
    words = order.taken
    said = tidied(" ".join(word.text for word in words if word.text != "|").strip())
    if not said and strength is not None:
        after = _TAKE.get(language, _TAKE["vi"]).search(text, strength.end())
        if after is not None:
            words, said = order.head, tidied(after[1])
    if not said:
        return {}
    made = field(order.page, words, said.strip(" -|_"), _NAME, sure=0.95)
    read = directions(said)
    values = {"dose": read.dose, "times_per_day": read.times_per_day, "route": read.route}
    fields = {key: derived(made, value) if value else None for key, value in values.items()}
    return {**fields, "instructions": made}
