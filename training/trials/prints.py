"""Prints of the corpus's forms that trial sets are made from."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import cv2

from training.corpus import FORMS, document
from training.forms.sheet import Sheet
from training.handwriting import HANDS
from training.paper import Image, printer

CONDITIONS = ("clean", "moderate", "heavy", "hand", "photo")
PENS = ("#1a2a8a", "#111111", "#22357a", "#1c1c2a")
DPI = 200


def form(number: int, seed: int, condition: str) -> Sheet:
    """Return a filled form: the kinds in turn, one in nine in English; by hand in `hand`."""
    rng = Random(f"{seed} {number} trial")
    kinds = list(FORMS)
    if number % 9 == 8 and condition != "hand":
        return document(seed * 1000 + number, language="en")
    sheet = document(seed * 1000 + number, kinds[number % len(kinds)])
    if condition != "hand":
        return sheet
    look = replace(sheet.look, hand=rng.choice(list(HANDS)), pen=rng.choice(PENS), size=12.5)
    return replace(sheet, look=look)


def prints(count: int, seed: int) -> Iterator[tuple[Image, str]]:
    """Yield so many printed pages and their condition, the conditions in turn, half in colour."""
    with printer() as browser:
        done = number = 0
        while done < count:
            condition = CONDITIONS[done % len(CONDITIONS)]
            sheet = form(number, seed, condition)
            for image in browser.images(sheet, colour=number % 2 == 1)[: count - done]:
                yield image, condition
                done += 1
                break
            number += 1


def save(image: Image, path: Path) -> None:
    """Write a page as a JPEG of the quality of office scanners."""
    cv2.imwrite(str(path), image, [cv2.IMWRITE_JPEG_QUALITY, 70])


def tell(truth: dict[str, Any], out: Path) -> None:
    """Write the truth of a set: a dict for each file name."""
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    out.joinpath("truth.json").write_text(text + "\n", encoding="utf-8")
