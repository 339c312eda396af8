"""Units of laboratory results, their usual misreadings put right."""

import re
from functools import lru_cache

from models.lexicon import Lab
from models.text import fold

_MISREAD = (
    (r"^μ", "µ"),
    (r"^um?ol", "µmol"),
    (r"/[1lI|]$", "/L"),
    (r"^[gG]í[Ll]$", "g/L"),
    (r"^[{(]L$", "fL"),
    (r"^x?1[0Oo]\^?(9|12)/", r"x10^\1/"),
)
_FLAG = re.compile(r"[\s(]*(?:Cao|CAO|Thấp|THẤP|Thap|High|HIGH|Low|LOW|[↑↓*])\)?$")
_FLAGS = {"cao": "high", "tang": "high", "h": "high", "high": "high", "↑": "high"}
_FLAGS |= {"thap": "low", "giam": "low", "l": "low", "low": "low", "↓": "low"}


def unit_of(text: str, lab: Lab | None, language: str) -> tuple[str | None, str]:
    """Return a unit as written, and the flag that ran into it: `mmol/L Cao`.

    A first letter `p` or `u` is the `µ` of the unit that the test is printed with. English
    laboratories print `umol/L`.
    """
    marked = _FLAG.search(text.strip(" |_.,;"))
    flagged = marked is not None and marked.start() > 0
    said = text.strip(" |_.,;")[: marked.start()] if marked is not None and flagged else text
    plain = re.sub(r"\s+", "", said).strip("|_.,;")
    for wrong, right in _MISREAD[2 if language == "en" else 0 :]:
        plain = re.sub(wrong, right, plain)
    units = lab.units if lab is not None else ()
    if plain and plain not in units and plain[0] in "pu|" and language != "en":
        plain = f"µ{plain[1:]}" if f"µ{plain[1:]}" in units else plain
    if plain and plain not in units:
        plain = _printed(plain, units)
    return plain or None, flag_of(marked[0]) if marked is not None and flagged else ""


def _printed(plain: str, units: tuple[str, ...]) -> str:
    """Return the one unit of a test from which a reading lacks only its stroke: `TL`, `TIL`."""
    bare = re.sub(r"[/1lI|!]", "", plain).lower()
    like = [
        unit for unit in units if bare and re.sub(r"[/lL]", "", unit).lower() == bare.rstrip("l")
    ]
    return like[0] if len(like) == 1 and len(plain) <= len(like[0]) + 1 else plain


@lru_cache(maxsize=256)
def flag_of(text: str) -> str:
    """Return `high` or `low` as a sign or a word beside a result says, or nothing."""
    sign = text.strip(" ()*")
    return _FLAGS.get(sign[:1] if sign[:1] in "↑↓" else fold(sign), "")
