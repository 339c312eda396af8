"""Read errors put into marked text: as the readers were seen to make them, else as they may."""

from random import Random

from models.text import bare
from training.marked import Marked
from training.misreadings import table

# What Tesseract takes for what; the second may have more letters.
CONFUSED: dict[str, list[str]] = {
    pair[0]: pair[1:].split("|")
    for pair in (
        "l1|I 1l|I Il|1 0O O0 5S mrn nm đd ĐD ưu ơo ôó ạa ộô ịi ếê ềê ăá âá ổồ ảã ấấp gq ce ec"
        " hb tf ,. ., ;: -~ uv yv B8 ée ỉí ẩấ ữư ứư ({ %96"
    ).split()
}
LEADERS = [" .....", " ........", "....", " . . . ", " _____ "]

KNOWN_BY = 8
"""From so many misreadings on a letter is read as it was seen to be, more often than not."""
UNSEEN = 0.6
"""How many times the mean a letter is misread that never was in the table."""

Letter = tuple[str, int]
"""A character and the number of the entity it lies in, -1 outside."""


def misread(marked: Marked, rng: Random, rate: float) -> Marked:
    """Return the text with about `rate` errors a character, 0..1, entities moved along."""
    letters = _letters(marked)
    letters = _cased(letters, rng)
    out: list[Letter] = []
    for text, entity in letters:
        out += _letter(text, entity, rng, rate)
    labels = [label for _, _, label in marked.spans]
    return _joined(out, labels)


def _letters(marked: Marked) -> list[Letter]:
    within = [-1] * len(marked.text)
    for number, (start, end, _) in enumerate(marked.spans):
        within[start:end] = [number] * (end - start)
    return list(zip(marked.text, within, strict=True))


def _cased(letters: list[Letter], rng: Random) -> list[Letter]:
    chance = rng.random()
    if chance < 0.06:
        return [(text.upper(), entity) for text, entity in letters]
    if chance < 0.12:
        return [(text.lower(), entity) for text, entity in letters]
    return letters


def rate(rng: Random) -> float:
    """Return the share of letters read wrong in a text, 0..1, as drawn from lines that were read.

    One in five is read worse than that, as on a bad copy.
    """
    if rng.random() < 0.2:
        return rng.choice([0.012, 0.045])
    return float(rng.choice(table()["shares"]))


def _letter(text: str, entity: int, rng: Random, rate: float) -> list[Letter]:
    if text == " ":
        return _space(entity, rng, rate)
    known = table()["letters"].get(text)
    if rng.random() > rate * (known["times"] if known else UNSEEN):
        return [(text, entity)]
    seen = sum(known["read"].values()) if known else 0
    if known and rng.random() < seen / (seen + KNOWN_BY):
        said = rng.choices(list(known["read"]), list(known["read"].values()))[0]
        return [(letter, entity) for letter in said]
    chance = rng.random()
    if chance < 0.4:
        return [(bare(text), entity)]
    if chance < 0.8 and text in CONFUSED:
        return [(letter, entity) for letter in rng.choice(CONFUSED[text])]
    if chance < 0.9:
        return [(text, entity), (" ", entity)]
    return []


def _space(entity: int, rng: Random, rate: float) -> list[Letter]:
    chance = rng.random()
    if chance < rate:
        return []
    if chance < 0.012 + rate:
        return [("\n", entity)]
    if chance < 0.016 + rate and entity < 0:
        return [(letter, -1) for letter in rng.choice(LEADERS)]
    return [(" ", entity)]


def _joined(letters: list[Letter], labels: list[str]) -> Marked:
    text = "".join(letter for letter, _ in letters)
    places: dict[int, list[int]] = {}
    at = 0
    for letter, entity in letters:
        if entity >= 0 and letter.strip():
            places.setdefault(entity, []).append(at)
        at += len(letter)
    spans = [(spots[0], spots[-1] + 1, labels[number]) for number, spots in places.items()]
    return Marked(text, tuple(sorted(spans)))
