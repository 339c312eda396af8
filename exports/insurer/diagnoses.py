"""The diagnoses of a stay in the insurer's first table."""

from collections.abc import Iterable, Sequence

from exports.insurer import cells
from exports.insurer.cells import Cell, Lack, Row, joined, one
from exports.stored import Stored
from models.record import Item

FIRST = ("main", "discharge", "referral")
"""Roles of the disease that a stay was for, in the order in which they count."""
LEAVING = (*FIRST, "comorbidity")
OTHERWISE = ("possible", "absent", "historical", "family")
"""Assertions of what the patient is not said to have now."""


def of(papers: Iterable[Stored]) -> Row:
    """Return what the stay's documents say: those of the first document that tells any."""
    every = list(papers)
    came = _told(every, ("admission",))
    left = _told(every, LEAVING)
    by_role = ([item for item in left if one(item, "role") == role] for role in FIRST)
    main: list[Item] = next(filter(None, by_role), [])
    beside = [item for item in left if item not in main]
    doubtful = any(one(item, "role") == Lack(cells.WAITING) for item in left)
    return {
        "CHAN_DOAN_VAO": _texts(came),
        "CHAN_DOAN_RV": _texts(left),
        "MA_BENH_CHINH": Lack(cells.WAITING) if doubtful else _main(main),
        "MA_BENH_KT": Lack(cells.WAITING) if doubtful else _joined(beside, "icd10", ";"),
    }


def _told(papers: Sequence[Stored], roles: tuple[str, ...]) -> list[Item]:
    for paper in papers:
        found = [
            item
            for item in paper.facts.diagnoses
            if "role" in item
            and item["role"].value in roles
            and one(item, "assertion") not in OTHERWISE
        ]
        if found:
            return found
    return []


def _main(items: Sequence[Item]) -> Cell:
    """Return the code of the one main diagnosis."""
    if len(items) != 1:
        return Lack(cells.DIFFERS if items else cells.UNSAID)
    return one(items[0], "icd10")


def _texts(items: Sequence[Item]) -> Cell:
    return _joined(items, "text", "; ")


def _joined(items: Sequence[Item], key: str, between: str) -> Cell:
    return joined(dict.fromkeys(one(item, key) for item in items), between)
