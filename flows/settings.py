"""Reading settings: the defaults of the house, and the environment over them.

SOHOA_<SECTION>_<KEY> wins over `configs/default.toml`. Three more names are known and are
no settings: SOHOA_HOME, and the two secrets of the object store.
"""

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from models.errors import SettingsError
from models.settings import Settings

OTHER_NAMES = ("SOHOA_HOME", "SOHOA_STORE_ACCESS_KEY", "SOHOA_STORE_SECRET_KEY")
"""What the environment may hold beside settings."""


def load(environ: Mapping[str, str], path: Path | None = None) -> tuple[Settings, dict[str, str]]:
    """Return the settings, and for each `section.key` where its value comes from.

    The origin is `default` or `environment`. `path` replaces the packaged defaults.
    Raises SettingsError for an unknown name, naming the nearest known one, and for a
    value out of its range.
    """
    source = path or resources.files("configs") / "default.toml"
    values: dict[str, dict[str, object]] = tomllib.loads(source.read_text(encoding="utf-8"))
    known = variables()
    origins = dict.fromkeys(known.values(), "default")
    for name in sorted(name for name in environ if name.startswith("SOHOA_")):
        if name in OTHER_NAMES:
            continue
        if name not in known:
            raise SettingsError(_unknown(name, [*known, *OTHER_NAMES]))
        section, key = known[name].split(".")
        values.setdefault(section, {})[key] = environ[name]
        origins[known[name]] = "environment"
    try:
        return Settings.model_validate(values), origins
    except ValidationError as error:
        raise SettingsError(_explained(error, known, origins)) from error


def variables() -> dict[str, str]:
    """Return the environment name of each setting, and the setting as `section.key`."""
    return {
        f"SOHOA_{section}_{key}".upper(): f"{section}.{key}"
        for section, kind in _sections().items()
        for key in kind.model_fields
    }


def flat(settings: Settings) -> dict[str, object]:
    """Return every setting by `section.key`, in the order of the type."""
    return {
        f"{section}.{key}": getattr(getattr(settings, section), key)
        for section, kind in _sections().items()
        for key in kind.model_fields
    }


def home_of(environ: Mapping[str, str]) -> Path:
    """Return where everything of this installation lies: SOHOA_HOME, else ./var."""
    return Path(environ.get("SOHOA_HOME") or "var").expanduser().absolute()


def _sections() -> dict[str, type[BaseModel]]:
    kinds = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {
        name: kind
        for name, kind in kinds.items()
        if isinstance(kind, type) and issubclass(kind, BaseModel)
    }


def _unknown(name: str, known: list[str]) -> str:
    nearest = process.extractOne(name, known)
    return f"{name} is no setting. The nearest known one is {nearest[0]}."


def _explained(error: ValidationError, known: dict[str, str], origins: dict[str, str]) -> str:
    # The value is left out: it may be a secret that was put into the wrong name.
    names = {setting: name for name, setting in known.items()}
    parts = []
    for problem in error.errors(include_input=False, include_url=False):
        setting = ".".join(str(part) for part in problem["loc"][:2])
        if origins.get(setting) == "environment":
            setting = f"{setting} ({names[setting]})"
        parts.append(f"{setting}: {problem['msg']}")
    return "Settings out of range. " + "; ".join(parts) + "."
