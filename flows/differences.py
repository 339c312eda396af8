"""What became of fields between two versions of each document of an archive."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from exports.stored import stored
from flows.house import House
from models.compared import Pair, What, compared
from storage import clock, keys
from storage.rows import DocumentRow

COUNTED = (*(what.value for what in What), "surer", "less_sure", "by_people")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two versions of a document tell differently, or one is surer of."""

    row: DocumentRow
    versions: tuple[int, int]
    pair: Pair

    def as_json(self, *, values: bool) -> dict[str, Any]:
        """Return it with the keys of `--json`; what is written only where `values` asks for it."""
        pair, both = self.pair, (self.pair.before, self.pair.after)
        box = pair.field.box
        said = [one and {"value": one.value, "text": one.text} for one in both]
        return {
            "document_id": self.row.id,
            "type": self.row.type,
            "versions": list(self.versions),
            "path": pair.path,
            "what": pair.what.value,
            "confidence": [one and one.confidence for one in both],
            "by_people": pair.by_people,
            "page": pair.field.page,
            "box": box and [box.left, box.top, box.right, box.bottom],
            **({"before": said[0], "after": said[1]} if values else {}),
        }


@dataclass
class Compared:
    """How many documents were compared, and what became of their fields, by type and kind.

    `unchanged` have no newer version; `new` have no older one.
    """

    documents: int = 0
    unchanged: int = 0
    new: int = 0
    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def add(self, kind: str, pair: Pair) -> None:
        """Count a field of a document of the type `kind`."""
        counter = self.counts.setdefault((kind, pair.kind), Counter())
        counter[pair.what.value] += 1
        counter["surer"] += pair.surer > 0
        counter["less_sure"] += pair.surer < 0
        counter["by_people"] += pair.by_people and pair.what is not What.SAME

    def rows(self) -> list[dict[str, Any]]:
        """Return the counts, a type and a kind of field each."""
        return [
            {"type": kind, "field": name} | {key: counter[key] for key in COUNTED}
            for (kind, name), counter in sorted(self.counts.items())
        ]


def differences(
    house: House,
    rows: Iterable[DocumentRow],
    since: datetime | None,
    done: Compared,
    looked: Callable[[int], None],
) -> Iterator[Difference]:
    """Yield what is told differently; count all in `done`, and tell `looked` of each document.

    Current versions are held against the last that was filed before `since`, or, without
    it, against the ones before them.
    """
    for row in rows:
        looked(1)
        older = _older(house, row, since)
        if older is None:
            done.new += 1
        elif older == row.version:
            done.unchanged += 1
        else:
            done.documents += 1
            for pair in compared(_facts(house, row, older), _facts(house, row, row.version)):
                done.add(row.type, pair)
                if pair.what is not What.SAME or pair.surer:
                    yield Difference(row, (older, row.version), pair)


def _older(house: House, row: DocumentRow, since: datetime | None) -> int | None:
    """Return the version to hold the current one against: itself if none is newer, None if none."""
    if since is None:
        return max(1, row.version - 1)
    before = clock.iso(since)
    every = house.catalogue.documents.versions(row.id) if row.filed_at >= before else ()
    old = [one.number for one in every if one.filed_at < before]
    if not every:
        return row.version
    return max(old) if old else None


def _facts(house: House, row: DocumentRow, version: int) -> Any:
    return stored(house.store.get(keys.record(row.id, version, "record.json"))).facts
