"""Which key each person bears. A key says nothing of the person: it is a hash of a document id."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping


def patient_key(document_id: str, again: int = 0) -> str:
    """Return the key of the patient that a document founds; `again` where it founds another."""
    suffix = f":{again}" if again else ""
    return "p" + hashlib.sha256(f"patient:{document_id}{suffix}".encode()).hexdigest()[:24]


def registered_key(patient_id: str) -> str:
    """Return the key of a patient of the register."""
    return "p" + hashlib.sha256(f"register:{patient_id}".encode()).hexdigest()[:24]


def assign(
    groups: Collection[Collection[str]],
    held: Mapping[str, str | None],
    ages: Mapping[str, int],
    taken: Collection[str],
) -> dict[str, str]:
    """Return the key of each document of `groups`, one key for each group.

    A group keeps the oldest of the keys that most of whose documents are in it. `held` are
    the documents' keys so far; `ages` orders all keys that there are, oldest first; `taken`
    are those that some document has.
    """
    won: dict[int, list[str]] = {}
    ordered = sorted(groups, key=min)
    for key in sorted({key for key in held.values() if key}, key=lambda key: ages[key]):
        votes = Counter(
            {place: sum(held[one] == key for one in group) for place, group in enumerate(ordered)}
        )
        # Of groups with as many documents, the first counts: `ordered` makes that no accident.
        place, most = votes.most_common(1)[0] if votes else (0, 0)
        if most:
            won.setdefault(place, []).append(key)
    taken = {*taken, *(keys[0] for keys in won.values())}
    decided: dict[str, str] = {}
    for place, group in enumerate(ordered):
        key = won[place][0] if place in won else _new_key(min(group), taken)
        taken.add(key)
        decided |= dict.fromkeys(group, key)
    return decided


def _new_key(document_id: str, taken: Collection[str]) -> str:
    again = 0
    while patient_key(document_id, again) in taken:
        again += 1
    return patient_key(document_id, again)
