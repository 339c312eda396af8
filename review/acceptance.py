"""The record of a batch's acceptance, to print and sign."""

from collections.abc import Sequence

from exports.minutes import Part, minutes
from review.labels import label
from review.rendering import moment, point
from review.texts import Texts
from storage.inspections import Inspection, Verdict
from storage.looked import Looked
from storage.rows import Balance, Event

HALVES = (0.42, 0.58)
COLUMNS = (0.34, 0.24, 0.14, 0.28)


def acceptance(
    one: Inspection, balance: Balance, sample: Sequence[Looked], event: Event, said: Texts
) -> bytes:
    """Return the record as a PDF. `sample` are the documents, and `event` is the verdict's."""
    title = said("Acceptance record of the batch {name}", name=one.batch)
    parts = (
        Part(said("The batch"), "", _batch(balance, said), HALVES),
        Part(said("The plan"), said(RULE), _plan(one, said), HALVES),
        Part(said("The verdict"), said(VERDICTS[one.verdict]), _verdict(one, said), HALVES),
        Part(said("The sample"), "", _sample(sample, said), COLUMNS, header=True),
    )
    seal = said("Event {number} of the audit, {hash}", number=event.id, hash=event.hash)
    names = (said("Inspected by (name, signature)"), said("Approved by (name, signature)"))
    return minutes(title, parts, names, seal, said.language)


RULE = (
    "Single sampling by attributes, normal inspection (ISO 2859-1). An item is a document that was"
    " filed without a person; it counts as wrong if any of its values is wrong or missing, or its"
    " pages are. The documents were ordered by the SHA-256 of seed and id, and the first taken."
)
VERDICTS = {
    Verdict.ACCEPTED: "The batch is accepted.",
    Verdict.RETURNED: "The batch is not accepted: all its documents go back to be looked at.",
    Verdict.VOID: "The sample was given up, as documents of it are gone: another is to be drawn.",
    None: "There is no verdict yet.",
}


def _batch(balance: Balance, said: Texts) -> list[tuple[str, str]]:
    return [
        (said("Pages received"), f"{balance.received}"),
        (said("of these in documents"), f"{balance.filed}"),
        (said("blank"), f"{balance.blank}"),
        (said("rejected, with a reason"), f"{balance.rejected}"),
        (said("waiting"), f"{balance.waiting}"),
    ]


def _plan(one: Inspection, said: Texts) -> list[tuple[str, str]]:
    plan = one.plan
    return [
        (said("Documents filed without a person"), f"{plan.lot}"),
        (said("Level of inspection, AQL"), f"{plan.level}, {point(said.language, plan.aql)} %"),
        (said("Code letter"), plan.letter),
        (said("Documents to look at"), f"{plan.size}"),
        (said("Accepted with at most so many wrong"), f"{plan.accept}"),
        (said("Sent back from so many wrong on"), f"{plan.reject}"),
        (said("Drawn"), f"{moment(one.drawn_at)}, {one.drawn_by}"),
        (said("Seed"), one.seed),
    ]


def _verdict(one: Inspection, said: Texts) -> list[tuple[str, str]]:
    return [
        (said("Documents looked at"), f"{one.seen}"),
        (said("of these wrong"), f"{one.wrong}"),
        (said("Verdict given"), f"{moment(one.sealed_at or '')}, {one.sealed_by}"),
    ]


def _sample(sample: Sequence[Looked], said: Texts) -> list[tuple[str, str, str, str]]:
    head = said("Document"), said("Type"), said("Values looked at"), said("Wrong or missing")
    rows = [
        (
            one.document_id,
            said(one.type),
            f"{one.said}",
            ", ".join(said(label(kind)) for kind in one.wrong),
        )
        for one in sample
    ]
    return [head, *rows]
