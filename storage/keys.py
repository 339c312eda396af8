"""The names of objects: hashes, numbers and fixed words, so that none can hold patient text."""

import re

from models.errors import StoreError
from models.lexicon import LEARNT, Kind

STAGES = "ingest image clean quality read layout split extract link file".split()
EXTENSIONS = "json png jpg webp txt pdf".split()
NAMES = "record.json text.txt evidence.json extracted.json document.pdf fhir.json".split()

_SHA = "[0-9a-f]{64}"
_DOCUMENT = "d[0-9a-f]{24}"
_SIGNED = "signed-[1-9][0-9]{0,2}\\.pdf"
_NUMBER = "(?:0|[1-9][0-9]{0,5})"
_KEY = re.compile(
    f"originals/([0-9a-f]{{2}})/(?=\\1){_SHA}"
    f"|derived/{_SHA}/{_NUMBER}/(?:{'|'.join(STAGES)})-[0-9a-f]{{8,64}}\\.(?:{'|'.join(EXTENSIONS)})"
    f"|documents/{_DOCUMENT}/v[1-9][0-9]{{0,5}}/(?:{'|'.join(map(re.escape, NAMES))}|{_SIGNED})"
    f"|patients/p[0-9a-f]{{24}}/{_DOCUMENT}"
    f"|lexicons/(?:{'|'.join([*Kind, LEARNT])})/{_SHA}\\.json"
    f"|dossiers/{_SHA}\\.(?:pdf|json)"
    "|keys/store\\.json"
    f"|audit/[0-9]{{12}}-{_SHA}"
)
_DISPOSABLE = re.compile(
    f"originals/([0-9a-f]{{2}})/(?=\\1){_SHA}|derived/{_SHA}/|documents/{_DOCUMENT}/"
    f"|patients/p[0-9a-f]{{24}}/{_DOCUMENT}"
)
_REBUILT = ("derived/", "patients/")

STORE_KEY = "keys/store.json"
"""Where an encrypted store keeps its own key, wrapped; nothing is there in others."""


def original(sha256: str) -> str:
    """Return the key of a scan as received."""
    return checked(f"originals/{sha256[:2]}/{sha256}")


def derived(sha256: str, page: int, stage: str, key: str, ext: str) -> str:
    """Return the key of what `stage` made of a page; `page` 0 stands for the whole scan.

    `key` is the hash, in hex, of all that went into it.
    """
    return checked(f"derived/{sha256}/{page}/{stage}-{key}.{ext}")


def record(document_id: str, version: int, name: str) -> str:
    """Return the key of one file of a version of a document; versions count from 1."""
    return checked(f"documents/{document_id}/v{version}/{name}")


def signed(document_id: str, version: int, number: int) -> str:
    """Return the key of a signed copy of a version of a document, the `number`-th, from 1."""
    return record(document_id, version, f"signed-{number}.pdf")


def dossier(sha256: str, ext: str) -> str:
    """Return the key of a file of a signed dossier, by the hash of its bytes: pdf or json."""
    return checked(f"dossiers/{sha256}.{ext}")


def patient(patient_key: str, document_id: str) -> str:
    """Return the key of the pointer from a patient to a document."""
    return checked(f"patients/{patient_key}/{document_id}")


def lexicon(kind: str, sha256: str) -> str:
    """Return the key of a list of a kind, or of learnt weights; `sha256` is that of its bytes."""
    return checked(f"lexicons/{kind}/{sha256}.json")


def event(number: int, sha256: str) -> str:
    """Return the key under which the store remembers an event of the audit by its hash."""
    return checked(f"audit/{number:012d}-{sha256}")


def checked(key: str) -> str:
    """Return `key`; StoreError where it is no name of ours. It is not repeated in the message."""
    if not _KEY.fullmatch(key):
        raise StoreError("That is no object key of this store: see the list of keys in the docs.")
    return key


def ours(key: str) -> bool:
    """Return whether it is a name of ours."""
    return bool(_KEY.fullmatch(key))


def rebuilt(key: str) -> str:
    """Return `key`; StoreError where it names something that cannot be made again."""
    if not is_rebuilt(checked(key)):
        raise StoreError(f"{key} is write-once: it is neither replaced nor removed.")
    return key


def is_rebuilt(key: str) -> bool:
    """Return whether what a key names can be made again from the rest."""
    return key.startswith(_REBUILT)


def replaceable(key: str) -> str:
    """Return `key`; StoreError where its bytes must stay the first ones."""
    return key if key == STORE_KEY else rebuilt(key)


def disposable(name: str) -> str:
    """Return a key, or the beginning of keys; StoreError where a disposal is not to erase that.

    It is all of a scan's original, of what was made of its pages, of one document, or a pointer.
    """
    if not _DISPOSABLE.fullmatch(name):
        raise StoreError("That is nothing that a disposal removes from the store.")
    return name


def content_hash(key: str) -> str | None:
    """Return the SHA-256, in hex, that the key itself demands of its bytes; None if it does not."""
    return key.rpartition("/")[2] if key.startswith("originals/") else None
