"""What a document says of its stay, and the papers that stays must have.

Those stand in `configs/completeness.toml`, each with its source.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from models.completeness import Rules
from models.record import DocumentType, Facts, Status, told
from models.stay import Sign

OUTCOMES = {"died": Sign.DIED, "referred": Sign.REFERRED}


def signs(facts: Facts) -> frozenset[Sign]:
    """Return what a document tells for sure: what a person is still to look at tells nothing."""
    found: set[Sign] = set()
    outcome = facts.encounter.get("outcome")
    if outcome and outcome.status is not Status.REVIEW:
        found |= {
            sign for value, sign in OUTCOMES.items() if told(facts.encounter, "outcome") == value
        }
    note = facts.document_type.value == DocumentType.PROCEDURE_NOTE
    if note or any(
        item["text"].status is not Status.REVIEW and told(item, "text")
        for item in facts.procedures
        if "text" in item
    ):
        found.add(Sign.OPERATED)
    return frozenset(found)


def rules(own: Mapping[str, Any] | None = None) -> Rules:
    """Return the rules of the house with a hospital's own over them, as its TOML file has them.

    A group, paper or kind of the hospital's takes the place of ours of the same id; its kinds
    come first. Raises pydantic's ValidationError for what cannot be used.
    """
    if own is None:
        return Rules.model_validate(_packaged())
    base = _packaged()
    merged = {**base, **own}
    for name in ("paper", "kind"):
        mine = own.get(name, [])
        ids = [one.get("id") for one in mine if isinstance(one, dict)]
        merged[name] = [*mine, *(one for one in base[name] if one["id"] not in ids)]
    if isinstance(group := own.get("group", {}), dict):
        merged["group"] = base["group"] | group
    return Rules.model_validate(merged)


@cache
def _packaged() -> dict[str, Any]:
    text = files("configs").joinpath("completeness.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
