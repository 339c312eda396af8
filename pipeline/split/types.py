"""Which form a page is headed as: titles, codes and their look, weighed together.

Every sign adds to the log-odds of a form against no form of the register at all; what stays is a
probability (naive Bayes: Good, Probability and the Weighing of Evidence, 1950). The weights were
set on titles with read errors put in by program, not on any bench.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from models.forms import Form
from models.page import MarkKind, Page
from models.record import DocumentType
from pipeline.split.codes import codes
from pipeline.split.headings import Heading, headings
from pipeline.split.identity import identity_of
from pipeline.split.papers import is_heading, is_separator
from pipeline.split.register import Register, Title

PRIOR = -1.0
"""Log-odds that a page is headed as a given form before anything of it was read."""
LETTER, MOST_LETTERS = 0.45, 6.0
"""What each letter of a title speaks for it, and what a title may speak at most."""
ERROR = -2.0
"""What each letter read otherwise speaks against it."""
LEAST_LIKENESS = 80
"""Of 100; a title read worse than this is not looked at."""
RIVAL = 3.0
"""Titles whose letters speak so much less than the best in a heading do not count."""
CODE = 1.9
"""A code in a known series: right four times in five, for hospitals reprint under others."""
OWN = 1.0
"""A hospital's own form is likelier there than another of the same title."""
LEAST = 0.5
UNKNOWN, PLAIN_LOOK = 0.6, 0.5
"""How sure a heading of no known form makes another form, and what its look must speak for it."""

BARE_WORDS = 5
"""A sheet with a barcode and no more words than these only parts others from each other."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page is headed as, how sure that is (0..1), the heading as read, and the form."""

    type: DocumentType
    confidence: float
    title: str
    form: Form | None = None

    @property
    def logit(self) -> float:
        """The log-odds of the confidence, at most 6."""
        sure = min(self.confidence, 0.9975)
        return math.log(sure / (1 - sure))


def claim_of(page: Page, register: Register) -> Claim | None:
    """Return what a page is headed as; None where nothing says so."""
    if _parts(page):
        return Claim(DocumentType.COVER_SHEET, 0.98, "")
    found = list(headings(page))
    signs: dict[str, tuple[float, Form, str]] = {}
    for weight, form, text in _titled(found, register):
        if weight > signs.get(form.id, (-math.inf,))[0]:
            signs[form.id] = weight, form, text
    for key, text in codes(page, register):
        for form in register.codes[key]:
            before = signs.get(form.id, (PRIOR, form, text))
            signs[form.id] = before[0] + CODE, form, before[2]
    best = _weighed(list(signs.values()))
    if best and best.confidence >= LEAST:
        return best
    return _identity(page, register) or _unknown(found)


def _weighed(signs: Sequence[tuple[float, Form, str]]) -> Claim | None:
    """Return the likeliest type with the probability that its forms have together."""
    if not signs:
        return None
    odds = [(math.exp(weight), form, text) for weight, form, text in signs]
    whole = 1.0 + sum(each for each, _, _ in odds)
    shares: dict[DocumentType, float] = {}
    for each, form, _ in odds:
        shares[form.type] = shares.get(form.type, 0.0) + each / whole
    kind = max(shares, key=lambda kind: shares[kind])
    _, form, text = max((o for o in odds if o[1].type is kind), key=lambda o: o[0])
    return Claim(kind, round(shares[kind], 4), text, form)


def _titled(found: Sequence[Heading], register: Register) -> Iterator[tuple[float, Form, str]]:
    """Yield the forms that headings name, with the log-odds that letters and look give each."""
    first: int | None = None
    for heading in found:
        fits = list(_fits(heading, register))
        best = max((letters for letters, *_ in fits), default=0.0)
        look = _look(heading)
        for letters, form, own, goes_on in fits:
            if letters < best - RIVAL or (heading.mixed and goes_on > 2):
                continue
            weight = PRIOR + min(letters, MOST_LETTERS) + look + 0.8 * (goes_on <= 3) + OWN * own
            # Below a title, another is the heading of a part.
            weight -= 1.5 * (first is not None and heading.rank > first)
            if weight > 1 and first is None:
                first = heading.rank
            yield weight + 0.02 * letters, form, heading.text


def _fits(heading: Heading, register: Register) -> Iterator[tuple[float, Form, bool, int]]:
    """Yield titles a heading may be: what letters say, the form, if own, letters that go on."""
    whole = heading.squeezed
    for length, titles in register.titles.items():
        # A heading may go on after the title, never before it.
        start = whole[:length]
        if length > len(whole) + 2:
            continue
        for title, likeness, _ in process.extract(
            start, titles.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=8
        ):
            wrong = (1 - likeness / 100) * length
            letters = LETTER * length + ERROR * wrong
            form: Title
            for form in titles[title]:
                yield letters, form[0], form[1], len(whole) - length


def _look(heading: Heading) -> float:
    """Return what size and place speak for a heading being the page's title."""
    weight = 0.5 * (heading.top < 0.25) - 4.0 * max(0.0, heading.top - 0.25)
    weight += 0.5 * (abs(heading.centre - 0.5) < 0.12)
    weight += 1.0 if heading.height > 1.25 else -0.5 * (heading.height < 0.85)
    return weight - 1.5 * heading.text.rstrip().endswith(":") - 1.0 * heading.mixed


def _identity(page: Page, register: Register) -> Claim | None:
    """Return the identity paper that a page is a copy of without its title being its heading."""
    told = identity_of(page)
    form = register.forms.get(told[0]) if told else None
    return Claim(form.type, told[1], "", form) if told and form else None


def _unknown(found: Sequence[Heading]) -> Claim | None:
    """Return another form where a heading reads like a title that the register lacks."""
    for heading in found:
        plain = heading.alone and not heading.mixed and not heading.text.rstrip().endswith(":")
        if plain and is_heading(heading.text) and _look(heading) >= PLAIN_LOOK:
            return Claim(DocumentType.OTHER, UNKNOWN, heading.text)
    return None


def _parts(page: Page) -> bool:
    """Say whether a barcode makes a page a separator: by what it says, or for standing alone."""
    held = [mark.text for mark in page.marks if mark.kind is MarkKind.BARCODE]
    return any(map(is_separator, held)) or (bool(held) and len(page.words) <= BARE_WORDS)
