"""What on paper tells that an identity follows: labels, surnames, provinces."""

import re
import tomllib
from functools import cache
from importlib import resources

from rapidfuzz import fuzz, process

from models.text import fold

GONE = "[...]"
IDENTITY = {
    *(
        f"patient.{key}"
        for key in (
            "full_name national_id insurance_number patient_id record_number address phone relative"
        ).split()
    ),
    *(
        f"encounter.{key}"
        for key in "physician ordered_by facility destination stay_code prescription_code".split()
    ),
    "procedure.physician",
}
"""What is taken out whole, by the names of `configs/labels.toml`."""

ALIKE = 88
"""How alike a misread label is to what it should be, 0 to 100 (rapidfuzz's ratio)."""
APART = r"[\W_]*"
"""Between the words of a name, which may have run together."""
_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
UPPER = "".join(sign for sign in _LETTERS if sign.isupper())
LOWER = "".join(sign for sign in _LETTERS if sign.islower())
CAPITAL = rf"[{UPPER}][{LOWER}]+"
"""A word with one capital."""


def unlabelled(line: str) -> str:
    """Return a line that begins with a label, be it misread or without colon, as that alone."""
    words = line.split(None, 7)
    for count in range(1, min(len(words), 8)):
        start = fold(" ".join(words[:count]))
        if len(start) >= 5 and process.extractOne(
            start, _certain(), scorer=fuzz.ratio, score_cutoff=ALIKE
        ):
            return f"{' '.join(words[:count])} {GONE}"
    return line


@cache
def _certain() -> list[str]:
    """Return labels of identities, folded, that also without a colon are nothing else."""
    signs = re.compile(r"\b(ten|name|so|ma|dia chi|dien thoai|number|cccd|cmnd|bhyt|address)\b")
    return [label for label in map(fold, _said()) if signs.search(label) and len(label) >= 5]


@cache
def provinces() -> re.Pattern[str]:
    """Return what finds the name of a province of two words or more."""
    text = resources.files("configs.lexicon").joinpath("places.toml").read_text(encoding="utf-8")
    places = tomllib.loads(text)
    names = [fold(name).split() for name in (*places["provinces"], *places["merged"])]
    found = "|".join(APART.join(words) for words in names if len(words) > 1)
    return re.compile(rf"(?<![a-z0-9])(?:{found})(?![a-z0-9])")


def _said() -> set[str]:
    text = resources.files("configs").joinpath("labels.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["label"]
    return {name for entry in entries if entry["field"] in IDENTITY for name in entry["labels"]}


@cache
def labels() -> re.Pattern[str]:
    """Return what finds the rest of a line behind a label of an identity."""
    found = {APART.join(map(re.escape, fold(label).split())) for label in _said()}
    every = "|".join(sorted(found, key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])(?:{every})[^\S\n]*(?:\([^)\n]*\))?[^\S\n]*[:.…]+([^\n\f]*)")


@cache
def surnamed() -> re.Pattern[str]:
    """Return what finds a name by its surname: two to five words that begin with capitals."""
    text = resources.files("configs.lexicon").joinpath("people.toml").read_text(encoding="utf-8")
    surnames = "|".join(tomllib.loads(text)["surnames"])
    return re.compile(rf"\b(?:{surnames})(?:[ \t]+{CAPITAL}){{1,4}}\b")
