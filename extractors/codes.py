"""ICD-10 codes as written, checked against the codes that there are and against their own words."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from extractors.abbreviations import expanded
from extractors.lexicon import Lexicon, current
from extractors.wording import plain

_TOKEN = re.compile(
    r"(?<![\w.,/+-])([A-Za-z0-9|!])([\w|!]{2})(?:\s?[.,·]\s?([\w|!]{1,2})|([0-9OoIlSg|]))?(?![\w%/+]|[.,]\d)"
)
_MEASURED = re.compile(
    r"\s*(?:mmHg|mm|cm|m|kg|g|mg|mcg|ml|l|%|lần|tuổi|ngày|giờ|năm|tháng|tuần|phút|độ)\b",
    re.IGNORECASE,
)
_OPENS, _CLOSES = tuple("([{-–:"), tuple(")]}-–:;")
_DEAREST, _PLAIN = 0.45, 0.15
"""What the repairs of one code may cost together, and how much if its words do not tell it."""

_FITS, _MORE = 0.5, 0.5
"""From where on words fit a code, and how much better they must fit another one to have it."""

_REPAIRED, _REPAIRED_APART, _AT_ODDS, _UNKNOWN = 0.92, 0.75, 0.85, 0.3
"""How sure a code is: repaired and as its words say; repaired; as written, but its words say
another; in no list and like none."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A run of signs that may be a code: stem and what stands after the dot, as written."""

    stem: str
    sub: str
    start: int
    end: int
    apart: bool
    """Whether it stands in brackets, beside a dash, or at an end of the text."""
    marked: bool
    """Whether it looks as codes do: in brackets, beside a dash, or with a dot in it."""


def written_code(text: str) -> tuple[str, int, int, float] | None:
    """Return the ICD-10 code written in `text`, where it stands, and how sure (0..1).

    `J441`, `J44.1` and `J44,1` are the same code. Signs that readers mix up are put right
    (`110` beside hypertension is I10, `J18.g` is J18.9): of what may be meant, the code that
    there is and that the words beside it fit best. One that no list has and that is like none
    comes as it is written, hardly sure.
    """
    lost: tuple[str, int, int, float] | None = None
    for token in _tokens(text):
        words = f"{text[: token.start]} {text[token.end :]}"
        found = _meant(token, words)
        if found is not None and found[1] > _UNKNOWN:
            return found[0], token.start, token.end, found[1]
        if found is not None and lost is None:
            lost = found[0], token.start, token.end, found[1]
    return lost


def known(code: str, lexicon: Lexicon | None = None) -> float:
    """Return how well a code is known: 1.0 listed, less for a category, 0.0 for none there is."""
    lexicon = lexicon or current()
    if code in lexicon.codes:
        return 1.0
    if lexicon.lists.icd10:
        return 0.6 if code[:3] in lexicon.categories and len(code) > 3 else 0.0
    if code[:3] in lexicon.categories:
        return 0.95
    return 0.9 if code[:3] in _categories() else 0.0


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        stem, sub = match[1] + match[2], match[3] or match[4] or ""
        if not any(map(str.isdigit, stem)) or _MEASURED.match(text, match.end()):
            continue
        before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
        marked = before[-1:] in _OPENS or after[:1] in _CLOSES
        apart = marked or not before or not after
        yield _Token(stem, sub, match.start(), match.end(), apart, marked or bool(match[3]))


def _meant(token: _Token, words: str) -> tuple[str, float] | None:
    """Return the code that a run of signs means, and how sure; None where it is no code."""
    lexicon, said = current(), expanded(words)
    folded = plain(said)
    own, judged = 0.0, []
    for code, cost in sorted(_readings(token), key=lambda reading: reading[1]):
        worth, fit = known(code, lexicon), _fit(lexicon, code, said, folded)
        if worth and cost == 0:
            if fit >= 1 - _MORE:
                return code, 1.0
            own = fit + _MORE  # a code that there is gives way to one that fits far better only
        if worth and fit >= own * bool(cost) and _taken(token, cost, fit):
            judged.append((0.4 * worth + fit - 2 * cost, code, cost, fit))
    if not judged:
        as_written = _as_written(token)
        return (as_written, _UNKNOWN) if as_written else None
    _, code, cost, fit = max(judged)
    if cost:
        return code, (_REPAIRED if fit > _FITS else _REPAIRED_APART) - 0.2 * max(0.0, cost - 0.05)
    told = lexicon.diseases.ranked(said, folded, 1) if folded else []
    at_odds = told and told[0][1] > 0.8 and told[0][0][0] != code[0] and fit < 0.3
    return code, _AT_ODDS if at_odds else 1.0


def _taken(token: _Token, cost: float, fit: float) -> bool:
    return cost == 0 or fit > _FITS or (token.apart and cost <= _PLAIN)


def _fit(lexicon: Lexicon, code: str, said: str, folded: str) -> float:
    """Return how well words fit a code; the other codes of its category speak for it too."""
    own = lexicon.diseases.fit([code], said, folded)
    family = lexicon.categories.get(code[:3], [])
    return max(own, 0.8 * lexicon.diseases.fit(family, said, folded))


def _as_written(token: _Token) -> str | None:
    if (
        token.marked
        and re.fullmatch(r"[A-Z]\d\d", token.stem)
        and (token.sub.isdigit() or not token.sub)
    ):
        return f"{token.stem}.{token.sub}" if token.sub else token.stem
    return None


def _readings(token: _Token) -> Iterator[tuple[str, float]]:
    """Yield the codes that the signs may stand for, and what each costs."""
    letter = _ways(token.stem[0], "letter")
    digits = [_ways(sign, "digit") for sign in token.stem[1:] + token.sub]
    for first, *rest in product(letter, *digits):
        cost = first[1] + sum(way[1] for way in rest)
        if cost <= _DEAREST:
            number = "".join(way[0] for way in rest)
            yield f"{first[0]}{number[:2]}" + (f".{number[2:]}" if number[2:] else ""), cost


def _ways(sign: str, place: str) -> list[tuple[str, float]]:
    right = "A" <= sign <= "Z" if place == "letter" else sign in "0123456789"
    own = [(sign, 0.0)] if right else []
    return own + list(_confusions()[place].get(sign, {}).items())


@cache
def _confusions() -> dict[str, Any]:
    return _load("confusions")


@cache
def _categories() -> frozenset[str]:
    found = set()
    for letter, runs in _load("categories")["categories"].items():
        for run in runs.split():
            first, _, last = run.partition("-")
            found |= {
                f"{letter}{number:02d}" for number in range(int(first), int(last or first) + 1)
            }
    return frozenset(found)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("configs").joinpath("coding", f"{name}.toml").read_text("utf-8"))
