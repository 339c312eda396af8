"""Whether everything that is needed is there: the findings of `sohoa doctor`."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows.configuration import models
from flows.settings import home_of, load
from models.errors import EngineError, SohoaError, StoreError
from models.settings import Settings

LEAST_TESSERACT = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, what was found of it, and what to do; `exit_code` is 0 where all is well."""

    part: str
    found: str
    advice: str = ""
    exit_code: int = 0


def checkup(environ: Mapping[str, str]) -> list[Finding]:
    """Return a finding for each part, in the order in which a page meets them.

    Raises SettingsError where the settings themselves are wrong.
    """
    settings, _ = load(environ)
    home = home_of(environ)
    looks: dict[str, Callable[[], str]] = {
        "Tesseract": partial(_tesseract, settings),
        "languages of Tesseract": partial(_languages, settings),
        "line detector": _detector,
        "second reader": _second,
        "poppler": _poppler,
        "font of the PDF": _font,
        "extractors": partial(_models, settings),
        "free disk": partial(_disk, settings, home),
        "store": partial(_store, settings, home, environ),
        "catalogue": partial(_catalogue, settings, home),
        "how sure a value is": partial(_learnt, settings, home, environ),
    }
    if settings.his.kind != "none":
        looks["hospital's system"] = partial(_his, settings, environ)
    return list(_looked(looks))


def _looked(looks: Mapping[str, Callable[[], str]]) -> Iterator[Finding]:
    for part, look in looks.items():
        try:
            yield Finding(part, look())
        except SohoaError as error:
            fault = "missing" if isinstance(error, EngineError) else "cannot be used"
            yield Finding(part, fault, str(error), error.exit_code)


def _tesseract(settings: Settings) -> str:
    from pipeline.read.tesseract import version

    found = version(settings.read)
    if int(found.split(".")[0]) < LEAST_TESSERACT:
        raise EngineError(f"Tesseract {found} is too old: install version 5 or later.")
    return found


def _languages(settings: Settings) -> str:
    from pipeline.read.tesseract import languages

    there = languages()
    asked = f"{settings.read.languages}+{settings.read.english}".split("+")
    lacking = [name for name in asked if name and name not in there]
    if lacking:
        names = " ".join(f"tesseract-ocr-{name}" for name in lacking)
        raise EngineError(f"Install the languages of Tesseract: apt-get install {names}")
    return ", ".join(sorted(there))


def _detector() -> str:
    from pipeline.read import lines, onnx

    return f"{onnx.weights(lines.PACKAGE, lines.WEIGHTS).name} ({lines.version()})"


def _second() -> str:
    from pipeline.read import aster, onnx

    return f"{onnx.weights(aster.PACKAGE, aster.WEIGHTS).name} ({aster.version()})"


def _poppler() -> str:
    lacking = [name for name in ("pdfinfo", "pdftoppm", "pdftotext") if not shutil.which(name)]
    if lacking:
        raise EngineError("Install poppler: apt-get install poppler-utils")
    return "pdfinfo, pdftoppm, pdftotext"


def _font() -> str:
    from exports.words import font

    return str(font().fontName)


def _models(settings: Settings) -> str:
    if settings.extract.model:
        from extractors import language

        language.load()
    return ", ".join(f"{name} {version}" for name, version in models(settings).items())


def _disk(settings: Settings, home: Path) -> str:
    there = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < settings.limits.free_bytes:
        raise StoreError(
            "Less disk space is free than limits.free_bytes: make room, or lower the limit."
        )
    return f"{free / 1e9:.1f} GB"


def _store(settings: Settings, home: Path, environ: Mapping[str, str]) -> str:
    from storage.opening import open_store

    open_store(settings.store, home, settings.limits.free_bytes, environ).check()
    return settings.store.kind


def _catalogue(settings: Settings, home: Path) -> str:
    from storage.opening import open_catalogue

    with open_catalogue(settings.catalogue, home) as catalogue:
        catalogue.check()
        if list(catalogue.audit.verify()):
            raise StoreError("The audit does not hold: see the manual, and keep the catalogue.")
        return catalogue.where


def _learnt(settings: Settings, home: Path, environ: Mapping[str, str]) -> str:
    from flows.learning.weights import weights
    from storage.opening import open_catalogue, open_store

    with open_catalogue(settings.catalogue, home) as catalogue:
        catalogue.check()
        row = catalogue.lexicons.learnt()
    if row is None:
        return "as the program comes"
    name, day = row.sha256[:12], row.imported_at[:10]
    store = open_store(settings.store, home, settings.limits.free_bytes, environ)
    if weights(store, row.sha256) is None:
        return f"{name} is of another version and not used: give sohoa learn"
    return f"{name}, learnt from {row.entries} values on {day}"


def _his(settings: Settings, environ: Mapping[str, str]) -> str:
    from flows.his.opening import required

    system = required(settings, environ)
    system.check()
    return system.name
