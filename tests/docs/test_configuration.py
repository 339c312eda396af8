"""The page of settings names each of them, its default, and nothing else."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+\.\w+)` \| ([^|]+) \|", re.MULTILINE)


def defaults() -> dict[str, object]:
    """Return every setting and its default."""
    sections = tomllib.loads((ROOT / "configs" / "default.toml").read_text(encoding="utf-8"))
    return {
        f"{name}.{key}": value for name, part in sections.items() for key, value in part.items()
    }


def written(value: object) -> str:
    """Return a default as the page writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"`{value}`" if value else "empty"
    return str(value)


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {name: value.replace(",", "").strip() for name, value in ROW.findall(PAGE)}
    assert documented == {name: written(value) for name, value in defaults().items()}
