"""The second reader: AsterNet (weights in the package asterocr), a network for Vietnamese lines.

It reads a strip of 32 pixels' height column by column; a letter is what most columns in a run
agree on (connectionist temporal classification, Graves et al. 2006, best path).
"""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Word
from pipeline.ink import Image, ink_of
from pipeline.read import onnx

VERSION = "3"

PACKAGE, WEIGHTS, LETTERS = "asterocr", "assets/asternet.onnx", "assets/vocab.json"
HEIGHT = 32
SPACE = 0.12
"""Least width of a lost space for the strip's height."""
LETTER = 0.5
"""Width of a letter for the strip's height, where no other stands beside it to tell."""
WIDEST = 1024
"""Pixels at HEIGHT: the network has no places for more."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as read; `at` is its place along the strip, 0..1, `sure` 0..1."""

    text: str
    at: float
    sure: float


def read(strips: Sequence[Image], dpi: float) -> list[tuple[Word, ...]]:
    """Return the words of each strip; a word is as sure as its least sure letter.

    The height of letters in pixels does not matter, nor does `dpi`. Raises EngineError.
    """
    del dpi
    return [tuple(_words(_spaced(list(_letters(strip)), strip), _lone(strip))) for strip in strips]


def version() -> str:
    """Return the version of the package that brings the network; EngineError without it."""
    return onnx.package_version(PACKAGE)


def _letters(strip: Image) -> Iterator[Letter]:
    width = strip.shape[1]
    if width * HEIGHT > WIDEST * strip.shape[0]:
        at = _gap(strip)
        for piece, start in ((strip[:, :at], 0), (strip[:, at:], at)):
            share = piece.shape[1] / width
            for letter in _letters(piece):
                yield Letter(letter.text, start / width + letter.at * share, letter.sure)
            if not start:
                yield Letter(" ", at / width, 1.0)
        return
    columns = _columns(strip)
    runs = groupby(range(len(columns)), key=lambda k: int(columns[k].argmax()))
    for place, run in runs:
        if place:
            own = list(run)
            sure = float(np.exp(columns[own, place].max()))
            yield Letter(_alphabet()[place], (own[0] + 0.5) / len(columns), sure)


def _gap(strip: Image) -> int:
    """Return the whitest column in the middle third of a strip."""
    width = strip.shape[1]
    white = np.convolve(strip.sum(axis=0), np.ones(max(3, strip.shape[0] // 6)), mode="same")
    start = width // 3
    return int(start + white[start : 2 * start].argmax())


def _columns(strip: Image) -> NDArray[np.float32]:
    """Return the log chance of each letter in each column, an array (columns, letters)."""
    high, wide = strip.shape
    width = min(WIDEST, max(HEIGHT, -(-round(wide * HEIGHT / high) // 4) * 4))
    way = cv2.INTER_AREA if high > HEIGHT else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(strip, (width, HEIGHT), interpolation=way), np.float32)
    pixels = np.repeat((small / 127.5 - 1)[None, None], 3, axis=1)
    return onnx.run(PACKAGE, WEIGHTS, pixels)[:, 0]


def _spaced(letters: list[Letter], strip: Image) -> list[Letter]:
    """Put the spaces back that the network drops beside digits and signs, where paper shows."""
    if not letters:
        return []
    bare = np.asarray(ink_of(strip).max(axis=0) == 0)
    kept = letters[:1]
    for k in range(1, len(letters)):
        before, after = letters[k - 1], letters[k]
        if _may_part("".join(own.text for own in letters[max(0, k - 2) : k + 2]), min(k, 2)):
            start, stop = (round(own.at * len(bare)) for own in (before, after))
            if _widest(bare[start:stop]) >= SPACE * strip.shape[0]:
                kept.append(Letter(" ", (before.at + after.at) / 2, 1.0))
        kept.append(after)
    return kept


def _may_part(text: str, at: int) -> bool:
    """Say whether a space may have been lost before place `at` of a few letters."""
    before, after = text[at - 1], text[at]
    if before.isdigit():
        return after.isalpha() and after not in "OIl"
    if before in ",;:)" or (before == "." and text[max(0, at - 2)].isalpha()):
        return after.isalpha() or (before == ":" and after.isdigit() and text[0].isalpha())
    return before in "-+" and after.isupper() and (at < 2 or text[at - 2] == " ")


def _widest(bare: NDArray[np.bool_]) -> int:
    """Return the length of the longest run of columns without ink."""
    inked = np.flatnonzero(np.concatenate(([True], ~bare, [True])))
    return int(np.diff(inked).max()) - 1


def _lone(strip: Image) -> float:
    """Return half the width of a letter that stands alone, as a share of its strip's."""
    high, wide = strip.shape
    return float(min(0.5, LETTER / 2 * high / wide))


def _words(letters: list[Letter], lone: float) -> Iterator[Word]:
    every = [letter for letter in letters if letter.text != " "]
    if not every:
        return
    # Half a letter on either side: places are the middles of letters.
    half = (every[-1].at - every[0].at) / max(1, len(letters) - 1) / 2 or lone
    for is_space, run in groupby(letters, key=lambda letter: letter.text == " "):
        if not is_space:
            word = list(run)
            text = unicodedata.normalize("NFC", "".join(letter.text for letter in word))
            box = Box.clipped(word[0].at - half, 0, word[-1].at + half, 1)
            yield Word(text, box, min(letter.sure for letter in word))


@cache
def _alphabet() -> tuple[str, ...]:
    found = json.loads(onnx.weights(PACKAGE, LETTERS).read_text("utf-8"))
    return tuple(found["chars"])
