"""The lexicons that an extraction asks: the house's own, and over them the lists of a home.

A `Lexicon` belongs to whoever made it, with all that it works out; nothing of it outlives it.
`using` makes one the lexicon of this thread for the length of a block; else it is the starter.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from typing import TypeVar

from rapidfuzz import fuzz, process

from extractors import starter
from extractors.names import Names
from extractors.substances import Substances, bare, stem
from extractors.wording import plain
from models.lexicon import Drug, Lab, Lists
from models.text import squeeze

T = TypeVar("T")

_SPELT = 0.98
"""How sure a substance is that is spelt otherwise, or named with its salt."""


class Lexicon:
    """The starter with the lists of a home over it: what a list says goes before the starter."""

    def __init__(self, lists: Lists | None = None) -> None:
        self.lists = lists or Lists()

    @cached_property
    def codes(self) -> frozenset[str]:
        """The ICD-10 codes that there are: those of the home's list, else the starter's."""
        return frozenset(entry.code for entry in self.lists.icd10 or starter.diseases())

    @cached_property
    def categories(self) -> dict[str, list[str]]:
        """The codes of each category, which is the first three signs of a code."""
        found: dict[str, list[str]] = {}
        for code in sorted(self.codes):
            found.setdefault(code[:3], []).append(code)
        return found

    @cached_property
    def diseases(self) -> Names:
        """The names of the codes, the starter's first: they are as wards write, and checked.

        Of the starter's codes only those that the home's list has, if it has one.
        """
        own = (entry for entry in starter.diseases() if entry.code in self.codes)
        every = ((entry.code, name) for entry in (*own, *self.lists.icd10) for name in entry.names)
        return Names([(code, name, plain(name)) for code, name in dict.fromkeys(every)])

    @cached_property
    def short_diseases(self) -> dict[str, str]:
        """ICD-10 codes by ward abbreviation; case and tone marks count. The home's go first."""
        every = (*starter.diseases(), *self.lists.icd10)
        return {
            name: entry.code for entry in every if entry.code in self.codes for name in entry.short
        }

    @cached_property
    def substances(self) -> Substances:
        """The substances of the starter, by all their spellings."""
        return Substances(starter.substances())

    @cached_property
    def drugs(self) -> dict[str, Drug]:
        """Substances by squeezed spelling or brand.

        The home's brands go before the starter's; a name that is itself a substance stays it.
        """
        found: dict[str, Drug] = {}
        known: dict[str, Drug] = {}
        for entry in starter.drugs():
            known[stem(entry.name)] = entry
            found |= {squeeze(name): entry for name in (entry.name, *entry.names)}
        brands: dict[str, Drug] = {}
        for entry in self.lists.drugs:
            name = self.substances.international(entry.name)
            drug = known.setdefault(stem(name), Drug(name))
            found.setdefault(squeeze(name), drug)
            for brand in (*entry.names, *map(bare, entry.names)):
                if not self.substances.known(brand) and not self.substances.mixture(brand):
                    brands.setdefault(squeeze(brand), drug)
        return {key: drug for key, drug in (found | brands).items() if key}

    @cached_property
    def facilities(self) -> dict[str, str]:
        """Names of facilities by their squeezed form; those that differ in marks alone are out."""
        found: dict[str, set[str]] = {}
        for entry in self.lists.facilities:
            found.setdefault(squeeze(entry.name), set()).add(entry.name.upper())
        return {key: names.pop() for key, names in found.items() if len(names) == 1}

    @cached_property
    def labs(self) -> dict[str, Lab]:
        """Laboratory tests by squeezed name or abbreviation."""
        every = (*starter.labs(), *self.lists.labs)
        return {squeeze(name): entry for entry in every for name in entry.names}


_CURRENT: ContextVar[Lexicon | None] = ContextVar("lexicon", default=None)


@contextmanager
def using(lexicon: Lexicon | None) -> Iterator[None]:
    """Have `lexicon` asked until the end of the block, by this thread only; None: the starter."""
    before = _CURRENT.set(lexicon)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def current() -> Lexicon:
    """Return the lexicon in use."""
    return _CURRENT.get() or _starter()


@cache
def _starter() -> Lexicon:
    return Lexicon()


def nearest_drug(name: str) -> tuple[Drug, float] | None:
    """Return the substance that a name as read means, and how like it is (0..1)."""
    lexicon = current()
    if squeeze(name) not in lexicon.drugs:
        meant = lexicon.substances.mixture(name) or lexicon.substances.known(bare(name))
        if meant is not None:
            return lexicon.drugs.get(squeeze(meant), Drug(meant)), _SPELT
    return _nearest(lexicon.drugs, squeeze(name), 84)


def nearest_lab(name: str) -> tuple[Lab, float] | None:
    """Return the laboratory test that a name as read means, and how like it is (0..1)."""
    return _nearest(current().labs, squeeze(name), 86)


def _nearest(known: Mapping[str, T], text: str, least: int) -> tuple[T, float] | None:
    if text in known:
        return known[text], 1.0
    if len(text) < 5:  # one letter more or less makes another abbreviation
        return None
    match = process.extractOne(text, known.keys(), scorer=fuzz.ratio, score_cutoff=least)
    return (known[match[0]], match[1] / 100) if match else None
