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
from models.lexicon import LEARNT, Disease, Drug, Facility, Kind, Lab, Lists
from storage import keys

if TYPE_CHECKING:
    from extractors.confidence import Calibration
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
    """The lexicon of a home, the weights that it learnt, and the hash of each by kind.

    `calibration` is None where it is that of the program.
    """

    lexicon: "Lexicon"
    hashes: dict[str, str]
    calibration: "Calibration | None" = None

    @property
    def named(self) -> dict[str, str]:
        """The lists, and what was learnt, as a record names what made it."""
        return {
            kind if kind == LEARNT else f"lexicon {kind}": sha256[:12]
            for kind, sha256 in self.hashes.items()
        }


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
    """Return the lists and weights of now; StoreError where the bytes of one are gone."""
    from extractors.lexicon import Lexicon
    from flows.learning.weights import weights

    hashes = {row.kind: row.sha256 for row in catalogue.lexicons.all()}
    known = weights(store, hashes[LEARNT]) if LEARNT in hashes else None
    if known is None:
        hashes.pop(LEARNT, None)
    lists = {kind: _entries(store, Kind(kind), hashes[kind]) for kind in hashes if kind != LEARNT}
    return Loaded(Lexicon(Lists(**lists)), hashes, known)


def _entries(store: "Store", kind: Kind, sha256: str) -> Any:
    try:
        return decode(ENTRIES[kind], whole(store, kind.value, sha256))
    except (KeyError, ValueError, ValidationError) as error:
        raise StoreError(
            f"The list of {kind.value} is gone from the store, or damaged: import it again, or"
            f" give sohoa lexicon drop {kind.value}."
        ) from error


def whole(store: "Store", kind: str, sha256: str) -> bytes:
    """Return the bytes of a list, or of weights; KeyError or ValueError where they are gone."""
    data = store.get(keys.lexicon(kind, sha256))
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError
    return data
