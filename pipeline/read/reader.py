"""What every reader can do."""

from collections.abc import Sequence
from typing import Protocol

from models.page import Word
from pipeline.ink import Image


class Reader(Protocol):
    """Reads pieces of a clean page, each with one line of writing.

    Raises EngineError where the engine is missing or fails.
    """

    def __call__(self, strips: Sequence[Image], dpi: float) -> list[tuple[Word, ...]]:
        """Return the words of each strip, NFC, from left to right.

        A strip is uint8 of shape (height, width), 0 black, at `dpi`; boxes are fractions of it.
        """
        ...
