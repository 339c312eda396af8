"""What a document says of how long it is to be kept.

Kinds of records and their times: Law on Medical Examination and Treatment 40/2009/QH12,
article 59 (3) b. The signs of each kind stand in `configs/retention.toml`.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.record import Facts, Item, Status, told
from models.retention import Kind
from models.text import fold

NOT_HIS = ("absent", "family")
"""Assertions of a disease that the patient has not, and had not."""
ENDS = ("discharged_at", "issued_on")
"""What tells when a paper was closed."""
CARE = ("admitted_at", "discharged_at", "issued_on")
"""What tells days on which the patient was cared for."""
WHOLE = len("2026-11-02")


@dataclass(frozen=True, slots=True)
class Said:
    """Kinds that a document speaks for; the day its time counts from; its days of care (ISO)."""

    kinds: frozenset[Kind]
    since: str
    first: str | None
    last: str | None


def said(facts: Facts, form: str | None, received: str) -> Said:
    """Return what a document says; `form` is the id of its form, `received` an ISO day.

    Its time counts from discharge or issue. Where neither is told for sure, the later of what
    is told and of the day of receipt counts.
    """
    ends = [day for key in ENDS if (day := _day(facts.encounter, key))]
    sure = [day for key in ENDS if (day := _day(facts.encounter, key, sure=True))]
    care = [day for key in CARE if (day := _day(facts.encounter, key, sure=True))]
    since = max(ends) if sure and max(sure) == max(ends) else max([received, *ends])
    return Said(
        frozenset(_kinds(facts, form)), since, min(care, default=None), max(care, default=None)
    )


def _kinds(facts: Facts, form: str | None) -> Iterator[Kind]:
    visit, signs = facts.encounter, _signs()
    his = [item for item in facts.diagnoses if _value(item, "assertion") not in NOT_HIS]
    values = {
        "forms": [form or ""],
        "types": [facts.document_type.value or ""],
        "outcomes": [_value(visit, "outcome")],
        "codes": [_value(item, "icd10")[:1] for item in his],
    }
    texts = {
        "diagnoses": [_value(item, "text") for item in his],
        "places": [_value(visit, "facility"), _value(visit, "department")],
    }
    for group, found in values.items():
        yield from _speaking(signs[group], found.__contains__)
    for group, found in texts.items():
        yield from _speaking(signs[group], _Words(found).say)
    if _value(visit, "admitted_at") and _value(visit, "discharged_at"):
        yield Kind.INPATIENT
    elif any(_value(item, "text") or _value(item, "icd10") for item in his):
        # Ill of something that is none of the graver kinds.
        yield Kind.OUTPATIENT


class _Words:
    """Texts in which words are looked for, without tone marks and case."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = " | ".join(f" {fold(text)} " for text in texts)

    def say(self, words: str) -> bool:
        return f" {fold(words)} " in self._text


def _speaking(signs: Mapping[str, list[str]], there: Callable[[str], bool]) -> list[Kind]:
    return [Kind(kind) for kind, some in signs.items() if any(map(there, some))]


def _day(visit: Item, key: str, *, sure: bool = False) -> str | None:
    """Return a day that is told whole; with `sure` only where no person is to look at it."""
    field = visit.get(key)
    if field is None or (sure and field.status is Status.REVIEW):
        return None
    day = _value(visit, key)[:10]
    return day if len(day) == WHOLE else None


def _value(item: Item, key: str) -> str:
    return told(item, key) or ""


@cache
def _signs() -> Mapping[str, Mapping[str, list[str]]]:
    text = files("configs").joinpath("retention.toml").read_text(encoding="utf-8")
    return {name: part for name, part in tomllib.loads(text).items() if isinstance(part, dict)}
