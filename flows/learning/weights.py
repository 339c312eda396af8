"""The weights that a home learnt: JSON in the store, named in the catalogue."""

import hashlib
import json
from typing import TYPE_CHECKING

from extractors.confidence import VERSION, Calibration, as_json, from_json
from flows.lexicons.keep import whole
from models.codec import canonical
from models.errors import StoreError
from models.lexicon import LEARNT
from storage import keys

if TYPE_CHECKING:
    from storage.store import Store


def encoded(known: Calibration) -> bytes:
    """Return weights as bytes, the same for the same weights."""
    return canonical({"version": VERSION, **as_json(known)}) + b"\n"


def keep(store: "Store", known: Calibration) -> str:
    """Put weights into the store; return the hash that names them."""
    data = encoded(known)
    sha256 = hashlib.sha256(data).hexdigest()
    store.put(keys.lexicon(LEARNT, sha256), data, media_type="application/json")
    return sha256


def weights(store: "Store", sha256: str) -> Calibration | None:
    """Return learnt weights; None where another version of the program learnt them.

    What it knows of a value is then something else. StoreError where they are gone or damaged.
    """
    try:
        said = json.loads(whole(store, LEARNT, sha256))
        return from_json(said) if said["version"] == VERSION else None
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            "The weights that were learnt are gone from the store, or damaged: give sohoa learn"
            " --undo, then sohoa learn."
        ) from error
