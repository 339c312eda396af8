"""Whether rows say what the audit says of them, and what they say of each other.

Each function returns the names of the columns, or parts, that are not as they should be.
"""

import json
from collections.abc import Iterator

from models.batch import Line
from models.document import document_id
from models.sampling import drawn
from storage.batches import list_hash
from storage.books import Book, Values
from storage.decisions import decision_id
from storage.eyes import opinion_id
from storage.gold import gold_id
from storage.inspections import list_hash as lot_hash
from storage.rows import TaskDraft
from storage.tasks import task_id

FROM_AUDIT = {
    "document": "version state patient_key superseded_by type fields".split(),
    "scan": "state reason pages withdrawn".split(),
    "batch": ["withdrawn"],
    "declared": "box shelf operator charts pages list_sha256".split(),
    "lexicon": "sha256 file_sha256 entries".split(),
    "page": "state reason".split(),
    "hold": "kind subject reason placed_by lifted_by".split(),
    "inspection": "batch letter level aql lot size accept seed verdict seen wrong".split(),
    "gold": ["right", "back"],
    "disposal": "kind since until approved_by because list".split(),
}
"""The columns of each table that the audit tells."""


def document(book: Book) -> list[str]:
    """Compare a document's row, versions, tasks and pages; an empty list where all agree."""
    row, told = book.row, book.told.get(book.subject, {})
    numbers = json.loads(row["numbers"])
    wrong = [*_differ(row, told, FROM_AUDIT["document"]), *_tasks(book)]
    if document_id(row["sha256"], numbers) != row["id"]:
        wrong.append("numbers")
    if [one["number"] for one in book.parts["version"]] != list(range(1, row["version"] + 1)):
        wrong.append("versions")
    pages = sorted((one["bound_to"], one["place"]) for one in book.parts["page"])
    mine = [(row["sha256"], number) for number in sorted(numbers)]
    if pages != (mine if row["state"] == "filed" else []):
        wrong.append("pages")
    return wrong


def scan(book: Book, numbers: list[int]) -> list[str]:
    """Compare a scan's row with the audit, its receipts and the numbers of its pages."""
    row, told = book.row, book.told.get(book.subject, {})
    wrong = _differ(row, told, FROM_AUDIT["scan"])
    whole = list(range(1, row["pages"] + 1))
    # A file that was refused as a whole has no pages.
    if numbers != whole and not (row["state"] == "rejected" and not numbers):
        wrong.append("page rows")
    wrong += _disposal(book)
    signed = [one["state"] for one in json.loads(row["signatures"] or "[]")]
    # Signers are people: of what is disposed of nothing tells who they were.
    if signed != told.get("signed", []) and not book.parts["disposal"]:
        wrong.append("signatures")
    arrived = sorted((one["batch"], one["duplicate"]) for one in told.get("arrived", ()))
    receipts = book.parts["receipt"]
    if sorted((one["batch"], one["duplicate"]) for one in receipts) != arrived:
        wrong.append("receipts")
    if any((one["pages"], one["reason"]) != _declared(row, one) for one in receipts):
        wrong.append("receipts")
    return wrong


def page(book: Book) -> list[str]:
    """Compare a page's row with the audit."""
    row, told = book.row, book.told.get(book.subject, {})
    own = {"bound_to": row["sha256"], "place": row["number"]}
    if wrong := [name for name in own if row[name] != told.get(name, own[name])]:
        return wrong
    if row["state"] in ("filed", "read") or (row["state"] == "waiting" and not row["reason"]):
        # Filing a document says so of its pages; what came before is past.
        filed = row["state"] == "filed" and not row["disposed"]
        return [] if filed == bool(row["document_id"]) and row["reason"] is None else ["state"]
    return _differ(row, told, FROM_AUDIT["page"])


def batch(book: Book) -> list[str]:
    """Compare a batch's row, and what was declared of it, with the audit."""
    told = book.told.get(book.subject, {})
    said = book.parts["declared"][0] if book.parts["declared"] else {}
    wrong = _differ(book.row, told, FROM_AUDIT["batch"])
    wrong += [name for name in FROM_AUDIT["declared"] if said.get(name) != told.get(name)]
    lines = [Line(one["path"], one["chart"], one["pages"]) for one in book.parts["listed"]]
    if (list_hash(lines) if said.get("list_sha256") else None) != said.get("list_sha256"):
        wrong.append("listed")
    return wrong


def hold(book: Book) -> list[str]:
    """Compare the row of a legal hold with the audit."""
    return _differ(book.row, book.told.get(book.subject, {}), FROM_AUDIT["hold"])


def decision(book: Book) -> list[str]:
    """Compare the row of a steward's word with its id, which is made of it."""
    row = book.row
    said = json.loads(row["said"])
    wrong = _differ(row, book.told.get(book.subject, {}), [])
    if decision_id(row["said"], row["by"], row["at"]) != row["id"]:
        wrong.append("said")
    columns = ("kind", "path", "sha256")
    return wrong + [name for name in columns if row[name] != said[name]]


def opinion(book: Book) -> list[str]:
    """Compare the row of a word that was kept for a second person with its id."""
    row = book.row
    wrong = _differ(row, book.told.get(book.subject, {}), [])
    if opinion_id(row["task_id"], row["said"], row["by"], row["at"]) != row["id"]:
        wrong.append("said")
    return wrong


def gold(book: Book) -> list[str]:
    """Compare the row of a word on a known answer with the audit, and with its id."""
    row = book.row
    wrong = _differ(row, book.told.get(book.subject, {}), FROM_AUDIT["gold"])
    content = [row[name] for name in ("task_id", "decision_id", "said", "by", "at")]
    return wrong if gold_id(*content) == row["id"] else [*wrong, "said"]


def inspection(book: Book) -> list[str]:
    """Compare a sample with the audit, and with what its seed draws of its lot."""
    row, told = book.row, book.told.get(book.subject, {})
    lot = book.parts["inspected"]
    names = [one["document_id"] for one in lot]
    wrong = _differ(row, told, FROM_AUDIT["inspection"])
    if told.get("documents") != lot_hash(names):
        wrong.append("lot")
    mine = tuple(sorted(one["document_id"] for one in lot if one["drawn"]))
    if mine != drawn(row["seed"], names, row["size"]):
        wrong.append("sample")
    return wrong


def lexicon(book: Book) -> list[str]:
    """Compare the row of a loaded list, or of learnt weights, with the audit."""
    return _differ(book.row, book.told.get(book.subject, {}), FROM_AUDIT["lexicon"])


def _differ(row: Values, told: Values, columns: list[str]) -> list[str]:
    """Return the columns that are not as told; `event` where nothing was told."""
    if not told.get("events"):
        return ["event"]
    return [name for name in columns if name in told and row[name] != told[name]]


def _disposal(book: Book) -> list[str]:
    """Compare what tells that a scan was disposed of with the audit: both tell, or neither."""
    told, there = book.told.get(book.subject, {}), book.parts["disposal"]
    if bool(there) != ("approved_by" in told):
        return ["disposal"]
    return ["disposal"] if there and _differ(there[0], told, FROM_AUDIT["disposal"]) else []


def _tasks(book: Book) -> Iterator[str]:
    rows = book.parts["task"]
    waiting = sum(one["state"] == "open" for one in rows)
    if (book.row["waiting"], book.row["review"] == "in review") != (waiting, waiting > 0):
        yield "waiting"
    for one in rows:
        told = book.told.get(f"task:{one['id']}", {})
        own = task_id(one["document_id"], TaskDraft(one["path"], one["reason"]))
        if own != one["id"] or told.get("state", "open") != one["state"]:
            yield "tasks"


def _declared(row: Values, receipt: Values) -> tuple[int, str | None]:
    """Return pages and reason that a receipt of this scan must have."""
    return row["pages"], row["reason"] if receipt["state"] == "refused" else None
