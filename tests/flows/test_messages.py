import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors import typed
from flows.cli import application
from flows.commands.learn import AGAIN, SAID, SHIPPED
from flows.copies import FILE, PAPER, PARTS
from flows.differences import COUNTED
from flows.learning.learn import LEAST
from flows.manifest import INSIDE
from flows.messages import EXAMPLES, choose, paragraphs, tr, tr_error
from flows.signing import DOSSIER
from flows.whole.faults import Kind
from models import batch, completeness
from models.doubt import Doubt
from models.errors import RejectReason
from models.page import Poor
from models.people import Role
from models.record import FIELDS, DocumentType, Status
from models.retention import Kind as Kept
from models.signature import TOLD
from review.labels import LEVELS
from review.texts import catalogue
from storage.disposals import Why
from storage.person import NUMBERS

ROOT = Path(__file__).parents[2]
BALANCE = "batch received filed blank rejected waiting duplicates balanced".split()
WORDS = [
    *(kind.value for enum in (DocumentType, Poor, RejectReason, Status) for kind in enum),
    *(doubt.sentence for doubt in Doubt),
    *BALANCE,
    *(key.replace("_", " ") for key in COUNTED),
    *"digitise nothing refuse default environment clear verified".split(),
    *("in review", "unreadable", "doubtful", "missing", "cannot be used"),
    *("Tesseract", "languages of Tesseract", "poppler", "font of the PDF", "extractors"),
    *("hospital's system", "there", "not there", "files: {count}"),
    *("people", "stays", "asked", "found", "told", "refused", "changed_at"),
    *("free disk", "store", "catalogue", "how sure a value is", "as the program comes"),
    "{name} is of another version and not used: give sohoa learn",
    "{name}, learnt from {count} values on {day}",
    *(SHIPPED, AGAIN, *SAID.values(), *("figure", "in use", "learnt")),
    *(f"{which} {what}" for which in ("values", "wrong ones") for what in LEAST),
    *("calibration error", "share that one threshold lets pass", "right of what passes"),
    "wrong ones that pass unseen",
    "scans left out, as their readings are not kept: {count}",
    *("group", "threshold", "pass unseen", "wrong in 1,000", "values"),
    *("identity", "encounter", "diagnoses", "medications", "lab_results", "vital_signs"),
    *("code", "name", "english", "short", "ingredient", "unit"),
    *("list", "entries", "when", "SHA-256 of the file", "dropped: {kind}"),
    "would load: {count} rows",
    *("loaded: {count} rows", "{count} rows: nothing to change", "{kind}: nothing to change"),
    *("the code is missing", "the code is no ICD-10 code", "the name is missing"),
    *("the substance is missing", "it has more cells than there are headings"),
    *("a cell is too long", "a cell holds an error of the spreadsheet"),
    "a cell holds signs that are no text",
    *("bucket", "folder", "versions", "object lock", "lifecycle", "encryption", "key of the store"),
    *(kind.value for enum in (Kept, Why) for kind in enum),
    *("document", "scan", "patient", "batch"),
    *("number", "held", "which", "reason", "placed by", "placed at", "lifted by"),
    *("would be disposed of: {count}", "disposed of: {count}"),
    "These bytes were disposed of on {day}. There is nothing to do.",
    "until when it is kept is not what its record tells",
    "until when it is kept is not noted",
    *("made", "there", "set", "off", "not offered", "governance", "compliance"),
    *("wrapped anew under the master key {key}", "{key}: nothing to do"),
    *LEVELS.values(),
    *("account", "roles", "departments", "state", "all", "active", "disabled"),
    *(role.value for role in Role),
    *(*NUMBERS, *FIELDS["patient"], "insurance_end"),
    *("identifier", "probabilistic", "barcode", "steward", "none", "new", "review"),
    *("rows", "new", "changed", "unchanged", "left out", "documents with another patient"),
    *("the patient id is missing", "the patient id stands in an earlier row too"),
    *("the birth date is no date", "the birth date cannot be"),
    *("the sex is neither male nor female", "the telephone number is none"),
    "the national id has not 12 digits, nor 9",
    "the insurance number has not 15 characters, nor 10 digits",
    *("it is no FHIR Patient", "the line is no JSON"),
    *(kind.value for kind in Kind),
    *TOLD.values(),
    *(*PARTS.values(), PAPER, FILE, DOSSIER),
    *(
        "it is not found as it is filed",
        "it is not there",
        "its reading is not there",
        "its row has another size",
    ),
    *("its row has another kind of file", "its row has another hash"),
    "the audit tells of it, and its row is not there",
    "no row tells of it: a run was interrupted (give its command again), or somebody put it there",
    "{name} is not what the audit and the objects tell",
    "its pages do not add up: see sohoa status",
    "event {number} is not the one that the store remembers",
    *("event {number} was changed", "event {number} does not follow the one before"),
    "events {first} to {last} are missing",
    "events {first} to {last}, which the store remembers, are missing",
    *batch.SENTENCES.values(),
    *(*completeness.GROUPS.values(), *completeness.STATES.values()),
    *("SEPARATOR SHEET: BATCH", "SEPARATOR SHEET: CHART", "Batch: {name}", "Box: {label}"),
    *("Shelf: {label}", "Year of birth: {year}", "Patient number: {number}"),
    "Lay this sheet on top of the batch and scan it with it.",
    "Lay this sheet on the chart of this patient and scan it with it.",
    *("the path is missing", "the path leads out of the folder", INSIDE),
    *("the path stands in an earlier row too", "the number of pages is none"),
    "a batch has one box, one shelf and one operator",
    *("path", "chart"),
    *("year", "department", "charts", "pages", "box"),
    *("the number of charts is missing", "the year cannot be"),
    "a number is not written in digits alone",
    "would declare: {charts} charts in {count} lines",
    "declared: {charts} charts in {count} lines",
    "{charts} charts in {count} lines: nothing to change",
    *(typed.DATE, typed.BIRTH, typed.NUMBER, typed.PRESCRIPTION),
]
ERRORS = (
    "SettingsError UsageError EngineError StoreError StoreFull StoreDamaged CatalogueError"
    " StoreAway CatalogueAway MigrationDue DeliveryError DocumentRefused SigningError"
)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    choose("en", {})


def said_in_code() -> set[str]:
    """Every sentence that the code hands to `tr`, and every help text."""
    found = set(WORDS)
    for path in (ROOT / "flows").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr" and node.args:
                said = node.args[0]
                if isinstance(said, ast.Constant):
                    found.add(str(said.value))
    return found | set(helps(application()))


def helps(command: object) -> Iterator[str]:
    for part in paragraphs((getattr(command, "help", "") or "").replace("\b\n", "")):
        yield EXAMPLES if part.startswith(EXAMPLES) else " ".join(part.split())
    for parameter in command.params:  # type: ignore[attr-defined]
        text = getattr(parameter, "help", None)
        if text and parameter.name != "help":
            yield text
    for sub in getattr(command, "commands", {}).values():
        yield from helps(sub)


def errors_in_code() -> Iterator[str]:
    """Every sentence of an error that any room raises, some word in place of each value."""
    for room in ("models", "pipeline", "extractors", "storage", "exports", "review", "flows"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "id", "")
                if isinstance(node, ast.Call) and name in ERRORS.split() and node.args:
                    said = sentence(node.args[0])
                    if said:
                        yield said


def sentence(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
        )
    return None


def test_every_sentence_has_its_translation() -> None:
    assert sorted(said_in_code() - set(catalogue("vi"))) == []


def test_every_error_of_every_room_has_its_translation() -> None:
    choose("vi", {})
    assert sorted({said for said in errors_in_code() if tr_error(said) == said}) == []


def test_translations_name_the_same_values() -> None:
    for message, translation in catalogue("vi").items():
        names = [sorted(re.findall(r"\{(\w+)", text)) for text in (message, translation)]
        assert names[0] == names[1], message


def test_the_language_is_lang_or_the_option() -> None:
    assert choose(None, {"LANG": "vi_VN.UTF-8"}) == "vi"
    assert tr("stopped") != "stopped"
    assert choose("en", {"LANG": "vi_VN.UTF-8"}) == "en"
    assert tr("stopped") == "stopped"
    assert choose(None, {"LANG": "C.UTF-8"}) == "en"


def test_a_finished_sentence_is_found_again_with_its_values() -> None:
    choose("vi", {})
    said = tr_error("SOHOA_READ_LANGUAGE is no setting. The nearest known one is X.")
    assert "SOHOA_READ_LANGUAGE" in said
    assert "X" in said
    assert "setting" not in said
    assert tr_error("nobody has said this") == "nobody has said this"
