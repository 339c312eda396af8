"""`--where`: documents by what is known of them, as `type=lab_report` or `confidence<0.8`."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flows.days import span
from flows.house import House
from flows.names import batch_name
from models.errors import UsageError
from models.record import DocumentType
from storage import keys, terms
from storage.choosing import SIGNS, Condition
from storage.query import Query
from storage.rows import DocumentRow

EXACT = ("batch", "type", "reason", "software", "query", "model.NAME")
"""What only = and != are asked of; `query` only =."""
DAYS = ("received", "filed", "day")
KNOWN = (*EXACT, *DAYS, "confidence")


@dataclass(frozen=True, slots=True)
class Where:
    """What must hold of a document, all of it.

    `told` is asked of the catalogue, `made` of the provenance of records, `words` of the search.
    """

    told: tuple[Condition, ...] = ()
    made: tuple[Condition, ...] = ()
    words: tuple[str, ...] = ()


def where(texts: Sequence[str]) -> Where:
    """Return what was given as `--where`; UsageError for what is no condition."""
    every = [one for text in texts for one in _conditions(text)]
    made = [one for one in every if one.key == "software" or one.key.startswith("model.")]
    words = [str(one.value) for one in every if one.key == "query"]
    told = [one for one in every if one not in made and one.key != "query"]
    return Where(tuple(told), tuple(made), tuple(words))


def documents(house: House, asked: Where) -> tuple[DocumentRow, ...]:
    """Return the current documents of which all of it holds, in the order of their scans.

    Records are read where software or models are asked for, of those that all else holds of.
    """
    rows = [row for row in house.catalogue.documents.where(asked.told) if row.current]
    for text in asked.words:
        found = _found(house, text)
        rows = [row for row in rows if row.id in found]
    if asked.made:
        rows = [row for row in rows if _made(house, row, asked.made)]
    return tuple(rows)


def _found(house: House, text: str) -> frozenset[str]:
    from flows.index import catch_up

    phrases = terms.phrases(text)
    if not phrases:
        raise UsageError(f"--where: there are no words to find in query={text}.")
    catch_up(house)
    return house.catalogue.search.every(Query(tuple(phrases)))


def _made(house: House, row: DocumentRow, asked: Sequence[Condition]) -> bool:
    how = json.loads(house.store.get(keys.record(row.id, row.version, "record.json")))["provenance"]
    said = {f"model.{name}": version for name, version in how["engines"].items()}
    said["software"] = how["software"]
    return all(SIGNS[one.sign](said.get(one.key), one.value) for one in asked)


def _conditions(text: str) -> Iterator[Condition]:
    places = [(text.index(sign), -len(sign), sign) for sign in SIGNS if sign in text]
    if not places:
        raise _none(text)
    place, _, sign = min(places)
    key, value = text[:place].strip(), text[place + len(sign) :].strip()
    if not value or (key not in KNOWN and not key.startswith("model.")):
        raise _none(text)
    if key in DAYS:
        yield from _days(key, sign, value, text)
        return
    if key != "confidence" and (sign not in ("=", "!=") or (key, sign) == ("query", "!=")):
        raise _none(text)
    yield Condition(key, sign, _VALUES.get(key, str)(value))


def _days(key: str, sign: str, value: str, text: str) -> Iterator[Condition]:
    """Yield the conditions of a day, month or year; it is from its first day on to its last."""
    try:
        first, last = span(value)
    except ValueError as error:
        raise UsageError("--where: days are as in 2023, 2023-05 or 17/05/2023.") from error
    after = (last + timedelta(days=1)).isoformat()
    if sign in ("=", ">="):
        yield Condition(key, ">=", first.isoformat())
    if sign in ("=", "<="):
        yield Condition(key, "<", after)
    if sign == ">":
        yield Condition(key, ">=", after)
    if sign == "<":
        yield Condition(key, "<", first.isoformat())
    if sign == "!=":
        raise _none(text)


def _type(value: str) -> str:
    if value not in list(DocumentType):
        raise UsageError(f"--where: {value} is no type. Types are {', '.join(DocumentType)}.")
    return value


def _share(value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise UsageError("--where: a confidence is a number from 0 to 1.") from error


_VALUES: dict[str, Callable[[str], Any]] = {
    "batch": batch_name,
    "type": _type,
    "confidence": _share,
}


def _none(text: str) -> UsageError:
    return UsageError(
        f"--where: {text} is no condition. They are KEY=VALUE (also != < <= > >=); keys are "
        f"{', '.join(KNOWN)}."
    )
