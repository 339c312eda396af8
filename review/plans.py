"""The plan for a batch, by the settings and the tables of `configs`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from models.sampling import Plan, plan
from models.settings import Sampling


def plan_of(lot: int, settings: Sampling) -> Plan:
    """Return how many of a lot are to be looked at, and how many may be wrong."""
    return plan(_tables(), lot, settings.level, settings.aql)


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("configs").joinpath("sampling.toml").read_text("utf-8"))
