"""Every sentence of the pages is in the catalogue, and only the catalogue speaks Vietnamese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import nodes

from extractors.typed import CHOICES
from models import batch, completeness
from models.doubt import Doubt
from models.page import Poor
from models.people import Role
from models.signature import TOLD
from review import acceptance, dossier, eyes, keying, keys, labels, offers, worker
from review.app import SENTENCES
from review.campaign import texts as campaign
from review.pages import audit, dashboard, door, words
from review.rendering import NAVIGATION, environment
from review.texts import catalogue, texts
from storage.inspections import Verdict
from storage.looked import State

ROOM = Path(__file__).parents[2] / "review"
WORDS = {
    *(role.value for role in Role),
    *(word for one in NAVIGATION for word in (one.name, one.purpose)),
    *SENTENCES.values(),
    *audit.ACTIONS.values(),
    *dashboard.TITLES,
    *(labels.label(path) for path in (*labels.PATHS, "document_type", "patient_link")),
    *(*labels.EXTRACTORS.values(), *labels.ITEMS.values()),
    *(labels.chosen(value) for every in CHOICES.values() for value in every.split()),
    *labels.SAID.values(),
    *("new: {item}", eyes.BUSY),
    words.CHANGED,
    *batch.SENTENCES.values(),
    *(*completeness.GROUPS.values(), *completeness.STATES.values()),
    *dossier.POINTS.values(),
    *(acceptance.RULE, *acceptance.VERDICTS.values()),
    *(state.value for state in (*State, *Verdict)),
    *(doubt.sentence for doubt in Doubt),
    *TOLD.values(),
    *(poor.value for poor in Poor),
    *(key.does for key in (*keys.KEYS, *keys.KEYING)),
    keying.READ,
    *campaign.VALUES.values(),
    *campaign.PLACES.values(),
    *campaign.PARTS.values(),
    *campaign.USED.values(),
    *(*campaign.BOX_HEADS, *campaign.COST_HEADS),
    *(campaign.SHARES, campaign.PACES, campaign.BOXES),
    *(campaign.COSTS, campaign.WAITS, campaign.ENTERED),
    *keys.TITLES.values(),
    *(name for every in keys.CHOOSE.values() for _, name in every),
    *(offers.SECOND, offers.LISTED, offers.REGISTER, worker.UNFORESEEN),
    *(door.WRONG, door.TOO_OFTEN, door.GONE, door.DIFFERENT),
}


def in_templates() -> Iterator[str]:
    for path in (ROOM / "templates").glob("*.html"):
        parsed = environment("en").parse(path.read_text(encoding="utf-8"))
        for call in parsed.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                (said,) = call.args
                if isinstance(said, nodes.Const):
                    yield said.value


def in_code() -> Iterator[str]:
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            last = node.args[-1] if node.args else None
            name = getattr(node.func, "id", "")
            called = ast.unparse(node.func)
            spoken = name in ("HTTPException", "said") or called in ("said(request)", "self.said")
            if name == "said" or called == "self.said":
                last = node.args[0]
            if spoken and isinstance(last, ast.Constant) and isinstance(last.value, str):
                yield last.value


def test_every_sentence_has_its_translation() -> None:
    said = WORDS | set(in_templates()) | set(in_code())
    assert len(said) > 80
    assert sorted(said - set(catalogue("vi"))) == []


def test_every_extractor_has_a_name() -> None:
    extractors = (ROOM.parent / "extractors").glob("*.py")
    made = "".join(path.read_text("utf-8") for path in extractors)
    names = set(re.findall(r'_NAME = "(\w+) "', made)) | set(re.findall(r'"(split) \d+"', made))
    assert {"letterhead", "medications", "split"} <= names
    assert sorted(names - set(labels.EXTRACTORS)) == []


def noted() -> Iterator[str]:
    """Kinds of event that the code adds to the audit."""
    for room in ("storage", "exports", "review", "flows"):
        for path in (ROOM.parent / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note":
                    first = next((one for one in node.args if isinstance(one, ast.Constant)), None)
                    if first is not None and isinstance(first.value, str):
                        yield first.value


def test_every_kind_of_event_has_a_name() -> None:
    kinds = set(noted())
    assert {"receive", "login", "search"} <= kinds
    assert sorted(kinds - set(audit.ACTIONS)) == []


def test_templates_hold_no_words_of_their_own() -> None:
    own = {"sohoa", "· sohoa", "English", "Tiếng Việt", "B", "PDF/A"}
    for path in (ROOM / "templates").glob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "\n", path.read_text("utf-8"))
        lines = map(str.strip, text.splitlines())
        words = {line for line in lines if any(map(str.isalpha, line))}
        assert words <= own, path.name


def test_a_finished_sentence_is_found_again_with_its_values() -> None:
    said = texts("vi").finished("lan: there is such an account already.")
    assert said.startswith("lan: ")
    assert "account" not in said
