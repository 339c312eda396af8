"""What a reading and a record depend on: versions of the stages and the settings they read."""

import hashlib
from collections.abc import Mapping
from importlib import metadata

from models.codec import canonical
from models.decision import Picture
from models.forms import Form
from models.settings import Settings

READING = ("ingest", "clean", "read")
"""The sections of the settings that decide what is read on a page."""


def reading_key(
    sha256: str,
    number: int,
    settings: Settings,
    turn: int | None = None,
    picture: Picture | None = None,
) -> str:
    """Return the key, in hex, of the reading of one page: the same inputs, the same key.

    `turn` is how a steward says that the page lies, None where nobody did; `picture` what is in
    its place where it was scanned again.
    """
    lies = [] if turn is None else [turn]
    again = [picture.sha256, picture.page] if picture else []
    return _hash([sha256, number, _reading(settings), *lies, *again])


def configuration(
    settings: Settings, lists: Mapping[str, str], forms: tuple[Form, ...] = ()
) -> str:
    """Return the hash of everything but the scan itself that a record depends on.

    `lists` holds the hash of each list that the home has loaded, by kind; `forms` are the
    hospital's own.
    """
    from extractors import extract
    from pipeline import split

    stages = {"split": split.VERSION, "extract": extract.VERSION, **extract.VERSIONS}
    read = settings.model_dump(mode="json", include={"extract", "accept"})
    own = [form.model_dump(mode="json") for form in forms]
    return _hash([_reading(settings), stages, models(settings), read, dict(lists), own])


def software() -> str:
    """Return the version of this program."""
    return metadata.version("sohoa")


def engines(settings: Settings) -> dict[str, str]:
    """Return name and version of what reads a page; EngineError where it is missing."""
    from pipeline.read import aster, lines, tesseract

    found = {"tesseract": tesseract.version(settings.read), lines.PACKAGE: lines.version()}
    if settings.read.second != "never":
        found[aster.PACKAGE] = aster.version()
    return found


def models(settings: Settings) -> dict[str, str]:
    """Return name and version of what finds fields; EngineError where it is missing."""
    from extractors import extract, language

    found = {"extractors": extract.VERSION}
    if settings.extract.model:
        name, _, version = language.provenance().partition(" ")
        found[name] = version
    return found


def _reading(settings: Settings) -> object:
    from pipeline import versions

    values = settings.model_dump(mode="json", include=set(READING))
    return {"versions": versions.READING, "settings": values}


def _hash(thing: object) -> str:
    return hashlib.sha256(canonical(thing)).hexdigest()[:32]
