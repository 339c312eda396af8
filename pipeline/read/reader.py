"""What every reader can do."""

from typing import Protocol

from models.page import Word
from pipeline.clean import CleanPage


class Reader(Protocol):
    """Reads the words of a clean page, in no promised order.

    Raises EngineError where the engine is missing or fails.
    """

    def __call__(self, page: CleanPage, languages: str) -> tuple[Word, ...]:
        """Return the words on the page, read in these languages."""
        ...
