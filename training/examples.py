"""What the language model learns from: marked lines of forms, and sentences."""

import re
from collections.abc import Iterator
from random import Random

from training.blocks import ticked
from training.corpus import document
from training.errors import misread, rate
from training.lexicon import diseases, drugs, labs, own
from training.marked import Marked, mark, parse

_SLOT = re.compile(r"\{([A-Zmnv])\}")
SYLLABLES = "am be ca cef clo da dro en fa fen ga hi ka lo ma me mi na ni or pa pra ra ri sa ser"
SYLLABLES += " sta ta te ti to va ve vi xi za zo"
ENDINGS = "in ol on ex al il an um ast azol icin pril tan vir mab xim fen mol dex cid"
UNITS = ["mmol/L", "U/L", "G/L", "T/L", "g/L", "%", "µmol/L", "mg/L", "ng/mL", "mmHg", ""]


def examples(
    seed: int, count: int, *, held_out: bool = False, misreadings: bool = True
) -> Iterator[Marked]:
    """Return `count` texts with their entities: half from forms, half sentences.

    Held-out texts use sentences that training never sees; seeds part the forms.
    """
    rng = Random(f"{seed} {held_out}")
    sentences = own("phrases")["held_out" if held_out else "train"]
    made = 0
    while made < count:
        texts = _form(rng, seed) if rng.random() < 0.06 else [_sentence(rng, sentences, held_out)]
        for text in texts:
            yield misread(parse(text), rng, rate(rng)) if misreadings else parse(text)
        made += len(texts)


def filled(sentence: str, rng: Random) -> str:
    """Return a sentence with its slots filled and marked."""
    return _SLOT.sub(lambda slot: _word(slot[1], rng), sentence)


def disease(rng: Random) -> str:
    """Return a disease: of the lexicon, or put together."""
    if rng.random() < 0.3:
        phrases = own("phrases")
        head = rng.choice(phrases["heads"])
        words = head.format(o=rng.choice(phrases["organs"]), b=rng.choice(phrases["bones"]))
        return _first(words, rng)
    row = rng.choice(list(diseases().values()))
    short = row.short and rng.random() < 0.45
    return rng.choice(row.short) if short else _first(rng.choice(row.vi), rng)


def drug(rng: Random) -> str:
    """Return a drug: of the lexicon, or a name that sounds like one."""
    if rng.random() < 0.2:
        parts = rng.choices(SYLLABLES.split(), k=rng.randint(1, 3))
        name = "".join(parts) + rng.choice(ENDINGS.split())
        return name.capitalize() + rng.choice(["", "", "", " Plus", " DWP", " 500"])
    row = rng.choice(list(drugs().values()))
    return rng.choice(row.vi + row.brands + [row.name] * (rng.random() < 0.3))


def _sentence(rng: Random, sentences: list[str], held_out: bool) -> str:
    sentence = rng.choice(sentences)
    if held_out or "{U}" in sentence or rng.random() < 0.4:
        return filled(sentence, rng)
    return filled(shaken(sentence, rng), rng)


def shaken(sentence: str, rng: Random) -> str:
    """Return a sentence with some words between its slots replaced, left out or put in."""
    english = "{E}" in sentence or sentence.isascii()
    fillers = own("phrases")["english_fillers" if english else "fillers"].split()
    words: list[str] = []
    for word in sentence.split(" "):
        chance = rng.random()
        if "{" in word or chance > 0.5:
            words.append(word)
        elif chance > 0.1:
            words.append(rng.choice(fillers))
        if rng.random() < 0.12:
            words.append(rng.choice(fillers))
    return " ".join(words)


def _word(slot: str, rng: Random) -> str:
    phrases = own("phrases")
    if slot == "n":
        return str(rng.randint(1, 28))
    if slot == "m":
        return rng.choice(rng.choice(list(drugs().values())).strengths).replace(
            " ", rng.choice(["", " "])
        )
    if slot == "v":
        return _result(rng)
    if slot == "S":
        return str(rng.choice(phrases["symptoms"]))
    if slot == "D":
        return mark("DISEASE", disease(rng))
    if slot == "U":
        return disease(rng)
    if slot == "E":
        name = rng.choice(rng.choice(list(diseases().values())).en)
        return mark("DISEASE", rng.choice([name, name.lower()]))
    if slot == "G":
        return mark("DRUG", drug(rng))
    if slot == "L":
        row = rng.choice(list(labs().values()))
        return mark(
            "LAB", rng.choice(row.short or row.vi) if rng.random() < 0.6 else rng.choice(row.vi)
        )
    kinds = {"I": "IMAGING", "P": "PROCEDURE", "A": "ALLERGEN", "R": "REACTION"}
    lists = {"I": "imaging", "P": "procedures", "A": "allergens", "R": "reactions"}
    return mark(kinds[slot], _first(rng.choice(phrases[lists[slot]]), rng))


def _first(words: str, rng: Random) -> str:
    """Return words with a large or a small first letter; abbreviations as they are."""
    if words[:2].isupper():
        return words
    return words[0].upper() + words[1:] if rng.random() < 0.5 else words[0].lower() + words[1:]


def _result(rng: Random) -> str:
    if rng.random() < 0.15:
        return rng.choice(["âm tính", "dương tính", "Âm tính", "(-)", "(+)"])
    number = f"{rng.uniform(0.1, 300):.{rng.randint(0, 2)}f}"
    number = number.replace(".", ",") if rng.random() < 0.4 else number
    return f"{number} {rng.choice(UNITS)}".strip()


def _form(rng: Random, seed: int) -> list[str]:
    """Return the lines of one form, one to four together."""
    language = "en" if rng.random() < 0.1 else "vi"
    sheet = document(seed * 100_000 + rng.randint(0, 99_999), language=language)
    lines = [ticked(line) for text in sheet.texts() for line in text.split("\n") if line]
    texts, at = [], 0
    while at < len(lines):
        size = rng.choices([1, 2, 4, 8], [4, 3, 2, 1])[0]
        joint = "\n" if rng.random() < 0.7 else " "
        texts.append(joint.join(lines[at : at + size]))
        at += size
    return texts
