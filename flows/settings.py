"""Reading settings: the defaults of the house, those of the home, and the environment over them.

SOHOA_<SECTION>_<KEY> wins over `settings.toml` in SOHOA_HOME, and that over
`configs/default.toml`. A few more names are known and are no settings: SOHOA_HOME, SOHOA_ACTOR,
and the secrets of the object store, of FHIR servers, of de-identification, of an identity
provider, of the desk's figures and of the key that signs.
"""

import os
import tomllib
from collections.abc import Collection, Iterator, Mapping
from importlib import resources
from pathlib import Path

import tomlkit
from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from models.errors import SettingsError
from models.settings import Settings

SECRETS = (
    "SOHOA_STORE_ACCESS_KEY",
    "SOHOA_STORE_SECRET_KEY",
    "SOHOA_STORE_KEY",
    "SOHOA_TARGET_ACCESS_KEY",
    "SOHOA_TARGET_SECRET_KEY",
    "SOHOA_FHIR_TOKEN",
    "SOHOA_FHIR_USER",
    "SOHOA_FHIR_PASSWORD",
    "SOHOA_DEIDENTIFY_KEY",
    "SOHOA_OIDC_SECRET",
    "SOHOA_METRICS_TOKEN",
    "SOHOA_SIGNING_PASSPHRASE",
    "SOHOA_SIGNING_PIN",
)
"""What the environment alone holds, and is never shown."""

OTHER_NAMES = ("SOHOA_HOME", "SOHOA_ACTOR", *SECRETS)
"""What the environment may hold beside settings."""

OWN = "settings.toml"
"""The file of a home with what differs there from the defaults."""


def load(environ: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """Return the settings, and for each `section.key` where its value comes from.

    The origin is `default`, `settings.toml` or `environment`. Raises SettingsError for an
    unknown name, naming the nearest known one, for a value out of its range, and for a file
    that is no TOML.
    """
    packaged = resources.files("configs").joinpath("default.toml").read_text(encoding="utf-8")
    values: dict[str, dict[str, object]] = tomllib.loads(packaged)
    known = variables()
    origins = dict.fromkeys(known.values(), "default")
    for setting, value in _own(home_of(environ) / OWN, origins):
        section, key = setting.split(".")
        values[section][key] = value
        origins[setting] = OWN
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


def write(home: Path, section: str, values: Mapping[str, object]) -> Path:
    """Put settings of a section into the file of a home and return it; the rest of it stays."""
    path = home / OWN
    document = tomlkit.parse(path.read_text("utf-8")) if path.is_file() else tomlkit.document()
    table = document.setdefault(section, tomlkit.table())
    for key, value in values.items():
        table[key] = value
    home.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(tomlkit.dumps(document), encoding="utf-8")
    beside.replace(path)
    return path


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


def _own(path: Path, known: Collection[str]) -> Iterator[tuple[str, object]]:
    """Yield each setting of a file, and its value; nothing where there is no file."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise SettingsError(f"{OWN} in SOHOA_HOME cannot be read: {error}.") from error
    for section, values in told.items():
        for key, value in values.items() if isinstance(values, dict) else [("", None)]:
            setting = f"{section}.{key}"
            if setting not in known:
                raise SettingsError(_unknown(f"{setting} in {OWN}", list(known)))
            yield setting, value


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
        origin = origins.get(setting, "default")
        if origin != "default":
            setting = f"{setting} ({names[setting] if origin == 'environment' else origin})"
        parts.append(f"{setting}: {problem['msg']}")
    return "Settings out of range. " + "; ".join(parts) + "."
