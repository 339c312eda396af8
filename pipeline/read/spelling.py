"""What can be a word: the syllables of Vietnamese, and the terms of the house's lexicons.

A Vietnamese syllable is an onset, a rime and one of six tones; the rimes that end in c, ch, p
or t bear only two of them. Onsets and rimes as in Đoàn Thiện Thuật, Ngữ âm tiếng Việt (1977),
in today's spelling; the tone may stand on either vowel (hoà, hòa).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from models.text import TONES

_ONSETS = tuple("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split())
_RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yên yêm yêt yêu yêng
    o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong
    op ot oăc oăm oăn oăng oăt ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uêu uôc uôi uôm uôn uông uôt uơ
    uy uya uych uyên uyêt uynh uyt uyp uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp
    ươt ươu
    """.split()
)
_BEFORE_FRONT = frozenset({"k", "gh", "ngh"})
_NEVER_BEFORE_FRONT = frozenset({"c", "g", "ng"})
_FRONT = "ieêy"
_STOPPED_TONES = frozenset("\u0301\u0323")
_STOPS = ("c", "ch", "p", "t")
_MISPLACED = re.compile(
    "[\u0302\u0306\u031b][a-z]+[\u0301\u0300\u0309\u0303\u0323](?![\u0302\u0306\u031b])"
)
"""A tone, after a letter with a hat, on one without: it stands on the hat."""
_PARTS = re.compile(r"[^\W\d_]+")
_CASES = (str.islower, str.isupper, str.istitle)


def plausible(text: str) -> float:
    """Return the share of letters of `text` in parts that can be words; 1.0 without letters.

    A part is a run of letters in one case, or with a capital first; a term of the lexicons may
    be written as the lexicon writes it.
    """
    parts = _PARTS.findall(unicodedata.normalize("NFC", text))
    good = sum(len(part) for part in parts if is_word(part))
    return good / sum(map(len, parts)) if parts else 1.0


def is_word(part: str) -> bool:
    """Say whether a run of letters, NFC, is a single letter, a syllable or a known term."""
    if len(part) == 1 or part in _terms():
        return True
    low = part.lower()
    return any(case(part) for case in _CASES) and (low in _terms() or is_syllable(low))


def is_syllable(text: str) -> bool:
    """Say whether a lower-case text, NFC, can be a Vietnamese syllable."""
    apart = unicodedata.normalize("NFD", text)
    tones = [letter for letter in apart if letter in TONES]
    if len(tones) > 1 or _MISPLACED.search(apart):
        return False
    plain = unicodedata.normalize("NFC", "".join(x for x in apart if x not in TONES))
    return any(_fits(onset, rime, tones) for onset, rime in _splits(plain))


def _splits(plain: str) -> Iterator[tuple[str, str]]:
    yield "", plain
    for onset in _ONSETS:
        if plain.startswith(onset):
            yield onset, plain[len(onset) :]
    if plain.startswith("gi"):
        yield "gi", plain[1:]  # in gì, gìn, the i is the onset's and the rime's


def _fits(onset: str, rime: str, tones: list[str]) -> bool:
    if rime not in _RIMES:
        return False
    if onset in _BEFORE_FRONT and rime[0] not in _FRONT:
        return False
    if onset in _NEVER_BEFORE_FRONT and rime[0] in _FRONT:
        return False
    return not rime.endswith(_STOPS) or (len(tones) == 1 and tones[0] in _STOPPED_TONES)


@cache
def printed() -> tuple[str, ...]:
    """Return the texts, NFC, of the house's labels, forms, lexicons and terms."""
    folder = files("configs")
    names = [folder.joinpath("labels.toml")]
    for room in ("forms", "lexicon", "terms"):
        names += [own for own in folder.joinpath(room).iterdir() if own.name.endswith(".toml")]
    found = (_printed(tomllib.loads(name.read_text("utf-8"))) for name in names)
    return tuple(unicodedata.normalize("NFC", text) for own in found for text in _strings(own))


@cache
def _terms() -> frozenset[str]:
    """Return every run of letters of the lexicons and labels, as written and in lower case."""
    found = (part for text in printed() for part in _PARTS.findall(text))
    return frozenset(own for part in found for own in (part, part.lower()) if len(part) > 1)


def _printed(data: dict[str, Any]) -> object:
    """Return of a file of forms what they print, of any other file all of it."""
    printed = ("titles", "codes", "labels")
    forms = data.get("form")
    return [form.get(key) for form in forms for key in printed] if forms else data


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            if not key.isidentifier():  # a text of the list, and not the name of a setting
                yield key
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)
