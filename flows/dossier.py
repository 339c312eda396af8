"""`sohoa dossier`: what was made of a batch, how, by whom, and what of it is still open."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flows.configuration import software
from flows.house import House
from flows.searchable import PDF, complete
from flows.stays import of_batch
from models import signature
from models.completeness import STATES, State
from models.decision import standing
from models.dossier import Converted, Dossier, Open, Papers, Point, Rate, Sampled
from models.sampling import interval
from storage import clock, keys
from storage.inspections import Inspection, Verdict
from storage.looked import seen, wrong
from storage.rows import Balance, DocumentRow
from storage.stays import tally

DECIDES = (
    *("ingest", "clean", "read", "quality", "extract", "accept", "link"),
    *("completeness", "sampling"),
)
"""Sections of the settings that decide what is read, accepted, linked and looked at."""

PAGES = ("received", "filed", "blank", "rejected", "waiting")


def dossier(house: House, batch: str, looked: Callable[[int], None] = lambda _: None) -> Dossier:
    """Return the dossier of a batch as it stands; `looked` is told of each document.

    PDF/As that are not made yet are made for it. UsageError for an unknown batch.
    """
    catalogue = house.catalogue
    balance, rows = catalogue.balances.of(batch), catalogue.documents.find(batch=batch)
    scans: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in rows:
        scans[row.sha256].append(row)
    by, decisions = _words(house, scans)
    inspections = catalogue.inspections.of(batch)
    made: dict[str, Counter[str]] = defaultdict(Counter)
    configurations: Counter[str] = Counter()
    for row in rows:
        how = _provenance(house, row)
        configurations[how["configuration"]] += 1
        for name, version in {"sohoa": how["software"], **how["engines"]}.items():
            made[name][version] += 1
    papers = tuple(_papers(house, batch))
    files = tuple(_files(house, scans.values(), decisions, looked))
    event, digest = catalogue.audit.head()
    said = house.settings.conversion
    return Dossier(
        batch=batch,
        made_at=clock.now(),
        software=software(),
        facility=said.facility,
        decision=said.decision,
        decided_on=said.decided_on,
        declared=catalogue.batches.declared(batch),
        pages={name: getattr(balance, name) for name in PAGES},
        duplicates=balance.duplicates,
        verified_by=dict(sorted(by.items())),
        made_with={name: dict(sorted(made[name].items())) for name in sorted(made)},
        configurations=dict(sorted(configurations.items())),
        settings=house.settings.model_dump(mode="json", include={*DECIDES}),
        samples=tuple(map(_sampled, reversed(inspections))),
        documents_wrong=_documents_wrong(house, inspections),
        values_wrong=_rate(*catalogue.figures.sampled(batch)),
        papers=papers,
        documents=files,
        open=tuple(_open(house, batch, balance, inspections, papers)),
        audit_event=event,
        audit_hash=digest,
    )


def encoded(one: Dossier) -> bytes:
    """Return `dossier.json`."""
    text = json.dumps(asdict(one), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _words(
    house: House, scans: Mapping[str, Sequence[DocumentRow]]
) -> tuple[Counter[str], Counter[str]]:
    """Return how many decisions stand in the documents of scans, by account and by document."""
    by, on = Counter[str](), Counter[str]()
    for sha256, mine in scans.items():
        for word in standing(house.catalogue.decisions.of(sha256)):
            by[word.by] += 1
            on.update(row.id for row in mine if word.said.page in row.numbers)
    return by, on


def _provenance(house: House, row: DocumentRow) -> dict[str, Any]:
    found = json.loads(house.store.get(keys.record(row.id, row.version, "record.json")))
    how: dict[str, Any] = found["provenance"]
    return how


def _files(
    house: House,
    scans: Iterable[Sequence[DocumentRow]],
    words: Counter[str],
    looked: Callable[[int], None],
) -> Iterator[Converted]:
    """Yield each document with the hashes of its files, scan by scan."""
    for some in scans:
        complete(house, some)
        for row in some:
            held = house.store.get(keys.record(row.id, row.version, PDF))
            version = house.catalogue.documents.versions(row.id)[-1]
            yield Converted(
                row.id,
                row.type,
                row.version,
                row.filed_at,
                row.sha256,
                row.numbers,
                version.record_sha256,
                hashlib.sha256(held).hexdigest(),
                row.review,
                words[row.id],
            )
            looked(1)


def _papers(house: House, batch: str) -> Iterator[Papers]:
    """Yield each paper that stays of the batch must have, and in how many it is in each state."""
    for one in tally(of_batch(house, batch), house.rules):
        counts = {state.value: one.states.get(state, 0) for state in State}
        yield Papers(one.paper.id, one.paper.name.vi, one.of, **counts)


def _sampled(one: Inspection) -> Sampled:
    plan = one.plan
    return Sampled(
        one.number,
        plan.level,
        plan.aql,
        plan.letter,
        plan.lot,
        plan.size,
        plan.accept,
        one.seed,
        one.drawn_by,
        one.drawn_at,
        one.verdict.value if one.verdict else None,
        one.seen,
        one.wrong,
        one.sealed_by,
        one.sealed_at,
    )


def _documents_wrong(house: House, inspections: Sequence[Inspection]) -> Rate | None:
    every = [house.catalogue.inspections.sample(one.number) for one in inspections]
    return _rate(sum(map(wrong, every)), sum(map(seen, every)))


def _rate(bad: int, of: int) -> Rate | None:
    return Rate(bad, of, *interval(bad, of)) if of else None


def _open(
    house: House,
    batch: str,
    balance: Balance,
    inspections: Sequence[Inspection],
    papers: Sequence[Papers],
) -> Iterator[Point]:
    """Yield what is open: of the conversion, of pages, of tasks, of stays, of samples."""
    said, declared = house.settings.conversion, house.catalogue.batches.declared(batch)
    if not (said.decision and said.decided_on):
        yield Point(Open.DECISION, 1, {})
    if declared.operator is None:
        yield Point(Open.OPERATOR, 1, {})
    if declared.pages is None and not house.catalogue.batches.lines(batch):
        yield Point(Open.COUNT, 1, {})
    if gaps := house.catalogue.batches.gaps(batch):
        yield Point(Open.GAPS, len(gaps), Counter(gap.off.value for gap in gaps))
    if not balance.balanced:
        yield Point(Open.BALANCE, 1, {})
    if balance.waiting:
        yield Point(Open.PAGES, balance.waiting, {})
    if balance.rejected:
        reasons = Counter[str]()
        for one in balance.rejections:
            reasons[one.reason] += one.pages
        yield Point(Open.REJECTED, balance.rejected, reasons)
    if tasks := house.catalogue.tasks.waiting(batch):
        yield Point(Open.TASKS, len(tasks), Counter(task.reason for task in tasks))
    lacks = {State.MISSING: sum(one.missing for one in papers)}
    lacks[State.ILLEGIBLE] = sum(one.illegible for one in papers)
    if count := sum(lacks.values()):
        yield Point(Open.PAPERS, count, {STATES[state]: n for state, n in lacks.items() if n})
    doubtful = Counter(
        one.state.value
        for scan in house.catalogue.scans.of(batch)
        for one in scan.signatures
        if one.state is not signature.State.VALID
    )
    if doubtful:
        yield Point(Open.SIGNATURES, doubtful.total(), doubtful)
    yield from _unsampled(house, batch, inspections)


def _unsampled(house: House, batch: str, inspections: Sequence[Inspection]) -> Iterator[Point]:
    lot = house.catalogue.inspections.lot(batch)
    last = next((one for one in inspections if one.verdict is not Verdict.VOID), None)
    if last is None and lot:
        yield Point(Open.SAMPLE, lot, {})
    elif last is not None and last.verdict is None:
        yield Point(Open.SAMPLE, last.plan.lot, {})
    elif last is not None:
        if last.verdict is Verdict.RETURNED:
            yield Point(Open.RETURNED, last.plan.lot, {})
        if lot:
            yield Point(Open.LOT, lot, {})
