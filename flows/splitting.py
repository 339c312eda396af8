"""The documents of a scan: as stewards cut it where they did, else as the machine does."""

from collections.abc import Mapping, Sequence

from flows.house import House
from flows.readings import Reading
from flows.seen.stages import stage
from models.decision import Decision, cut, rescans, types
from models.document import Document


@stage("split")
def documents(
    house: House, read: Mapping[int, Reading], words: Sequence[Decision]
) -> tuple[Document, ...]:
    """Return the documents in the order of their first pages.

    `words` are all that was said of the scan. Pages that are to be scanned again are in none.
    """
    from pipeline.split import one, split, typed

    again = rescans(words)
    left = {number: read[number].page for number in sorted(read) if number not in again}
    groups = [[number for number in group if number in left] for group in cut(words)]
    taken = {number for group in groups for number in group}
    made = [one([left[number] for number in group], house.forms) for group in groups if group]
    rest = [page for number, page in left.items() if number not in taken]
    every = sorted([*made, *split(rest, house.forms)], key=lambda document: document.numbers)
    told = [(document, types(words, document.numbers)) for document in every]
    return tuple(
        typed(document, kind, house.forms) if kind else document for document, kind in told
    )
