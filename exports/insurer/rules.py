"""The insurer's tables and what a value in them must be like (`configs/insurer.toml`)."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

from exports.insurer import dose


@dataclass(frozen=True, slots=True)
class Rule:
    """One field of a table. `size` is in characters; `need` is as the file says."""

    name: str
    type: str
    size: int | None = None
    need: str = ""
    rule: str = ""
    codes: tuple[str, ...] = ()
    after: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its elements from the outermost to that of a row, and its fields in order."""

    name: str
    path: tuple[str, ...]
    fields: tuple[Rule, ...]


@cache
def tables() -> dict[str, Table]:
    """Return every table by its name, as in `XML1`."""
    text = resources.files("configs").joinpath("insurer.toml").read_text(encoding="utf-8")
    return {
        name: Table(
            name,
            tuple(said["path"]),
            tuple(
                Rule(**{**field, "codes": tuple(field.get("codes", ()))})
                for field in said["fields"]
            ),
        )
        for name, said in tomllib.loads(text).items()
        if name != "source"
    }


def needed(rule: Rule, row: Mapping[str, str]) -> bool:
    """Return whether a field must have a value, given those of its row."""
    match re.split("(!?=)", rule.need):
        case ["" | "always"]:
            return rule.need == "always"
        case [other]:
            return bool(row.get(other))
        case [other, sign, values]:
            return other in row and (row[other] in values.split(",")) == (sign == "=")
    return False


def broken(rule: Rule, value: str, row: Mapping[str, str], first: Mapping[str, str]) -> str | None:
    """Return which rule a value breaks, given its row and that of XML1; None for none.

    `size`, `number`, `codes`, `after <field>`, `same` or the name of the field's rule.
    """
    if rule.size and len(value) > rule.size:
        return "size"
    if rule.type == "number" and not re.fullmatch(r"\d+(\.\d+)?", value):
        return "number"
    if rule.codes and value not in rule.codes:
        return "codes"
    if rule.rule and not FORMS[rule.rule](value):
        return rule.rule
    earlier = row.get(rule.after)
    # A day against a time: only the day counts.
    if earlier and value[: len(earlier)] < earlier[: len(value)]:
        return f"after {rule.after}"
    if rule.same and first.get(rule.name, value) != value:
        return "same"
    return None


def _moment(form: str, length: int) -> Callable[[str], bool]:
    def is_one(value: str) -> bool:
        if not re.fullmatch(rf"[0-9]{{{length}}}", value):
            return False
        try:
            datetime.strptime(value, form)
        except ValueError:
            return False
        return True

    return is_one


_time, _day = _moment("%Y%m%d%H%M", 12), _moment("%Y%m%d", 8)


def _birth(value: str) -> bool:
    """Day, or day and month, that are not known are noughts."""
    known = re.sub(r"^(\d{4})00", r"\g<1>01", re.sub(r"^(\d{6})00", r"\g<1>01", value))
    return _time(known) and not re.match(r"\d{4}00(?!00)", value)


def _pattern(text: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(text, value) is not None


def _each(one: Callable[[str], bool], most: int = 100) -> Callable[[str], bool]:
    def are(value: str) -> bool:
        return len(value.split(";")) <= most and all(map(one, value.split(";")))

    return are


_ICD = r"[A-Z][0-9]{2}(\.[0-9]{1,3})?"

FORMS: dict[str, Callable[[str], bool]] = {
    "time": _time,
    "day": _day,
    "days": _each(_day),
    "birth": _birth,
    "identity": _pattern(r"[0-9]{9}|[0-9]{12}|[A-Z][0-9]{7}"),
    "cards": _each(_pattern(r"[A-Z]{2}[0-9]{13}")),
    "facilities": _each(_pattern(r"[0-9A-Z]{5}")),
    "icd": _pattern(_ICD),
    "icds": _each(_pattern(_ICD), most=12),
    "weight": _pattern(r"[0-9]{1,3}\.[0-9]{2}|[0-9]{1,3}"),
    "decimals2": _pattern(r"[0-9]+(\.[0-9]{1,2})?"),
    "decimals3": _pattern(r"[0-9]+(\.[0-9]{1,3})?"),
    "insured": _pattern(r"[0-9]{10}"),
    "dose": dose.right,
}
"""The forms of values by name. Several values are parted by `;`."""
