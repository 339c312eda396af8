"""How often the right ICD-10 code is proposed for names that readers spoilt.

    python -m tests.bench.coding LIST.csv [COUNT]

LIST is a list as `sohoa lexicon import icd10` takes it. Names are spoilt as readers and wards do:
marks lost, letters mixed up or lost, words run together, abbreviations. Categories that are parted
further are left out: a diagnosis is coded to the last sign.
"""

import random
import sys
import time
from pathlib import Path

from extractors.abbreviations import expanded
from extractors.coding import LEAST, proposed_codes
from extractors.lexicon import Lexicon, using
from flows.lexicons.keep import merged
from flows.lexicons.rows import parse
from flows.lexicons.sheet import sheets
from models.lexicon import Disease, Kind, Lists
from models.text import fold

MIXED = {"l": "1", "1": "l", "o": "0", "i": "l", "e": "c", "c": "e", "n": "u", "u": "n", "h": "b"}
SHORT = ("THA", "ĐTĐ", "NMCT", "TBMMN", "RL", "NK", "VP", "HC", "ĐM", "TM", "BC", "CT", "CS")


def spoilt(name: str, seed: int) -> str:
    """Return a name as a reader or a ward may have it, the same for the same seed."""
    choose = random.Random(seed)
    if choose.random() < 0.35:
        for short in SHORT:
            name = name.replace(expanded(short), short, 1)
    letters = list(name)
    bare = choose.random() < 0.2
    for place, letter in enumerate(letters):
        if bare or choose.random() < 1 / 12:
            letters[place] = fold(letter) or letter
        elif choose.random() < 1 / 25:
            letters[place] = MIXED.get(letter.lower(), letter)
        elif choose.random() < 1 / 80:
            letters[place] = ""
    return "".join(letters)


def measure(title: str, lexicon: Lexicon, entries: list[Disease]) -> None:
    """Print shares of right codes: the first, among five, and of those that would be filed."""
    first = five = filed = right = 0
    with using(lexicon):
        proposed_codes("made ready")
        start = time.process_time()
        for seed, entry in enumerate(entries):
            found = proposed_codes(spoilt(entry.names[0], seed))
            codes = [code for code, _ in found]
            first += codes[:1] == [entry.code]
            five += entry.code in codes
            if found and found[0][1] >= LEAST:
                filed, right = filed + 1, right + (codes[0] == entry.code)
        spent = 1000 * (time.process_time() - start) / len(entries)
    count = len(entries)
    print(
        f"{title}: {count} names, first {first / count:.3f}, in five {five / count:.3f},"
        f" filed {filed / count:.3f}, right of filed {right / max(1, filed):.3f}, {spent:.2f} ms"
    )


def main() -> None:
    """Measure with the list and without."""
    parsed = parse(Kind.ICD10, sheets(Path(sys.argv[1]).read_bytes()))
    every = [entry for entry in merged(parsed.entries) if isinstance(entry, Disease)]
    rests = {entry.code[:3] for entry in every if entry.code[3:] == ".9"}
    asked = [entry for entry in every if entry.code not in rests]
    own, loaded = Lexicon(), Lexicon(Lists(icd10=tuple(every)))
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    common = [entry for entry in asked if entry.code in own.codes]
    measure("all, list loaded", loaded, random.Random(5).sample(asked, min(count, len(asked))))
    measure("common, list loaded", loaded, common)
    measure("common, the house's own", own, common)


if __name__ == "__main__":
    main()
