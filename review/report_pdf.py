"""The report of a batch as a PDF, to print and put into its box."""

from collections.abc import Mapping

from exports.minutes import Part, minutes
from models.batch import told as gap_told
from models.doubt import told as why
from review.cost import rows
from review.rendering import first_up, moment
from review.report import Report
from review.texts import Texts

HALVES, THIRDS = (0.5, 0.5), (0.5, 0.25, 0.25)
FILES = (0.5, 0.12, 0.38)
NONE = "–"


def pdf(told: Report, said: Texts) -> bytes:
    """Return a report as a PDF; EngineError where the font is missing."""
    title = said("Report of batch {name}", name=told.balance.batch)
    parts = [*_ticket(told, said), _handed(told, said), _counts(told, said), _pages(told, said)]
    parts += [*_rejected(told, said), *_shots(told, said)]
    parts.append(_bars("Waiting, by reason", "Nothing waits.", told.reasons, said))
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


def _rejected(told: Report, said: Texts) -> list[Part]:
    found = told.balance.rejections
    if not found:
        return []
    head = (said("File"), said("Pages"), said("Reason"))
    rows = [(one.file, f"{one.pages}", first_up(said(one.reason))) for one in found]
    return [Part(said("Rejected"), "", [head, *rows], FILES, header=True)]


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
