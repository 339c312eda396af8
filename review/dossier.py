"""The dossier of a batch as PDF/A-2b, to print and sign."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from exports.minutes import Part, minutes
from exports.pdf import About, archived
from models.completeness import STATES
from models.dossier import Dossier, Open, Papers, Rate, Sampled
from models.doubt import told as why
from models.signature import TOLD, State
from review.rendering import moment, point
from review.texts import Texts
from storage.inspections import Verdict

HALVES = (0.42, 0.58)
NONE = "–"
POINTS = {
    Open.DECISION: "Number and date of the decision on the conversion are not set.",
    Open.OPERATOR: "Nobody said who scanned the batch.",
    Open.COUNT: "Nobody said how many pages were handed over.",
    Open.GAPS: "The batch is not as it was declared, in {count} points.",
    Open.BALANCE: "The pages do not add up.",
    Open.PAGES: "{count} pages wait to be read, or to be scanned again.",
    Open.REJECTED: "{count} pages could not be taken in.",
    Open.TASKS: "{count} tasks wait for a person.",
    Open.PAPERS: "{count} papers that stays must have are missing, or cannot be read.",
    Open.SAMPLE: "No sample of the {count} documents that were filed without a person has a"
    " verdict.",
    Open.RETURNED: "The last sample failed: {count} documents went back to be looked at.",
    Open.SIGNATURES: "{count} signatures that files came with are not valid.",
    Open.LOT: "{count} documents were filed without a person since the last sample.",
}
VERDICTS = {
    Verdict.ACCEPTED.value: "accepted",
    Verdict.RETURNED.value: "sent back",
    Verdict.VOID.value: "given up",
    None: "none yet",
}


def pdf(one: Dossier, said: Texts) -> bytes:
    """Return the dossier as PDF/A-2b; EngineError where the font is missing."""
    title = said("Dossier of the conversion of batch {name}", name=one.batch)
    parts = (
        Part(said("The conversion"), "", _conversion(one, said), HALVES),
        Part(said("Open points"), _nothing(one, said), _open(one, said), (1.0,)),
        Part(said("Pages"), "", _pages(one, said), HALVES),
        *_papers(one.papers, said),
        Part(said("Samples"), said(SAMPLING), _samples(one.samples, said), SIX, header=True),
        Part(said("Share of errors found in samples"), "", _rates(one, said), HALVES),
        Part(said("Who decided"), "", _counts(one.verified_by), HALVES),
        Part(said("Made with"), "", list(_made(one, said)), HALVES),
        Part(said("Settings that decide"), "", list(_settings(one)), HALVES),
        Part(said("Documents"), said(HASHES), _documents(one, said), COLUMNS, header=True),
        Part(said("Acceptance"), said(ACCEPTANCE), (), ()),
    )
    foot = said("As of {time}", time=moment(one.made_at))
    seal = said("Event {number} of the audit, {hash}", number=one.audit_event, hash=one.audit_hash)
    data = minutes(title, parts, [said(name) for name in SIGNING], f"{foot} · {seal}", "vi")
    return _archived(data, one)


NAMED = (0.35, 0.13, 0.13, 0.13, 0.13, 0.13)
SIX, COLUMNS = (0.1, 0.2, 0.15, 0.15, 0.2, 0.2), (0.29, 0.15, 0.08, 0.48)
SIGNING = (
    "For the scan room (name, signature)",
    "For the records department (name, signature)",
    "For the head of the facility (name, signature)",
)
SAMPLING = (
    "Single sampling by attributes, normal inspection (ISO 2859-1), of documents that were filed"
    " without a person."
)
HASHES = "SHA-256 of the scan as received, of the record, of the searchable copy, in this order."
ACCEPTANCE = (
    "Those who sign below have looked at the open points above. They confirm that the documents"
    " that are listed were made from the paper of this batch, and that the scans are kept"
    " unchanged."
)


def _archived(data: bytes, one: Dossier) -> bytes:
    made, name = datetime.fromisoformat(one.made_at), f"dossier {one.batch}"
    return archived(data, About(name, "", f"sohoa {one.software}", made, "vi"))


def _conversion(one: Dossier, said: Texts) -> list[tuple[str, str]]:
    day = datetime.fromisoformat(one.decided_on).strftime("%d/%m/%Y") if one.decided_on else NONE
    told = one.declared
    return [
        (said("Facility"), one.facility or NONE),
        (said("Decision, number"), one.decision or NONE),
        (said("Decision, date"), day),
        (said("Box"), told.box or NONE),
        (said("Shelf"), told.shelf or NONE),
        (said("Scanned by"), told.operator or NONE),
        (said("Charts declared"), _number(told.charts)),
        (said("Pages declared"), _number(told.pages)),
    ]


def _number(value: int | None) -> str:
    return NONE if value is None else f"{value}"


def _nothing(one: Dossier, said: Texts) -> str:
    return "" if one.open else said("Nothing is open.")


def _open(one: Dossier, said: Texts) -> list[tuple[str]]:
    rows = []
    for point_ in one.open:
        told = (lambda name: TOLD[State(name)]) if point_.kind is Open.SIGNATURES else why
        reasons = [f"{said(told(name))}: {count}" for name, count in point_.reasons.items()]
        text = said(POINTS[point_.kind], count=point_.count)
        rows.append((" ".join([text, *([f"({'; '.join(reasons)})"] if reasons else [])]),))
    return rows


def _pages(one: Dossier, said: Texts) -> list[tuple[str, str]]:
    names = {
        "received": "Pages received",
        "filed": "of these in documents",
        "blank": "blank",
        "rejected": "rejected, with a reason",
        "waiting": "waiting",
    }
    rows = [(said(text), f"{one.pages[name]}") for name, text in names.items()]
    return [*rows, (said("files that had come before"), f"{one.duplicates}")]


def _papers(papers: Sequence[Papers], said: Texts) -> list[Part]:
    if not papers:
        return []
    heads = [said("Paper that it must have"), said("Stays")]
    heads += [said(name) for name in STATES.values()]
    rows = [
        (one.name, *map(str, (one.stays, one.present, one.illegible, one.missing, one.absent)))
        for one in papers
    ]
    return [Part(said("Papers that stays must have"), "", [heads, *rows], NAMED, header=True)]


def _samples(samples: Iterable[Sampled], said: Texts) -> list[tuple[str, ...]]:
    heads = ("No.", "Level, AQL", "Documents", "Looked at", "Wrong, at most", "Verdict")
    rows = [
        (
            f"{one.number}",
            f"{one.level}, {point('vi', one.aql)} %",
            f"{one.lot}",
            f"{_number(one.seen)} / {one.size}",
            f"{_number(one.wrong)} / {one.accept}",
            _verdict(one, said),
        )
        for one in samples
    ]
    return [tuple(map(said, heads)), *rows]


def _verdict(one: Sampled, said: Texts) -> str:
    text = said(VERDICTS[one.verdict])
    return f"{text}, {moment(one.sealed_at)}, {one.sealed_by}" if one.sealed_at else text


def _rates(one: Dossier, said: Texts) -> list[tuple[str, str]]:
    return [
        (said("Documents with anything wrong"), _rate(one.documents_wrong, said)),
        (said("Values wrong or missing"), _rate(one.values_wrong, said)),
    ]


def _rate(one: Rate | None, said: Texts) -> str:
    if one is None:
        return said("none looked at")
    low, share, high = (
        point("vi", f"{100 * x:.1f}") for x in (one.low, one.wrong / one.of, one.high)
    )
    return said(
        "{share} % ({low} to {high} %, {wrong} of {of})",
        share=share,
        low=low,
        high=high,
        wrong=one.wrong,
        of=one.of,
    )


def _counts(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(name, f"{count}") for name, count in counts.items()] or [(NONE, NONE)]


def _made(one: Dossier, said: Texts) -> Iterable[tuple[str, str]]:
    for name, versions in one.made_with.items():
        text = "; ".join(
            said("{version} ({count} documents)", version=version, count=count)
            for version, count in versions.items()
        )
        yield name, text
    for digest, count in one.configurations.items():
        yield said("Settings, lists and models"), f"{digest} ({count})"


def _settings(one: Dossier) -> Iterable[tuple[str, str]]:
    for section, values in one.settings.items():
        yield section, ", ".join(f"{name} = {value}" for name, value in values.items())


def _documents(one: Dossier, said: Texts) -> list[tuple[str, str, str, str]]:
    head = said("Document"), said("Type"), said("Pages"), "SHA-256"
    rows = [
        (
            f"{each.document_id} v{each.version}",
            said(each.type),
            ", ".join(map(str, each.pages)),
            " ".join((each.scan, each.record, each.pdf)),
        )
        for each in one.documents
    ]
    return [head, *rows]
