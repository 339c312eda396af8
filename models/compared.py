"""Two versions of what a document says, held against each other field by field. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.geometry import Box, around
from models.record import LISTS, Facts, Field, Item, Status, kind_of

HALF = 0.5
"""Items of which one lies so far inside the other are the same item."""
LEAST = 0.01
"""A confidence that moved by less is the same."""
SAID = (Status.VERIFIED, Status.CORRECTED, Status.REJECTED)


class What(StrEnum):
    """What became of a field. One that could not be read differs from one with nothing written."""

    SAME = "same"
    CHANGED = "changed"
    APPEARED = "appeared"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Pair:
    """A field in both versions, or in one; `path` is that of the newer, if it has the field."""

    path: str
    before: Field | None
    after: Field | None

    @property
    def kind(self) -> str:
        """The path without numbers: `medications.dose`."""
        return kind_of(self.path)

    @property
    def what(self) -> What:
        """What became of it."""
        if self.before is None:
            return What.APPEARED
        if self.after is None:
            return What.GONE
        return What.SAME if _said(self.before) == _said(self.after) else What.CHANGED

    @property
    def surer(self) -> int:
        """1 where the newer version is surer, -1 where it is less sure, else 0."""
        if self.before is None or self.after is None:
            return 0
        moved = round(self.after.confidence - self.before.confidence, 6)
        return (moved >= LEAST) - (moved <= -LEAST)

    @property
    def by_people(self) -> bool:
        """Whether a steward has said it, in either version."""
        return any(field and field.status in SAID for field in (self.before, self.after))

    @property
    def field(self) -> Field:
        """The newer of the two."""
        found = self.after or self.before
        assert found  # a pair has at least one
        return found


def compared(before: Facts, after: Facts) -> Iterator[Pair]:
    """Yield every field of two versions of one document.

    Items of lists are told apart by where they lie on the paper, not by their number.
    """
    yield Pair("document_type", before.document_type, after.document_type)
    for group in ("patient", "encounter"):
        yield from _fields(group, getattr(before, group), getattr(after, group))
    for name in LISTS:
        for place, old, new in _items(getattr(before, name), getattr(after, name)):
            yield from _fields(f"{name}.{place}", old, new)


def _fields(start: str, before: Item, after: Item) -> Iterator[Pair]:
    for key in dict.fromkeys((*after, *before)):
        yield Pair(f"{start}.{key}", before.get(key), after.get(key))


def _items(before: Sequence[Item], after: Sequence[Item]) -> Iterator[tuple[int, Item, Item]]:
    """Yield items that are the same ink, and those that only one version has, with their place."""
    near = sorted(
        (-shared, abs(old - new), old, new)
        for old, one in enumerate(before)
        for new, other in enumerate(after)
        if (shared := _shared(one, other)) >= HALF
    )
    pairs: dict[int, int] = {}
    for _, _, old, new in near:
        if old not in pairs.values() and new not in pairs:
            pairs[new] = old
    for new, other in enumerate(after):
        yield new, before[pairs[new]] if new in pairs else {}, other
    for old, one in enumerate(before):
        if old not in pairs.values():
            yield old, one, {}


def _shared(one: Item, other: Item) -> float:
    """Return how far the smaller of two items lies inside the other, 0..1; 0 on other pages."""
    (page, box), (page_too, box_too) = _place(one), _place(other)
    if page != page_too:
        return 0.0
    if box is None or box_too is None:
        return 1.0 if box == box_too else 0.0
    return max(box.covers(box_too), box_too.covers(box))


def _place(item: Item) -> tuple[int, Box | None]:
    page = min(field.page for field in item.values())
    boxes = [field.box for field in item.values() if field.box and field.page == page]
    return page, around(boxes) if boxes else None


def _said(field: Field) -> tuple[str | None, bool]:
    return field.value, field.value is None and field.text is None
