"""The report of a batch as a PDF, to print and put into its box."""

from collections.abc import Mapping, Sequence

from exports.minutes import Part, minutes
from models.batch import told as gap_told
from models.completeness import STATES
from models.doubt import told as why
from models.signature import TOLD
from review.cost import rows
from review.rendering import first_up, moment
from review.report import Report
from review.texts import Texts
from storage.stays import Tally

HALVES, THIRDS = (0.5, 0.5), (0.5, 0.25, 0.25)
FILES = (0.5, 0.12, 0.38)
PAPERS, LACKING = (0.35, 0.13, 0.13, 0.13, 0.13, 0.13), (0.35, 0.65)
NONE = "–"


def pdf(told: Report, said: Texts) -> bytes:
    """Return a report as a PDF; EngineError where the font is missing."""
    title = said("Report of batch {name}", name=told.balance.batch)
    parts = [*_ticket(told, said), _handed(told, said), _counts(told, said), _pages(told, said)]
    parts += [*_rejected(told, said), *_signatures(told, said), *_shots(told, said)]
    parts.append(_bars("Waiting, by reason", "Nothing waits.", told.reasons, said))
    parts += [*papers(told.papers, said), *_lacking(told, said)]
    parts.append(_bars("Documents, by type", "There is no document yet.", told.types, said))
    parts.append(Part(said("Cost"), "", rows(told.cost, said), HALVES))
    foot = said("As of {time}", time=moment(told.made_at))
    return minutes(title, parts, (), f"{title}. {foot}", said.language)


def _ticket(told: Report, said: Texts) -> list[Part]:
    if not told.gaps:
        return []
    rows = [(said(message, **values),) for message, values in map(gap_told, told.gaps)]
    head = said("Ticket: the batch is not as it was declared. It waits until it is.")
    return [Part(head, "", rows, (1.0,))]


def _handed(told: Report, said: Texts) -> Part:
    one = told.declared
    rows = [
        (said("Box"), one.box or NONE),
        (said("Shelf"), one.shelf or NONE),
        (said("Scanned by"), one.operator or NONE),
    ]
    return Part(said("As handed over"), "", rows, HALVES)


def _counts(told: Report, said: Texts) -> Part:
    rows = [
        ("", said("declared"), said("came")),
        (said("Charts"), _count(told.declared.charts), _count(told.found.charts)),
        (said("Pages"), _count(told.declared.pages), _count(told.found.pages)),
        (said("Files"), NONE, f"{told.files}"),
    ]
    return Part(said("What was declared, and what came"), "", rows, THIRDS)


def _count(number: int | None) -> str:
    return NONE if number is None else f"{number}"


def _pages(told: Report, said: Texts) -> Part:
    one = told.balance
    text = "The pages add up."
    if not one.balanced:
        text = "The pages do not add up. Keep everything as it is, and give sohoa verify."
    rows = [
        (said("Pages received"), f"{one.received}"),
        (said("in documents"), f"{one.filed}"),
        (said("blank"), f"{one.blank}"),
        (said("rejected"), f"{one.rejected}"),
        (said("waiting"), f"{one.waiting}"),
        (said("files that had come before"), f"{one.duplicates}"),
    ]
    return Part(said("What became of the pages"), said(text), rows, HALVES)


def papers(tallies: Sequence[Tally], said: Texts) -> list[Part]:
    """Return how often each paper that stays must have is in each state; nothing for none."""
    if not tallies:
        return []
    heads = [said("Paper that it must have"), said("Stays")]
    heads += [first_up(said(name)) for name in STATES.values()]
    rows = [
        (
            one.paper.name.said(said.language),
            f"{one.of}",
            *(f"{one.states.get(state) or NONE}" for state in STATES),
        )
        for one in tallies
    ]
    return [Part(said("Papers that stays must have"), "", [heads, *rows], PAPERS, header=True)]


def _lacking(told: Report, said: Texts) -> list[Part]:
    rows = [
        (
            stay.label,
            ", ".join(
                f"{one.paper.name.said(said.language)} ({said(STATES[one.state])})"
                for one in stay.checked.lacks
            ),
        )
        for stay in told.lacking
    ]
    head = (said("Chart"), said("Papers to look for"))
    parts = [Part(said("Papers that stays lack"), "", [head, *rows], LACKING, header=True)]
    return parts if rows else []


def _rejected(told: Report, said: Texts) -> list[Part]:
    found = told.balance.rejections
    if not found:
        return []
    head = (said("File"), said("Pages"), said("Reason"))
    rows = [(one.file, f"{one.pages}", first_up(said(one.reason))) for one in found]
    return [Part(said("Rejected"), "", [head, *rows], FILES, header=True)]


def _signatures(told: Report, said: Texts) -> list[Part]:
    if not told.signatures:
        return []
    head = (said("File"), said("Signer"), said("Signed on"), said("Result of the check"))
    rows = [
        (
            file,
            one.signer or NONE,
            moment(one.at) if one.at else NONE,
            first_up(said(TOLD[one.state])),
        )
        for file, one in told.signatures
    ]
    widths = (0.28, 0.22, 0.15, 0.35)
    return [Part(said("Signatures that files came with"), "", [head, *rows], widths, header=True)]


def _shots(told: Report, said: Texts) -> list[Part]:
    if not told.shots:
        return []
    head = said("Pages that were rejected, or are to be scanned again")
    more = said("... and {count} more", count=told.left) if told.left else ""
    every = [
        (
            one.jpeg,
            f"{said('{file}, page {number}', file=one.file, number=one.number)}: {said(one.why)}",
        )
        for one in told.shots
    ]
    return [Part(head, more, (), (), pictures=every)]


def _bars(head: str, none: str, counts: Mapping[str, int], said: Texts) -> Part:
    named = [(first_up(said(why(key))), count) for key, count in counts.items()]
    return Part(said(head), "" if named else said(none), (), (), bars=named)
