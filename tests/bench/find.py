"""How soon documents are found among many: rows made from the house's own lists, seeded.

    python -m tests.bench.find --documents 200000 [--postgres | --url URL] [--cold] [--times N]

Prints a table of kinds of question, each with the median and the 95th percentile in ms.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from storage import terms
from storage.catalogue import Catalogue
from storage.query import Query
from storage.terms import mark
from tests.bench import catalogues
from tests.bench.papers import Made, fill, title


def main() -> None:
    """Fill a catalogue and ask it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=200_000)
    catalogues.options(parser)
    asked = parser.parse_args()
    with catalogues.opened(asked) as (catalogue, forget):
        if catalogue.empty():
            begun = time.monotonic()
            fill(catalogue, asked.documents)
            print(f"filled in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        catalogues.table(questions(catalogue), asked.times, forget if asked.cold else None)


def questions(catalogue: Catalogue) -> dict[str, Callable[[], object]]:
    """Return what is asked, by name; what each asks for is drawn anew each time."""
    made = Made()

    def words(said: str, **more: Any) -> Query:
        return Query(phrases=tuple(terms.phrases(said)), **more)

    def since(year: int) -> dict[str, Any]:
        marks = terms.between(f"{year}-01-01", None, date(2026, 11, 27))
        return {"one_of": tuple(marks)}

    def disease() -> str:
        return title(made.random.choices(made.diseases, made.weights)[0])

    def substance() -> str:
        return mark("substance", str(made.random.choice(made.drugs).get("name", "paracetamol")))

    kinds: dict[str, Callable[[], Query]] = {
        "a disease with marks": lambda: words(disease()),
        "a disease without marks": lambda: words(terms.bare(disease())),
        "viem": lambda: words("viem"),
        "viêm": lambda: words("viêm"),
        "words of every paper": lambda: words("benh vien tim deu"),
        "viem phoi, from 2023": lambda: words("viem phoi", **since(2023)),
        "a patient's name": lambda: Query(marks=(mark("who", made.name()),)),
        "a name as words": lambda: words(terms.bare(made.name())),
        "a code and a year": lambda: Query(
            marks=(terms.codes(str(made.random.choice(made.diseases)["code"]))[0],), **since(2025)
        ),
        "a substance": lambda: Query(marks=(substance(),)),
        "all at once": lambda: words(
            "dieu tri",
            marks=(mark("type", "prescription"), terms.codes("J18.9")[0], substance()),
            **since(2020),
        ),
        "words and a type": lambda: words("dieu tri", marks=(mark("type", "prescription"),)),
        "words and a batch": lambda: words("dieu tri", batch="b7"),
    }
    return {name: partial(_find, catalogue, query) for name, query in kinds.items()}


def _find(catalogue: Catalogue, query: Callable[[], Query]) -> object:
    return catalogue.search.find(query(), 50)


if __name__ == "__main__":
    main()
