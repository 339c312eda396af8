"""What a hospital's stewards said (`sohoa learn --data`), as lines whose entities are marked.

Of the rest of such a line nobody says what it is. Lines of scans that are held back are not
learnt from: `share` says how many of their entities a model finds.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from spacy.language import Language

from training.marked import UNKNOWN, Marked, Span

LABELS = {
    "diagnoses.text": "DISEASE",
    "medications.name": "DRUG",
    "lab_results.test": "LAB",
    "procedures.text": "PROCEDURE",
    "allergies.substance": "ALLERGEN",
    "allergies.reaction": "REACTION",
}
ALIKE = 85
"""How like the words of a line are to the truth, 0..100, that are it as it was read."""
MARKS = ".,;:()"


def marked(path: Path, *, held_back: bool) -> list[Marked]:
    """Return the lines on which stewards said what stands, of the scans held back or the others."""
    lines: dict[tuple[Any, ...], set[Span]] = defaultdict(set)
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        if row["held_back"] is held_back and row["truth"]["status"] != "rejected":
            for line in row["lines"]:
                text = " ".join(word["text"] for word in line)
                place = (row["scan"], row["page"], *line[0]["box"], text)
                lines[place] |= {*_span(text, row["path"], row["truth"]["value"])}
    return [Marked(place[-1], _whole(place[-1], spans)) for place, spans in lines.items() if spans]


def share(nlp: Language, texts: Sequence[Marked]) -> float:
    """Return which share of the known entities a model finds just so, 0..1."""
    known = found = 0
    for marked, doc in zip(texts, nlp.pipe([own.text for own in texts]), strict=True):
        told = {(span.start_char, span.end_char, span.label_) for span in doc.ents}
        sure = {span for span in marked.spans if span[2] != UNKNOWN}
        known, found = known + len(sure), found + len(sure & told)
    return found / known if known else 0.0


def _span(text: str, path: str, value: str | None) -> Iterator[Span]:
    """Yield where the truth stands in a line, in whole words; nothing where it does not."""
    group, *_, key = path.split(".")
    label = LABELS.get(f"{group}.{key}")
    if label is None or not value:
        return
    at = fuzz.partial_ratio_alignment(value.casefold(), text.casefold(), score_cutoff=ALIKE)
    if at is not None and len(value) <= len(text):
        start = text.rfind(" ", 0, at.dest_start + 1) + 1
        end = text.find(" ", at.dest_end)
        own = text[start:] if end < 0 else text[start:end]
        start += len(own) - len(own.lstrip(MARKS))
        yield start, start + len(own.strip(MARKS)), label


def _whole(text: str, spans: set[Span]) -> tuple[Span, ...]:
    """Return the spans, and between them words of which nobody says anything."""
    every, last = list[Span](), 0
    for start, end, label in sorted(spans):
        every += [(last, start, UNKNOWN), (start, end, label)]
        last = max(last, end)
    every.append((last, len(text), UNKNOWN))
    return tuple(span for span in every if text[span[0] : span[1]].strip())
