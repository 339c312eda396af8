"""How often each comparison comes out, for one person and for two, from `configs/linking/`."""

import hashlib
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from models.codec import canonical
from models.settings import Link

WEIGHTS: dict[str, Any] = {
    key: value
    for name in ("prior.toml", "weights.toml")
    for key, value in tomllib.loads(
        files("configs").joinpath("linking", name).read_text("utf-8")
    ).items()
}
"""Tables by field and level, and what is known before comparing: `known`, `most`, `names`."""


@lru_cache
def made_by(rules: Link) -> str:
    """Return what decisions depend on beside documents and register: rules and weights."""
    return hashlib.sha256(canonical([rules.model_dump(), WEIGHTS])).hexdigest()[:12]
