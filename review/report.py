"""The report of a batch: what was handed over, what became of it, and which pages were no good."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from models.batch import Declared, Gap
from models.completeness import Rules
from models.decision import rescans
from models.errors import ScanRefused, StoreError
from models.page import Poor
from models.settings import Settings
from models.signature import Signature
from review.cost import Cost, cost, rows
from review.paper import Paper, shown
from review.rendering import STATIC, environment
from review.texts import Texts
from storage.catalogue import Catalogue
from storage.filters import Filter
from storage.inspections import Inspection
from storage.rows import Balance, ScanRow
from storage.scans import RESCAN
from storage.stays import Stay, Tally, tally
from storage.store import Store

MOST = 60
"""Pictures in a report; the others are counted."""
WIDTH = 420
"""Pixels of a picture."""
POOR = frozenset(poor.value for poor in Poor)


@dataclass(frozen=True, slots=True)
class Shot:
    """A page that was rejected, or must be scanned again; `jpeg` is None where none can be made."""

    file: str
    number: int
    why: str
    jpeg: bytes | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells. `shots` are MOST at most, `left` how many there are besides.

    `signatures` are those that files came with, by their names. `reasons` are open tasks by
    reason, `types` documents by type; the most first. `papers` are those that its stays must
    have, `lacking` the stays that lack any.
    """

    balance: Balance
    declared: Declared
    found: Declared
    gaps: tuple[Gap, ...]
    files: int
    reasons: Mapping[str, int]
    types: Mapping[str, int]
    shots: tuple[Shot, ...]
    left: int
    sample: Inspection | None
    cost: Cost
    made_at: str
    papers: tuple[Tally, ...]
    lacking: tuple[Stay, ...]
    signatures: tuple[tuple[str, Signature], ...] = ()


def report(
    catalogue: Catalogue, store: Store, settings: Settings, rules: Rules, name: str, at: str
) -> Report:
    """Return the report of a batch as of now, `at`; UsageError where there is no such batch."""
    balance = catalogue.balances.of(name)
    poor, paper = list(_poor(catalogue, name)), Paper(store, settings)
    types = Counter(row.type for row in catalogue.documents.find(batch=name))
    every = catalogue.inspections.of(name)
    stays = catalogue.stays.of_batch(name, rules, settings.completeness)
    return Report(
        balance,
        catalogue.batches.declared(name),
        catalogue.batches.found(name),
        catalogue.batches.gaps(name),
        len(catalogue.batches.came(name)),
        catalogue.queue.counts(Filter(batch=name)),
        dict(types.most_common()),
        tuple(_shot(catalogue, paper, *one) for one in poor[:MOST]),
        max(0, len(poor) - MOST),
        every[0] if every else None,
        cost(catalogue, store, name),
        at,
        tally(stays, rules),
        tuple(stay for stay in stays if stay.lacks),
        tuple(_signatures(catalogue, name)),
    )


def _signatures(catalogue: Catalogue, name: str) -> Iterator[tuple[str, Signature]]:
    for scan in catalogue.scans.of(name):
        for one in scan.signatures:
            yield catalogue.receipts.names(scan.sha256).file_name, one


def html(told: Report, said: Texts) -> bytes:
    """Return a report as one page that needs nothing else: no script, no file beside it."""
    css = Markup((STATIC / "report.css").read_text(encoding="utf-8"))  # ours
    template = environment(said.language).get_template("report.html")
    costs = rows(told.cost, said)
    return template.render(told=told, costs=costs, language=said.language, css=css).encode()


def _poor(catalogue: Catalogue, name: str) -> Iterator[tuple[ScanRow, int, str]]:
    """Yield the pages of a batch that are rejected or to be scanned again, and why."""
    asked: dict[tuple[str, int], str] = {}
    for task in catalogue.tasks.waiting(name):
        if task.kind == "pages" and task.reason in POOR:
            row = catalogue.documents.get(task.document_id)
            if row:
                asked[row.sha256, int(task.path.removeprefix("pages."))] = task.reason
    for scan in catalogue.scans.of(name):
        again = rescans(catalogue.decisions.of(scan.sha256))
        for page in catalogue.scans.pages(scan.sha256):
            if page.state == "rejected":
                yield scan, page.number, page.reason or ""
            elif page.reason == RESCAN:
                yield scan, page.number, again.get(page.number, RESCAN)
            elif why := asked.get((scan.sha256, page.number)):
                yield scan, page.number, why


def _shot(catalogue: Catalogue, paper: Paper, scan: ScanRow, number: int, why: str) -> Shot:
    try:
        jpeg = paper.jpeg(*shown(catalogue, scan, number), WIDTH)
    except (ScanRefused, StoreError, KeyError):
        jpeg = None  # what is rejected can often not be drawn; that is why
    return Shot(catalogue.receipts.names(scan.sha256).file_name, number, why, jpeg)
