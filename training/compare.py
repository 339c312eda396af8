"""Which model, learnt from what, finds entities best: a table on texts that none of them saw.

    python -m training.compare READ --read-seed S [--vietbioner FOLDER] [ROW...]

READ is what `python -m training.trials conditions --seed S --out READ` wrote, S being its seed: its
forms, as they were read, are one of the tests. The others are sentences of other templates, and
VietBioNER's `dev.txt`, of which symptoms and diseases count.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from rapidfuzz.distance import Levenshtein
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import filter_spans

from extractors.language import LABELS, fold, load, tokenizer
from training import vietbioner
from training.examples import examples
from training.lexicon import diseases, drugs, labs
from training.marked import Marked, parse
from training.misreadings import found
from training.readings import charts
from training.train import SHAPE, score, train
from training.trials.prints import form

GROUP = "sc"
SIZES = 12
"""Words that a span of the span categoriser has at most."""
SPANS: dict[str, Any] = {
    "spans_key": GROUP,
    "threshold": 0.5,
    "suggester": {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": SIZES},
    "model": {
        "@architectures": "spacy.SpanCategorizer.v1",
        "tok2vec": SHAPE["tok2vec"],
        "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 128},
        "scorer": {"@layers": "spacy.LinearLogistic.v1", "nO": None, "nI": None},
    },
}


def read_texts(folder: Path, seed: int) -> Iterator[Marked]:
    """Yield the marked lines of a set's forms as they were read; lost lines are left out."""
    for known in charts(folder):
        condition, _, rest = known.scan.partition("-")
        sheet = form(int(rest[:3]) - 1, seed, condition)
        for page, text in zip(known.document.pages, sheet.texts(), strict=True):
            read = " ".join(page.text.split())
            for line in map(parse, text.split("\n")):
                stretch = found(line.text, read)
                if stretch is not None:
                    yield moved(line, read[stretch[0] : stretch[1]])


def moved(line: Marked, read: str) -> Marked:
    """Return what was read of a line, its entities where the same letters stand."""
    place: dict[int, int] = {}
    for step in Levenshtein.opcodes(line.text, read):
        if step.tag in ("equal", "replace"):
            at = range(step.src_start, step.src_end)
            place |= dict(zip(at, range(step.dest_start, step.dest_end), strict=False))
    spans = []
    for start, end, label in line.spans:
        own = [place[at] for at in range(start, end) if at in place]
        spans += [(own[0], own[-1] + 1, label)] if own else []
    return Marked(read, tuple(spans))


def lexicon() -> Language:
    """Return a pipeline that finds the names of the lexicons and nothing else."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = tokenizer(nlp)
    nlp.add_pipe("fold")
    matcher = PhraseMatcher(nlp.vocab, attr="NORM")
    names = {
        "DISEASE": [n for row in diseases().values() for n in (*row.vi, *row.short, *row.en)],
        "DRUG": [n for row in drugs().values() for n in (row.name, *row.vi, *row.brands)],
        "LAB": [n for row in labs().values() for n in (*row.vi, *row.short)],
    }
    for label, every in names.items():
        matcher.add(label, [fold(nlp.make_doc(name)) for name in every])

    @Language.component("lexicon")
    def look(doc: Doc) -> Doc:
        doc.ents = tuple(filter_spans(matcher(doc, as_spans=True)))
        return doc

    nlp.add_pipe("lexicon")
    return nlp


def categoriser() -> Language:
    """Return a pipeline with a span categoriser before training, as `train.blank` has NER."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = tokenizer(nlp)
    nlp.add_pipe("fold")
    spans: Any = nlp.add_pipe("spancat", config=SPANS)
    for label in LABELS:
        spans.add_label(label)

    @Language.component("best")
    def best(doc: Doc) -> Doc:
        group = doc.spans.get(GROUP, SpanGroup(doc, name=GROUP))
        sure = group.attrs.get("scores", ())
        ranked = sorted(zip(group, sure, strict=False), key=lambda own: -own[1])
        doc.ents = apart(span for span, _ in ranked)
        return doc

    nlp.add_pipe("best")
    return nlp


def apart(ranked: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in the order given, those left out that overlap one before."""
    kept: list[Span] = []
    for span in ranked:
        if all(span.end <= own.start or span.start >= own.end for own in kept):
            kept.append(span)
    return tuple(kept)


def speed(nlp: Language, texts: Sequence[Marked]) -> float:
    """Return words a second of one core, a word being what stands between spaces."""
    written = [own.text for own in texts]
    start = time.process_time()
    for _ in nlp.pipe(written, batch_size=64):
        pass
    return sum(len(text.split()) for text in written) / (time.process_time() - start)


def main() -> None:
    """Train each, score, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("read", type=Path)
    parser.add_argument("rows", nargs="*")
    parser.add_argument("--read-seed", type=int, default=412)
    parser.add_argument("--vietbioner", type=Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    seed, count, papers = given.seed, given.count, given.vietbioner
    tests = {"sentences": list(examples(seed + 1, 2000, held_out=True))}
    tests["as read"] = list(read_texts(given.read, given.read_seed))
    tests["papers"] = vietbioner.sentences(papers / "dev.txt") if papers else []

    def learnt(texts: Sequence[Marked], made: Language | None = None) -> Language:
        return train(seed, texts, given.rounds, made)

    read = list(examples(seed, count))
    more = vietbioner.sentences(papers / "train.txt") if papers else []
    rows: dict[str, Callable[[], Language]] = {
        "shipped": load,
        "lexicon": lexicon,
        "ner": lambda: learnt(read),
        "no-errors": lambda: learnt(list(examples(seed, count, misreadings=False))),
        "papers-too": lambda: learnt([*read, *more]),
        "papers-twice": lambda: learnt([*read, *more, *more]),
        "spans": lambda: learnt(read, categoriser()),
    }
    print("row, then F1 % of all labels (of DISEASE) on: " + ", ".join(tests) + "; words a second")
    for name in given.rows or rows:
        nlp = rows[name]()
        figures = [_told(score(nlp, texts)) for texts in tests.values() if texts]
        rate = speed(nlp, tests["sentences"])
        print(f"{name:14} {'  '.join(figures)}  {rate:8.0f}", flush=True)


def _told(figures: dict[str, Any]) -> str:
    disease = figures["labels"].get("DISEASE", {"p": 0.0, "r": 0.0, "f": 0.0})
    sure, whole = 100 * disease["p"], 100 * disease["r"]
    return f"{100 * figures['all']['f']:5.1f} ({100 * disease['f']:.1f}: {sure:.1f}, {whole:.1f})"


if __name__ == "__main__":
    main()
