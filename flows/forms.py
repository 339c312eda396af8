"""A hospital's own forms: TOML files in a folder, checked before anything is done with them."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from rapidfuzz import process

from models.errors import SettingsError
from models.forms import Form, FormFile
from models.settings import Forms

T = TypeVar("T")

FOLDER = "forms"
"""The folder under SOHOA_HOME that is looked into where the setting names none."""


def own_forms(settings: Forms, home: Path) -> tuple[Form, ...]:
    """Return the forms of every `*.toml` in the folder, in the order of file names.

    Raises SettingsError, naming file and line or key, for what cannot be used.
    """
    folder = Path(settings.folder).expanduser() if settings.folder else home / FOLDER
    if settings.folder and not folder.is_dir():
        raise SettingsError("forms.folder names no folder: make it, or correct the setting.")
    read: dict[str, str] = {}
    found: list[Form] = []
    for path in sorted(folder.glob("*.toml")):
        for form in _read(path).form:
            if form.id in read:
                raise SettingsError(
                    f"{path.name}: the id {form.id} is taken by a form of {read[form.id]}."
                )
            read[form.id] = path.name
            found.append(form)
    return tuple(found)


def _read(path: Path) -> FormFile:
    made = parsed(path, FormFile.model_validate)
    for form in made.form:
        _check_fields(path.name, form)
    return made


def parsed(path: Path, make: Callable[[dict[str, Any]], T]) -> T:
    """Return what is made of a hospital's own TOML file.

    Raises SettingsError, naming file and line or key, for what cannot be used.
    """
    try:
        return make(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: the file cannot be read as UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name}: not TOML: {error}.") from error
    except ValidationError as error:
        raise SettingsError(f"{path.name}: these keys are wrong: {_explained(error)}.") from error


def _explained(error: ValidationError) -> str:
    """Return which key of which form is wrong, forms counted from 1, and how."""
    parts = []
    for problem in error.errors(include_url=False, include_input=False):
        keys = [str(key + 1) if isinstance(key, int) else key for key in problem["loc"]]
        where = " ".join(keys) or "file"
        parts.append(f"{where}: {problem['msg']}")
    return "; ".join(parts)


def _check_fields(name: str, form: Form) -> None:
    for label in form.labels:
        if label.field not in _fields():
            nearest = process.extractOne(label.field, _fields())
            raise SettingsError(
                f"{name}: form {form.id}, label {label.text}: {label.field} is no field. "
                f"The nearest known one is {nearest[0]}."
            )


@cache
def _fields() -> tuple[str, ...]:
    """Return the fields that labels may announce: those of `configs/labels.toml`."""
    text = (resources.files("configs") / "labels.toml").read_text(encoding="utf-8")
    return tuple(entry["field"] for entry in tomllib.loads(text)["label"])
