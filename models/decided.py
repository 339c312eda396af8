"""Facts with the words of stewards in them. Pure: the same facts and words, the same result."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from models.decision import MADE, PAGES, TYPE, Decision, Kind, Said, standing
from models.errors import UsageError
from models.geometry import Box, around
from models.record import FIELDS, LISTS, Facts, Field, Source, Status

HALF = 0.5
"""Boxes of which one lies so far inside the other are of the same ink, however they were cut."""
NEAR = 0.1
"""Fields that lie so nearly as well under a box are told apart by value, then by order."""
EXTRACTOR = "steward"

Fields = dict[str, Field]


def applied(facts: Facts, decisions: Sequence[Decision]) -> Facts:
    """Return what was extracted as stewards decided it; of words on one field the last counts.

    `decisions` are those on the document's pages, in order.
    """
    sheet = _Sheet.of(facts)
    told = [one for one in standing(decisions) if not one.said.path.startswith(PAGES)]
    for one in told:
        sheet.take(one, told)
    return sheet.facts(facts)


def about(
    facts: Facts,
    sha256: str,
    kind: Kind,
    path: str,
    value: str | None = None,
    *,
    page: int = 0,
    box: Box | None = None,
    row: Box | None = None,
    text: str | None = None,
) -> Said:
    """Return a word on the field at `path` of a record (`medications.2.dose`, `patient.sex`).

    To remove an item, name it: `medications.2`. For Kind.ADD give `page`, `box` and the `text`
    read there; for Kind.ITEM also `row`, the box of the whole item, and a path without a
    number. UsageError where the path names nothing that is there.
    """
    parts = path.split(".")
    name, key = parts[0], parts[-1]
    if kind is Kind.ITEM or (kind is Kind.ADD and name not in LISTS):
        _known(name, key)
        return Said(kind, sha256, page, f"{name}.{key}", value, box, row or box, None, text)
    sheet = _Sheet.of(facts)
    if name not in LISTS:
        found = sheet.single.get(path)
        if found is None:
            raise UsageError(f"The document has no {path}.")
        return _word(kind, sha256, path, value, found, None, 0)
    item = sheet.item(name, parts[1])
    if kind is Kind.REMOVE:
        key = next(iter(item))
    _known(name, key)
    if kind is Kind.ADD:
        return Said(kind, sha256, page, f"{name}.{key}", value, box, _row(item, page), None, text)
    if key not in item:
        raise UsageError(f"The document has no {path}.")
    found = item[key]
    same = sheet.under(name, key, found.page, found.box, found.value)
    nth = next(place for place, other in enumerate(same) if other is item)
    return _word(kind, sha256, f"{name}.{key}", value, found, _row(item, found.page), nth)


def found(facts: Facts, said: Said) -> Field | None:
    """Return the field that a word is about; None where there is none in what was extracted."""
    sheet = _Sheet.of(facts)
    name, _, key = said.path.partition(".")
    if name not in LISTS:
        return sheet.single.get(said.path)
    if said.kind is Kind.ITEM:
        item = next(iter(sheet.under(name, key, said.page, said.box, said.value)), None)
    else:
        item = sheet._find(name, said)
    return item.get(key) if item else None


def _word(
    kind: Kind, sha256: str, path: str, value: str | None, at: Field, row: Box | None, nth: int
) -> Said:
    value = at.value if kind is Kind.VERIFY else value
    return Said(kind, sha256, at.page, path, value, at.box, row, at.value, at.text, nth)


def _known(name: str, key: str) -> None:
    if key not in FIELDS.get(name, ()):
        raise UsageError(f"There is no field {name}.{key}.")


@dataclass
class _Sheet:
    """Facts that are being changed: single fields by path, and the items of each list."""

    single: Fields
    lists: dict[str, list[Fields]]
    own: dict[tuple[str, int, Box | None], Fields] = field(default_factory=dict)
    """Items that stewards made, by list, page and row."""

    @classmethod
    def of(cls, facts: Facts) -> "_Sheet":
        single = {TYPE: facts.document_type}
        for group in ("patient", "encounter"):
            single |= {f"{group}.{key}": each for key, each in getattr(facts, group).items()}
        return cls(single, {name: [dict(item) for item in getattr(facts, name)] for name in LISTS})

    def facts(self, before: Facts) -> Facts:
        """Return all of it as facts again."""
        lists: dict[str, Any] = {name: tuple(items) for name, items in self.lists.items()}
        return replace(
            before,
            document_type=self.single[TYPE],
            patient=self._group("patient"),
            encounter=self._group("encounter"),
            **lists,
        )

    def _group(self, name: str) -> Fields:
        start = f"{name}."
        every = self.single.items()
        return {path.removeprefix(start): each for path, each in every if path.startswith(start)}

    def take(self, one: Decision, told: Sequence[Decision]) -> None:
        """Have one word count."""
        said = one.said
        name, _, key = said.path.partition(".")
        if name not in LISTS:
            if said.kind is Kind.REMOVE:
                self.single.pop(said.path, None)
            elif said.kind is not Kind.REJECT or said.path in self.single:
                self.single[said.path] = _decided(one, self.single.get(said.path))
            return
        item = self._made(name, said, told) if said.kind is Kind.ITEM else self._find(name, said)
        if said.kind is Kind.REMOVE:
            self.lists[name] = [other for other in self.lists[name] if other is not item]
        elif said.kind is not Kind.REJECT or (item and key in item):
            if item is None:
                item = self.own[name, said.page, said.row] = self._insert(name, said)
            item[key] = _decided(one, item.get(key))

    def item(self, name: str, number: str) -> Fields:
        """Return an item by its number in the list; UsageError where there is none."""
        items = self.lists[name]
        if not number.isdecimal() or int(number) >= len(items):
            raise UsageError(f"The document has no {name}.{number}.")
        return items[int(number)]

    def under(
        self, name: str, key: str, page: int, box: Box | None, was: str | None
    ) -> list[Fields]:
        """Return the items whose field lies best under a box, those of this value if any is."""
        there = [item for item in self.lists[name] if key in item and item[key].page == page]
        if box is None:
            return [item for item in there if item[key].value == was]
        weighed = [(_alike(box, item[key].box), item) for item in there if _same(box, item[key])]
        best = max((alike for alike, _ in weighed), default=0.0)
        near = [item for alike, item in weighed if alike >= best - NEAR]
        return [item for item in near if item[key].value == was] or near

    def _find(self, name: str, said: Said) -> Fields | None:
        key = said.path.partition(".")[2]
        found = self.under(name, key, said.page, said.box, said.was)
        if found and said.kind is not Kind.ADD:
            return found[min(said.nth, len(found) - 1)]
        if (mine := self._mine(name, said)) is not None:
            return mine
        rows = [(_alike(said.row, _row(item, said.page)), item) for item in self.lists[name]]
        alike, item = max(rows, key=lambda row: row[0], default=(0.0, None))
        return item if alike else None

    def _mine(self, name: str, said: Said) -> Fields | None:
        """Return the item that an earlier word on the same row made, if it is still there."""
        made = self.own.get((name, said.page, said.row))
        return made if any(made is item for item in self.lists[name]) else None

    def _made(self, name: str, said: Said, told: Sequence[Decision]) -> Fields:
        """Return the item that a steward made, or what the machine now finds in its place."""
        if (mine := self._mine(name, said)) is not None:
            return mine
        row = (name, said.page, said.row)
        every = [one.said for one in told if one.said.kind is Kind.ITEM]
        mates = [each for each in every if (each.path.split(".")[0], each.page, each.row) == row]
        there = (
            item
            for each in mates
            if each.box is not None
            for item in self.under(name, each.path.split(".")[1], each.page, each.box, each.value)
        )
        found = next(there, None)
        self.own[row] = found if found is not None else self._insert(name, said)
        return self.own[row]

    def _insert(self, name: str, said: Said) -> Fields:
        """Put a new item where its row stands on the paper among the others."""
        items, top = self.lists[name], (said.page, _top(said.row or said.box))
        later = (place for place, item in enumerate(items) if _place(item) > top)
        made: Fields = {}
        items.insert(next(later, len(items)), made)
        return made


def _decided(one: Decision, before: Field | None) -> Field:
    """Return a field as a steward decided it, on the evidence that there is."""
    said = one.said
    base = before or Field(
        None, said.text, 0.0, Status.REVIEW, said.page, said.box, extractor=EXTRACTOR
    )
    base = replace(base, decision=one.id, confidence=1.0)
    if said.kind is Kind.REJECT:
        return replace(base, status=Status.REJECTED, confidence=0.0)
    if said.kind is Kind.ILLEGIBLE:
        return replace(base, value=None, text=None, status=Status.VERIFIED)
    if said.kind in MADE:
        text = base.text if said.value is not None else ""
        status, source = Status.CORRECTED, Source.STEWARD
        return replace(base, value=said.value, text=text, status=status, source=source)
    return replace(base, value=said.value, status=Status.VERIFIED)


def _row(item: Fields, page: int) -> Box | None:
    """Return the box around what an item has on a page; None where that is nothing."""
    boxes = [each.box for each in item.values() if each.page == page and each.box is not None]
    return around(boxes) if boxes else None


def _place(item: Fields) -> tuple[int, float]:
    first = min((each.page for each in item.values()), default=0)
    return first, _top(_row(item, first))


def _top(box: Box | None) -> float:
    return box.top if box is not None else 1.0


def _same(box: Box, other: Field) -> bool:
    return other.box is not None and _alike(box, other.box) > 0


def _alike(one: Box | None, other: Box | None) -> float:
    """Return how alike two boxes are, above 0 to 1; 0 where neither is half inside the other."""
    if one is None or other is None:
        return 0.0
    if one == other:
        return 1.0
    both = one.covers(other), other.covers(one)
    return max(min(both), 0.01) if max(both) >= HALF else 0.0
