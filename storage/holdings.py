"""Which objects the rows of the catalogue account for, and what is to be true of each."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, true

from storage.database import Database
from storage.decisions import pictures_of
from storage.keys import ours
from storage.selection import disposed
from storage.signings import DOSSIER, SIGN
from storage.tables import audit, document, scan, version

ALWAYS = ("record.json", "text.txt", "evidence.json")
"""Files that every version of a document has."""
EXTRACTED = "extracted.json"
"""What the machine had found, of a version in which stewards' words count."""


EXTENSIONS = ("pdf", "json")
"""Endings of the two files of a dossier."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What rows say of an object; None where they do not."""

    size: int | None = None
    sha256: str | None = None
    media_type: str | None = None


class Holdings:
    """The catalogue's side of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def expected(self, keys: Collection[str]) -> dict[str, Expected]:
        """Return those of the keys that rows account for, with what they say of each."""
        families: dict[str, list[str]] = defaultdict(list)
        for key in filter(ours, keys):
            families[key.partition("/")[0]].append(key)
        found: dict[str, Expected] = {}
        with self._database.read() as connection:
            for family, mine in families.items():
                if of := _FAMILIES.get(family):
                    found |= of(connection, mine)
        return found


def _originals(connection: Connection, keys: list[str]) -> dict[str, Expected]:
    named = {key.rpartition("/")[2]: key for key in keys}
    columns = (scan.c.sha256, scan.c.size, scan.c.media_type)
    query = select(*columns).where(scan.c.sha256.in_(named), ~disposed())
    found = {
        # Files that were refused were neither measured nor known.
        named.pop(row.sha256): Expected(row.size or None, row.sha256, row.media_type or None)
        for row in connection.execute(query)
    }
    if named:  # the others may be pages that were scanned again
        again = {other for _, other in pictures_of(connection, true())}
        found |= {named[other]: Expected(sha256=other) for other in again & named.keys()}
    return found


def _derived(connection: Connection, keys: list[str]) -> dict[str, Expected]:
    named = _parted(keys, 1)
    query = select(scan.c.sha256).where(scan.c.sha256.in_(named), ~disposed())
    return dict.fromkeys(_all(named, connection.scalars(query)), Expected())


def _versions(connection: Connection, keys: list[str]) -> dict[str, Expected]:
    named = _parted(keys, 1)
    query = select(version).where(version.c.document_id.in_(named))
    there = {f"{row.document_id}/v{row.number}": row for row in connection.execute(query)}
    copies = _copies(connection, named) if any("/signed-" in key for key in keys) else {}
    found = {}
    for key in keys:
        place, name = key.removeprefix("documents/").rsplit("/", 1)
        own = there[place].record_sha256 if place in there and name == "record.json" else None
        own = copies.get((place, name), own)
        if place in there and (own or not name.startswith("signed-")):
            found[key] = Expected(sha256=own)
    return found


def _copies(connection: Connection, documents: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return the hashes of the signed copies of documents, by version and name."""
    subjects = [f"document:{one}" for one in documents]
    query = select(audit.c.subject, audit.c.after)
    query = query.where(audit.c.action == SIGN, audit.c.subject.in_(subjects))
    found = {}
    for row in connection.execute(query):
        one, after = row.subject.partition(":")[2], json.loads(row.after)
        place = f"{one}/v{after['version']}"
        found[place, f"signed-{after['number']}.pdf"] = after["sha256"]
    return found


def _dossiers(connection: Connection, keys: list[str]) -> dict[str, Expected]:
    query = select(audit.c.after).where(audit.c.action == DOSSIER)
    told = [json.loads(after) for after in connection.scalars(query)]
    signed = [after for after in told if "certificate" in after]
    known = {f"dossiers/{after[ext]}.{ext}": after[ext] for after in signed for ext in EXTENSIONS}
    return {key: Expected(sha256=known[key]) for key in keys if key in known}


def _pointers(connection: Connection, keys: list[str]) -> dict[str, Expected]:
    named = _parted(keys, 2)
    query = select(document.c.id, document.c.patient_key).where(
        document.c.id.in_(named), document.c.state == "filed"
    )
    rows = {f"patients/{row.patient_key}/{row.id}" for row in connection.execute(query)}
    return {key: Expected() for key in keys if key in rows}


def _lexicons(connection: Connection, keys: list[str]) -> dict[str, Expected]:
    query = select(audit.c.subject, audit.c.after).where(audit.c.action.in_(("load", "learn")))
    loaded = {
        f"lexicons/{row.subject.partition(':')[2]}/{json.loads(row.after)['sha256']}.json"
        for row in connection.execute(query)
    }
    return {key: Expected() for key in keys if key in loaded}


def _events(connection: Connection, keys: list[str]) -> dict[str, Expected]:
    named = {int(key.rpartition("/")[2][:12]): key for key in keys}
    query = select(audit.c.id, audit.c.hash).where(audit.c.id.in_(named))
    return {
        named[row.id]: Expected()
        for row in connection.execute(query)
        if named[row.id].endswith(row.hash)
    }


def _parted(keys: Iterable[str], place: int) -> Mapping[str, list[str]]:
    """Return the keys by one of their parts."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        found[key.split("/")[place]].append(key)
    return found


def _all(named: Mapping[str, list[str]], known: Iterable[str]) -> list[str]:
    return [key for one in known for key in named[one]]


_FAMILIES: dict[str, Callable[[Connection, list[str]], dict[str, Expected]]] = {
    "originals": _originals,
    "derived": _derived,
    "documents": _versions,
    "patients": _pointers,
    "lexicons": _lexicons,
    "dossiers": _dossiers,
    "audit": _events,
}
"""By the first part of a key; what is in no family here is no row's."""
