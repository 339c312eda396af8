"""VietBioNER (Phan et al. 2022, CC BY 4.0): sentences of papers on tuberculosis, with entities.

A word and its label stand on a line, an empty line ends a sentence. Its symptoms and diseases are
one kind, as ours are where a history tells of them; its diagnostic procedures may be ours or not.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from training.marked import UNKNOWN, Marked, Span

LABELS = {"I-Symptom_and_Disease": "DISEASE", "I-DiagnosticProcedure": UNKNOWN}


def sentences(path: Path) -> list[Marked]:
    """Return the sentences of a file; what is neither kind is no entity of ours."""
    lines = path.read_text(encoding="utf-8").splitlines()
    groups = groupby(lines, key=lambda line: bool(line.strip()))
    return [_sentence([line.rsplit(maxsplit=1) for line in own]) for full, own in groups if full]


def _sentence(words: list[list[str]]) -> Marked:
    return Marked(" ".join(word for word, _ in words), tuple(_spans(words)))


def _spans(words: list[list[str]]) -> Iterator[Span]:
    at = 0
    for label, own in groupby(words, key=lambda word: word[1]):
        text = " ".join(word for word, _ in own)
        if label in LABELS:
            yield at, at + len(text), LABELS[label]
        at += len(text) + 1
