"""A hospital's own list of the papers that stays must have."""

from pathlib import Path

from extractors.staying import rules
from flows.forms import parsed
from models.completeness import Rules
from models.errors import SettingsError
from models.settings import Completeness

FILE = "completeness.toml"
"""The file under SOHOA_HOME that is looked for where the setting names none."""


def own_rules(settings: Completeness, home: Path) -> Rules | None:
    """Return the rules of the house with the hospital's over them; None where it has none.

    Raises SettingsError, naming file and line or key, for what cannot be used.
    """
    path = Path(settings.rules).expanduser() if settings.rules else home / FILE
    if path.is_file():
        return parsed(path, rules)
    if settings.rules:
        raise SettingsError("completeness.rules names no file: make it, or correct the setting.")
    return None
