"""A stay as the insurer's XML, and the list of what is missing in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as xml

from exports.insurer import cells, rules
from exports.insurer.cells import Lack, Read, Row
from exports.insurer.rows import rows
from exports.insurer.rules import Rule, Table
from exports.insurer.stays import Stay
from storage.clock import ZONE

Missing = dict[str, object]
Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A stay's XML, what is missing in it, and which fields are narrative that nobody checked."""

    data: bytes
    missing: tuple[Missing, ...]
    unchecked: tuple[str, ...]


def claim(stay: Stay, code: str = "") -> Claim:
    """Return the file of a stay; the same documents give the same bytes.

    `code` is the stay's in the hospital's system, where its documents bear none.

    A value that breaks a rule of its field is left empty and listed, like one that waits.
    """
    missing: list[Missing] = []
    unchecked: set[str] = set()
    first: Values = {}
    filled: dict[str, list[Values]] = {}
    for name, found in rows(stay, code).items():
        table = rules.tables()[name]
        for number, row in enumerate(found, 1):
            values, empty = _filled(table, row, first)
            first = first or values
            filled.setdefault(name, []).append(values)
            missing += [{"table": name, "row": number, **lack} for lack in empty]
            unchecked |= {f"{name}.{field}" for field in values if isinstance(row.get(field), Read)}
    return Claim(_xml(stay, filled), tuple(missing), tuple(sorted(unchecked)))


def _filled(table: Table, row: Row, first: Mapping[str, str]) -> tuple[Values, list[Missing]]:
    """Return the values of a row that keep to the rules, and what is missing."""
    values: Values = {}
    lacks: dict[str, str] = {}
    for rule in table.fields:
        cell = row.get(rule.name, Lack(cells.UNSAID))
        text = cell.text if isinstance(cell, Read) else cell
        if isinstance(text, Lack):
            lacks[rule.name] = text.reason
            continue
        value = _allowed(text)
        fault = rules.broken(rule, value, values, first)
        if fault:
            lacks[rule.name] = f"rule: {fault}"
        elif value:
            values[rule.name] = value
    return values, [
        {"field": rule.name, "mandatory": need, "reason": lacks.get(rule.name, cells.UNSAID)}
        for rule in table.fields
        if rule.name not in values and ((need := rules.needed(rule, values)) or _told(rule, lacks))
    ]


def _told(rule: Rule, lacks: Mapping[str, str]) -> bool:
    """Return whether the paper says something of a field all the same."""
    return lacks.get(rule.name, cells.UNSAID) not in (cells.UNSAID, cells.NO_CODE)


def _allowed(text: str) -> str:
    """Return text with a space for each sign that cannot be seen: XML 1.0 does not allow all."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text).strip()


def _xml(stay: Stay, filled: Mapping[str, list[Values]]) -> bytes:
    root = xml.Element("GIAMDINHHS")
    xml.SubElement(xml.SubElement(root, "THONGTINDONVI"), "MACSKCB")
    about = xml.SubElement(root, "THONGTINHOSO")
    read = max(datetime.fromisoformat(paper.provenance.times["read_at"]) for paper in stay.papers)
    xml.SubElement(about, "NGAYLAP").text = read.astimezone(ZONE).strftime("%Y%m%d")
    xml.SubElement(about, "SOLUONGHOSO").text = "1"
    files = xml.SubElement(xml.SubElement(about, "DANHSACHHOSO"), "HOSO")
    for name, found in filled.items():
        part = xml.SubElement(files, "FILEHOSO")
        xml.SubElement(part, "LOAIHOSO").text = name
        place = xml.SubElement(part, "NOIDUNGFILE")
        table = rules.tables()[name]
        for element in table.path[:-1]:
            place = xml.SubElement(place, element)
        for values in found:
            row = xml.SubElement(place, table.path[-1])
            for rule in table.fields:
                xml.SubElement(row, rule.name).text = values.get(rule.name)
    xml.indent(root)
    made: bytes = xml.tostring(root, "utf-8", xml_declaration=True)
    return made + b"\n"
