"""Whether a fact is present, possible, absent, historical or of the family.

The manner is that of ConText (Harkema et al. 2009): a cue opens a scope that ends with the
clause; cues that only look like one (`không những`) open none.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from models.text import fold

VERSION = "1"

_CLAUSE = re.compile(r"[.;\n]|,\s*(?=(?:nhưng|tuy|hiện|but)\b)")


def assertion(text: str, start: int, end: int, section: str = "") -> str:
    """Return the assertion of the words [start, end) of `text`.

    `section` is the kind of the narrative that they stand in: `past_history` makes a
    fact historical and `family_history` makes it the family's unless a cue says more.
    """
    clause = _before(text, start)
    after = _after(text, end)
    inside = fold(text[start:end])
    for kind in ("absent", "possible", "family", "historical"):
        if _cued(clause, kind, "before") or _cued(after, kind, "after", first=True):
            return kind
        if kind == "possible" and any(inside.startswith(c + " ") for c in _cues()[kind]["before"]):
            return kind
    return {"past_history": "historical", "family_history": "family"}.get(section, "present")


def _before(text: str, start: int) -> str:
    clause = _CLAUSE.split(text[:start])[-1]
    return fold(clause)


def _after(text: str, end: int) -> str:
    after = _CLAUSE.split(text[end:])[0]
    return fold(re.sub(r"^\s*\(-\)", " âm tính ", after))


def _cued(clause: str, kind: str, side: str, *, first: bool = False) -> bool:
    for pseudo in _cues()["pseudo"]["before"]:
        clause = re.sub(rf"\b{pseudo}\b", " ", clause)
    clause = clause.strip()
    for cue in _cues()[kind][side]:
        at = re.search(rf"\b{cue}\b", clause)
        if at is not None and (not first or at.start() <= 3):
            return True
    return False


@cache
def _cues() -> dict[str, dict[str, tuple[str, ...]]]:
    data = tomllib.loads(files("configs").joinpath("terms", "context.toml").read_text("utf-8"))
    return {
        kind: {side: tuple(map(fold, entry.get(side, ()))) for side in ("before", "after")}
        for kind, entry in data["cue"].items()
    }
