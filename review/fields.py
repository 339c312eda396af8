"""The fields of a document as they stand on screen, in one language."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from extractors.typed import CHOICES
from models.doubt import Doubt
from models.record import FIELDS, LISTS, Field, kind_of
from review.boxes import edges
from review.current import Current
from review.labels import GROUPS, ITEMS, chosen, label
from review.texts import Texts

_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Row:
    """One field: `value` as people write it, `typed` as they would type it; `why` are sentences.

    `box` is `left,top,right,bottom` as fractions of the page, empty where there is none.
    """

    path: str
    name: str
    value: str
    typed: str
    state: str
    sure: int
    why: tuple[str, ...]
    page: int
    box: str


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of one item, or of a group that is no list; `path` names it."""

    path: str
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the record; `more` are the keys that its items can have."""

    name: str
    title: str
    is_list: bool
    parts: tuple[Part, ...]


def groups(of: Current, tell: Texts) -> tuple[Group, ...]:
    """Return all groups, those of lists too that have no item."""
    rows = {path: row(of, path, field, tell) for path, field in of.fields.items()}
    return tuple(
        Group(name, tell(title), name in LISTS, tuple(_parts(name, rows, tell)))
        for name, title in GROUPS.items()
    )


def row(of: Current, path: str, field: Field, tell: Texts) -> Row:
    """Return one field."""
    return Row(
        path,
        tell(label(path)),
        value(path, field, tell),
        written(field.value or ""),
        state(path, field, of.tasks),
        round(100 * field.confidence),
        why(of, path, tell),
        field.page,
        edges(field.box),
    )


def why(of: Current, path: str, tell: Texts) -> tuple[str, ...]:
    """Return why a field waits, or what is doubted in it, in sentences."""
    reasons = [of.tasks[path].reason] if path in of.tasks else []
    return tuple(tell(sentence(one)) for one in dict.fromkeys([*reasons, *of.doubts.get(path, ())]))


def sentence(reason: str) -> str:
    """Return a reason of a task in English words."""
    return Doubt(reason).sentence if reason in Doubt.__members__.values() else reason


def state(path: str, field: Field, tasks: Collection[str]) -> str:
    """Return `waits` where a person is asked, else the field's status."""
    return "waits" if path in tasks else field.status.value


def value(path: str, field: Field, tell: Texts) -> str:
    """Return a field's value as people write it."""
    if field.value is None:
        return tell("cannot be read") if field.text is None else tell("nothing is written")
    if kind_of(path) in CHOICES:
        return tell(chosen(field.value))
    return written(field.value)


def written(text: str) -> str:
    """Return an ISO date, with its time if it has one, as people write it; all else as it is."""
    if not (found := _ISO.fullmatch(text)):
        return text
    year, month, day, clock = found.groups()
    return "/".join(filter(None, (day, month, year))) + (f" {clock}" if clock else "")


def choices(path: str, tell: Texts) -> tuple[tuple[str, str], ...]:
    """Return the values that a field can have, and what they are called; none if they are many."""
    every = CHOICES.get(kind_of(path), "").split()
    return tuple((one, tell(chosen(one))) for one in every)


def places(of: Current, tell: Texts) -> tuple[tuple[str, str], ...]:
    """Return where a field can be added: groups, items, and a new item of each list."""
    found = [(name, tell(GROUPS[name])) for name in ("patient", "encounter")]
    for name in LISTS:
        every = getattr(of.facts, name)
        found += [(f"{name}.{k}", tell(ITEMS[name], number=k + 1)) for k in range(len(every))]
        found.append((f"{name}.new", tell("new: {item}", item=tell(ITEMS[name], number=""))))
    return tuple((path, " ".join(text.split())) for path, text in found)


def keys_of(place: str, tell: Texts) -> tuple[tuple[str, str], ...]:
    """Return the fields that a place can have, by key."""
    group = place.partition(".")[0]
    return tuple((key, tell(label(f"{group}.{key}"))) for key in FIELDS.get(group, ()))


def _parts(name: str, rows: Mapping[str, Row], tell: Texts) -> Iterator[Part]:
    mine = {path: one for path, one in rows.items() if path.split(".")[0] == name}
    if name not in LISTS:
        if mine:
            yield Part(name, "", tuple(mine.values()))
        return
    numbers = sorted({int(path.split(".")[1]) for path in mine})
    for number in numbers:
        start = f"{name}.{number}."
        own = tuple(one for path, one in mine.items() if path.startswith(start))
        yield Part(start[:-1], tell(ITEMS[name], number=number + 1), own)
