"""Cross-checks: what does not fit together, or cannot be, is less sure and says why.

A check never changes a value and never makes one surer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from extractors.labels import Labelled
from extractors.sense import charts, drugs, identity, labs, order, pages, vitals
from extractors.sense.findings import Finding, doubted
from models.record import Facts

VERSION = "1"

Check = Callable[[Facts], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    identity.national_id,
    identity.insurance_card,
    identity.phone,
    identity.sex,
    identity.namesakes,
    order.stay,
    order.birth,
    order.moments,
    charts.chart,
    drugs.dose,
    drugs.quantity,
    drugs.strength,
    labs.possible,
    labs.ranges,
    labs.parts,
    labs.red_cells,
    vitals.possible,
    vitals.body,
)
"""What is asked of every record, in this order."""


def checked(
    facts: Facts, labelled: Sequence[Labelled] = (), received: datetime | None = None
) -> Facts:
    """Return the facts, those that do not fit less sure and with the reason.

    `labelled` are the labels of the document; `received` is when its scan came, in local
    time: the clock is not asked, so that the same scan gives the same record at any time.
    """
    return doubted(facts, findings(facts, labelled, received))


def findings(
    facts: Facts, labelled: Sequence[Labelled] = (), received: datetime | None = None
) -> Iterator[Finding]:
    """Yield everything that does not fit."""
    for check in CHECKS:
        yield from check(facts)
    yield from pages.other_patient(facts, labelled)
    yield from order.age(facts, *pages.stated_age(facts, labelled))
    if received is not None:
        yield from order.future(facts, received)
