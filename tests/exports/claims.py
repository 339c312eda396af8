"""The insurer's XML held against configs/insurer.toml, by other code than what writes it."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

CONFIGS = Path(__file__).parents[2] / "configs"
TABLES: dict[str, Any] = tomllib.loads((CONFIGS / "insurer.toml").read_text(encoding="utf-8"))
FORMS = {
    "identity": r"\d{9}|\d{12}|[A-Z]\d{7}",
    "cards": r"[A-Z]{2}\d{13}(;[A-Z]{2}\d{13})*",
    "icd": r"[A-Z]\d\d(\.\d+)?",
    "icds": r"[A-Z]\d\d(\.\d+)?(;[A-Z]\d\d(\.\d+)?){0,11}",
    "weight": r"\d{1,3}(\.\d\d)?",
    "decimals3": r"\d+(\.\d{1,3})?",
}
NUMBER = r"(\d+(?:\.\d+)?)"
EVEN = re.compile(rf"{NUMBER} (\D+)/lần \* (\d+) lần/ngày \* (\d+) ngày \[{NUMBER} (\D+)/ngày\]")
TIMES = re.compile(rf"(?:Sáng|Trưa|Chiều|Tối): {NUMBER} (\w+)")
TOTAL = re.compile(rf"\[{NUMBER} (\w+)/ngày\]")


def contents(data: bytes) -> dict[str, list[dict[str, str]]]:
    """The rows of each table in a file, empty fields as empty text."""
    found: dict[str, list[dict[str, str]]] = {}
    for part in xml.fromstring(data).iter("FILEHOSO"):
        name = part.findtext("LOAIHOSO") or ""
        place = part.find("NOIDUNGFILE")
        assert place is not None
        rows = place.findall("/".join(TABLES[name]["path"]))
        found[name] = [{field.tag: field.text or "" for field in row} for row in rows]
    return found


def faults(data: bytes, missing: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong in a file: a value against its rule, an empty field not listed."""
    listed = {(lack["table"], lack["row"], lack["field"]) for lack in missing}
    found = contents(data)
    if len(found.get("XML1", [])) != 1:
        yield "not one row of XML1"
    for name, rows in found.items():
        if not rows:
            yield f"{name} is empty"
        for number, row in enumerate(rows, 1):
            if list(row) != [field["name"] for field in TABLES[name]["fields"]]:
                yield f"{name}: fields or their order"
            if row["MA_LK"] != found["XML1"][0]["MA_LK"]:
                yield f"{name}.MA_LK"
            for field in TABLES[name]["fields"]:
                value = row[field["name"]]
                if value and not _right(field, value):
                    yield f"{name}.{field['name']}: {field.get('rule') or field['type']}"
                here = (name, number, field["name"]) in listed
                if not value and field.get("need") == "always" and not here:
                    yield f"{name}.{field['name']}: empty and not listed"
                if value and here:
                    yield f"{name}.{field['name']}: there and listed"


def _right(field: dict[str, Any], value: str) -> bool:
    rule = field.get("rule", "")
    if len(value) > field.get("size", 10**6) or value not in field.get("codes", [value]):
        return False
    if field["type"] == "number" and not re.fullmatch(NUMBER, value):
        return False
    if rule in FORMS:
        return re.fullmatch(FORMS[rule], value) is not None
    if rule in ("time", "day", "days"):
        form = "%Y%m%d%H%M" if rule == "time" else "%Y%m%d"
        return all(
            datetime.strptime(part, form).strftime(form) == part for part in value.split(";")
        )
    if rule == "birth":
        return bool(re.fullmatch(r"(19|20)\d\d([01]\d)([0-3]\d)[0-2]\d[0-5]\d", value))
    return _dose(value) if rule == "dose" else True


def _dose(value: str) -> bool:
    if even := EVEN.fullmatch(value):
        each, unit, times, _, total, of = even.groups()
        return unit == of and Fraction(each) * int(times) == Fraction(total)
    parts, total_of = TIMES.findall(value), TOTAL.search(value)
    taken = sum((Fraction(amount) for amount, _ in parts), Fraction())
    return bool(parts and total_of) and taken == Fraction(total_of[1])  # type: ignore[index]
