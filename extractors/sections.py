"""Narrative parts as written."""

from collections.abc import Sequence

from extractors.fields import ink_in
from extractors.labels import Labelled
from models.document import Document
from models.geometry import around
from models.record import Section

VERSION = "3"

KINDS = frozenset(
    "advice course examination family_history history_present nursing past_history plan"
    " procedure reason summary treatment".split()
)


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Section, ...]:
    """Return the parts that a label of a narrative heads, in reading order.

    One that is written and cannot be read has no text, and the place of its ink.
    """
    found = []
    for hit in labelled:
        group, _, kind = hit.field.partition(".")
        if group != "section" or kind not in KINDS:
            continue
        place = around(word.box for word in hit.every) if hit.every else ink_in(hit.page, hit.zone)
        if place is None:
            continue
        box = hit.page.on_scan(place)
        heading = " ".join(word.text for word in hit.heading).strip(" :")
        found.append(Section(kind, heading, hit.text, hit.page.number, box))
    return tuple(found)
