"""Trains the language model, scores it, and writes weights with their scores.

python -m training.train --seed 7 [--vietbioner FOLDER] [--corrections FILE]

FOLDER holds VietBioNER; the sentences of its `train.txt` are then learnt from too. FILE is what
`sohoa learn --data` wrote: what stewards said is learnt from, but for scans that are held back, of
which both models, the one before and the one made, tell what share of the entities they find.
"""

import argparse
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.training import Example
from spacy.util import filter_spans, minibatch
from thinc.util import fix_random_seed

from extractors.language import LABELS, NAME, VERSION, WEIGHTS, fold, load, tokenizer, weights
from training import corrections, vietbioner
from training.examples import examples
from training.marked import UNKNOWN, Marked

SHAPE: dict[str, Any] = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["LOWER", "NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [5000, 3000, 800, 1500, 800],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    },
}


def blank(labels: Sequence[str] = LABELS) -> Language:
    """Return the pipeline before training, which is to find entities of these labels."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = tokenizer(nlp)
    nlp.add_pipe("fold")
    ner = nlp.add_pipe("ner", config={"model": SHAPE})
    for label in labels:
        ner.add_label(label)  # type: ignore[attr-defined]
    return nlp


def gold(nlp: Language, texts: Iterable[Marked]) -> list[Example]:
    """Return marked texts as spaCy's examples; entities are widened to whole tokens."""
    found = []
    for marked in texts:
        right = nlp.make_doc(marked.text)
        spans = [
            right.char_span(start, end, label, alignment_mode="expand")
            for start, end, label in marked.spans
        ]
        every = filter_spans([span for span in spans if span is not None])
        unknown = [span for span in every if span.label_ == UNKNOWN]
        right.set_ents([span for span in every if span.label_ != UNKNOWN], missing=unknown)
        right.spans["sc"] = list(right.ents)
        found.append(Example(fold(nlp.make_doc(marked.text)), right))
    return found


def train(
    seed: int, texts: Sequence[Marked], rounds: int, made: Language | None = None
) -> Language:
    """Return a pipeline, `made` or else ours, trained on texts in so many rounds."""
    fix_random_seed(seed)
    nlp = made or blank()
    known = gold(nlp, texts)
    optimizer = nlp.initialize(lambda: known[:200])
    optimizer.learn_rate = 0.001
    rng = Random(seed)
    for number in range(rounds):
        started, losses = time.monotonic(), dict[str, float]()
        rng.shuffle(known)
        optimizer.learn_rate = 0.001 * (1 - 0.85 * number / rounds)
        for batch in minibatch(known, size=16):  # type: ignore[no-untyped-call]
            nlp.update(batch, sgd=optimizer, drop=0.15, losses=losses)
        loss, taken = sum(losses.values()), time.monotonic() - started
        print(f"round {number + 1}: loss {loss:.0f}, {taken:.0f} s", file=sys.stderr)
    return nlp


def wordless(nlp: Language) -> Language:
    """Return a trained pipeline without the words it was trained on: it needs their hashes only."""
    bare = blank(labels=())
    trained: Any = nlp.get_pipe("ner")
    empty: Any = bare.get_pipe("ner")
    empty.from_bytes(trained.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    return bare


def score(nlp: Language, texts: Sequence[Marked]) -> dict[str, Any]:
    """Return precision, recall and F1, 0..1, over all labels and for each."""
    known = gold(nlp, texts)
    for example, doc in zip(known, nlp.pipe([m.text for m in texts]), strict=True):
        example.predicted = doc
    found = Scorer.score_spans(known, "ents", getter=lambda doc, _: doc.ents)
    labels = {
        label: _rounded(found["ents_per_type"][label]) for label in sorted(found["ents_per_type"])
    }
    whole = {"p": found["ents_p"], "r": found["ents_r"], "f": found["ents_f"]}
    return {"all": _rounded(whole), "labels": labels}


def digest(folder: Path) -> str:
    """Return the SHA-256 over names and bytes of the files of a folder, in hex."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def main() -> None:
    """Train, score on texts of other seeds and sentences, write both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=14_000, help="texts to learn from")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=weights())
    parser.add_argument("--vietbioner", type=Path, help="folder of VietBioNER to learn from too")
    parser.add_argument("--corrections", type=Path, help="file of sohoa learn --data")
    given = parser.parse_args()
    texts = list(examples(given.seed, given.count))
    texts += vietbioner.sentences(given.vietbioner / "train.txt") if given.vietbioner else []
    own = corrections.marked(given.corrections, held_back=False) if given.corrections else []
    texts += own
    said = corrections.marked(given.corrections, held_back=True) if given.corrections else []
    before = corrections.share(load(), said) if said else 0.0
    nlp = wordless(train(given.seed, texts, given.rounds))
    folder = given.out / WEIGHTS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    nlp.to_disk(folder)
    test = list(examples(given.seed + 1, 2500, held_out=True))
    scores = {
        "name": NAME,
        "version": VERSION,
        "seed": given.seed,
        "texts": given.count,
        "rounds": given.rounds,
        "vietbioner": given.vietbioner is not None,
        "sha256": digest(folder),
        "held_out": score(nlp, test),
    }
    if given.corrections:
        shares = {"found_before": before, "found": corrections.share(nlp, said)}
        scores["corrections"] = {"lines": len(own), "held_back": len(said), **_rounded(shares)}
    text = json.dumps(scores, indent=1, ensure_ascii=False) + "\n"
    given.out.joinpath("scores.json").write_text(text, encoding="utf-8")
    print(text)


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 4) for key, value in figures.items()}


if __name__ == "__main__":
    main()
