"""Which identity paper a page is a copy of, where no title tells: by what cards print and hold.

A form of the chart prints some of the same words among many others; a card has few words, and
next to nothing else on its sheet.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.geometry import around
from models.page import MarkKind, Page
from models.text import squeeze

CITIZEN = "identity_citizen_card"
"""The card that has machine-readable lines on its back."""
MOST_WORDS = 200
"""Both sides of a card have fewer, and a certificate of birth has about as many."""
SMALL = 0.35
"""The share of a page that the words of a card fill at most, both its sides."""
WORDS, HELD, FEW = 1, 2, 1
"""What speaks for a card: each of its words; what a code or a machine-readable line holds; a
sheet that is nearly empty."""
LEAST, SURE = 3, 5
"""From how much on a page is a card, and is so without much doubt."""

# ICAO Doc 9303 part 5: the first line of a card begins with I, a letter or filler, and the state;
# lines are filled up with `<`. Readers take fillers for K, c or quotes now and then.
_LINE = re.compile(r"^I[D<K]VNM\d{9,10}|[A-Z]{2,}<<[A-Z<]*[A-Z]<+$|<{5,}")


@dataclass(frozen=True, slots=True)
class Card:
    """What one kind of card prints, squeezed, and the beginnings of what its codes hold.

    `also` stands on forms of the chart too: alone it makes no card.
    """

    form: str
    words: tuple[str, ...]
    also: tuple[str, ...]
    codes: tuple[re.Pattern[str], ...]


def identity_of(page: Page) -> tuple[str, float] | None:
    """Return the form of an identity paper that a page is, and how sure (0..1); None for others."""
    if not is_sparse(page):
        return None
    text = squeeze(" ".join(line.text for line in page.lines))
    held = [mark.text for mark in page.marks if mark.kind is MarkKind.BARCODE]
    every = [(_speaks(card, text, held, page), card.form) for card in cards()]
    told, form = max(every, key=lambda one: one[0])
    weight = told + FEW * _little(page) if told else 0
    return (form, 0.95 if weight >= SURE else 0.8) if weight >= LEAST else None


def is_sparse(page: Page) -> bool:
    """Return whether a page has no more words than cards have."""
    return len(page.words) <= MOST_WORDS


def _speaks(card: Card, text: str, held: Sequence[str], page: Page) -> int:
    own = WORDS * sum(word in text for word in card.words)
    own += HELD * any(code.match(one) for code in card.codes for one in held)
    if card.form == CITIZEN:
        lines = ("".join(line.text.split()).upper() for line in page.lines)
        own += HELD * any(_LINE.search(line) for line in lines)
    return own + WORDS * sum(word in text for word in card.also) if own else 0


def _little(page: Page) -> bool:
    """Return whether words fill but a small part of a page."""
    if not page.words:
        return False
    hull = around(word.box for word in page.words)
    return hull.width * hull.height <= SMALL


@cache
def cards() -> tuple[Card, ...]:
    """Return what `configs/terms/cards.toml` tells."""
    told = tomllib.loads(files("configs").joinpath("terms/cards.toml").read_text("utf-8"))
    return tuple(
        Card(
            card["form"],
            tuple(squeeze(word) for word in card["words"]),
            tuple(squeeze(word) for word in card["also"]),
            tuple(re.compile(code) for code in card.get("codes", ())),
        )
        for card in told["card"]
    )
