"""Keeping the lists of a home, and having them again: the bytes in the store, a row beside them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from flows.lexicons.rows import Entry
from models.codec import decode, encode
from models.errors import StoreError
from models.lexicon import Disease, Drug, Facility, Kind, Lab, Lists
from storage import keys

if TYPE_CHECKING:
    from extractors.lexicon import Lexicon
    from storage.catalogue import Catalogue
    from storage.store import Store

ENTRIES: dict[Kind, TypeAdapter[Any]] = {
    Kind.ICD10: TypeAdapter(tuple[Disease, ...]),
    Kind.DRUGS: TypeAdapter(tuple[Drug, ...]),
    Kind.LABS: TypeAdapter(tuple[Lab, ...]),
    Kind.FACILITIES: TypeAdapter(tuple[Facility, ...]),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The lexicon of a home, and the hash of each list in it by kind."""

    lexicon: "Lexicon"
    hashes: dict[str, str]

    @property
    def named(self) -> dict[str, str]:
        """The lists as a record names what made it."""
        return {f"lexicon {kind}": sha256[:12] for kind, sha256 in self.hashes.items()}


def keep(
    store: "Store", catalogue: "Catalogue", kind: Kind, entries: Iterable[Entry], file_sha256: str
) -> bool:
    """Make the entries the current list of the kind; False where they are that already.

    The same entries are the same bytes, whatever file they came in.
    """
    every = merged(entries)
    data = encode(ENTRIES[kind], every)
    sha256 = hashlib.sha256(data).hexdigest()
    store.put(keys.lexicon(kind.value, sha256), data, media_type="application/json")
    return catalogue.lexicons.load(kind, sha256, file_sha256, len(every))


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries by code or name, those of one code or substance as one."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        own = entry.code if isinstance(entry, Disease | Lab) else entry.name
        grouped.setdefault(own, []).append(entry)
    return tuple(reduce(_joined, grouped[own]) for own in sorted(grouped))


def _joined(one: Any, other: Any) -> Any:
    """Return two entries of one code or name as one, what either says in order."""
    if isinstance(one, Disease):
        return Disease(one.code, _both(one.names, other.names), _both(one.short, other.short))
    if isinstance(one, Drug):
        return Drug(one.name, _both(one.names, other.names))
    if isinstance(one, Lab):
        return Lab(one.code, _both(one.names, other.names), _both(one.units, other.units))
    return one


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def loaded(store: "Store", catalogue: "Catalogue") -> Loaded:
    """Return the lists that are current now; StoreError where the bytes of one are gone."""
    from extractors.lexicon import Lexicon

    rows = catalogue.lexicons.all()
    lists = {row.kind: _entries(store, Kind(row.kind), row.sha256) for row in rows}
    return Loaded(Lexicon(Lists(**lists)), {row.kind: row.sha256 for row in rows})


def _entries(store: "Store", kind: Kind, sha256: str) -> Any:
    try:
        data = store.get(keys.lexicon(kind.value, sha256))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError
        return decode(ENTRIES[kind], data)
    except (KeyError, ValueError, ValidationError) as error:
        raise StoreError(
            f"The list of {kind.value} is gone from the store, or damaged: import it again, or"
            f" give sohoa lexicon drop {kind.value}."
        ) from error
