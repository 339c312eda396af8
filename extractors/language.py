"""The language model: entities in the running words of charts. Interface to spaCy.

The pipeline in `extractors/weights/` is made by `training.train`; `scores.json` beside
it says how well it does and the hash of the weights that it was measured with.
"""

import json
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from models.errors import EngineError
from models.text import bare

NAME = "sohoa-vi"
VERSION = "2"
LABELS = ("ALLERGEN", "DISEASE", "DRUG", "IMAGING", "LAB", "PROCEDURE", "REACTION")
WEIGHTS = "pipeline"
_MARK = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class Entity:
    """Words of one kind: characters [start, end) of the text; `label` is one of LABELS."""

    start: int
    end: int
    label: str


@cache
def load() -> Language:
    """Return the trained pipeline, read once a process.

    Raises EngineError where the weights are missing or made by another spaCy.
    """
    folder = weights() / WEIGHTS
    try:
        with warnings.catch_warnings():
            # W095 says that the weights come from another patch release, which is harmless.
            warnings.filterwarnings("ignore", message=r".*\[W095\].*")
            return spacy.load(folder)
    except (OSError, ValueError) as error:
        raise EngineError(
            "the language model cannot be loaded; `make model` makes it again"
        ) from error


def entities(text: str) -> tuple[Entity, ...]:
    """Return the entities of a text in order of their place. `text` is in NFC."""
    return _entities(load()(text))


def entities_of(texts: Sequence[str]) -> Iterator[tuple[Entity, ...]]:
    """Return the entities of each text; faster than one by one."""
    return map(_entities, load().pipe(texts, batch_size=64))


def provenance() -> str:
    """Return name, version and the start of the weights' hash, as records name the model."""
    path = weights() / "scores.json"
    try:
        scores = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(
            "the language model has no scores; `make model` makes it again"
        ) from error
    return f"{NAME} {VERSION}+{scores['sha256'][:12]}"


def weights() -> Path:
    """Return the folder of the packaged weights."""
    return Path(str(files("extractors").joinpath("weights")))


def tokenizer(nlp: Language) -> Tokenizer:
    """Return a tokenizer that parts at spaces and at every mark: syllables are tokens."""
    return Tokenizer(
        nlp.vocab,
        prefix_search=re.compile(rf"^{_MARK.pattern}").search,
        suffix_search=re.compile(rf"{_MARK.pattern}$").search,
        infix_finditer=_MARK.finditer,
    )


@Language.component("fold")
def fold(doc: Doc) -> Doc:
    """Set each word's norm to its lower-case letters without tone marks, digits as 0.

    Readers lose tone marks first; the word as read is a feature beside it.
    """
    for token in doc:
        token.norm_ = re.sub(r"\d", "0", bare(token.lower_))
    return doc


def _entities(doc: Doc) -> tuple[Entity, ...]:
    return tuple(Entity(span.start_char, span.end_char, span.label_) for span in doc.ents)
