"""Charts with their truth as read pages: what extraction is fitted and measured on.

Reading takes seconds a page and changes seldom: it is kept beside the scans, by the versions
and settings that decide it.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from models.codec import canonical, decode, encode
from models.document import Document
from models.page import Page
from models.settings import Settings
from pipeline import versions
from pipeline.digitise import read_page
from pipeline.ingest import inspect, rasterise
from pipeline.split import split

PAGES: TypeAdapter[tuple[Page, ...]] = TypeAdapter(tuple[Page, ...])


@dataclass(frozen=True, slots=True)
class Known:
    """A document as read, what it says, the condition of its first page, its scan's name."""

    document: Document
    truth: dict[str, Any]
    condition: str
    scan: str


@cache
def house_settings() -> Settings:
    """Return the settings of the house: nothing of a home or of the environment."""
    text = files("configs").joinpath("default.toml").read_text("utf-8")
    return Settings.model_validate(tomllib.loads(text))


def charts(folder: Path) -> Iterator[Known]:
    """Yield the documents of a set (scans/, truth/) that were split right, with their truth."""
    for told in sorted((folder / "truth").glob("*.json")):
        truth = json.loads(told.read_text(encoding="utf-8"))
        pages = _read(folder, folder / "scans" / truth["scan"])
        found = {document.numbers: document for document in split(pages)}
        for true in truth["documents"]:
            if document := found.get(tuple(true["pages"])):
                condition = truth["pages"][true["pages"][0] - 1]["condition"]
                yield Known(document, true, condition, truth["scan"])


def _read(folder: Path, scan: Path) -> Sequence[Page]:
    settings = house_settings()
    kept = folder / "readings" / f"{scan.name}-{_key(settings)}.json"
    if kept.is_file():
        return decode(PAGES, kept.read_bytes())
    found = inspect(scan, settings.limits)
    pages = tuple(
        read_page(
            rasterise(scan, found.media_type, number, settings.ingest, settings.limits), settings
        )
        for number in range(1, found.pages + 1)
    )
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(encode(PAGES, pages))
    return pages


def _key(settings: Settings) -> str:
    decides = settings.model_dump(mode="json", include={"ingest", "clean", "read"})
    return hashlib.sha256(canonical([versions.READING, decides])).hexdigest()[:12]
