"""How often each comparison comes out, for one person and for two, from `configs/linking/`."""

import tomllib
from importlib.resources import files
from typing import Any

WEIGHTS: dict[str, Any] = {
    key: value
    for name in ("prior.toml", "weights.toml")
    for key, value in tomllib.loads(
        files("configs").joinpath("linking", name).read_text("utf-8")
    ).items()
}
"""Tables by field and level, and what is known before comparing: `known`, `most`, `names`."""
