"""Reading what stewards point at: readers are loaded at the first box, and once."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong

from models.errors import EngineError
from models.geometry import Box
from models.page import Page
from models.settings import Settings
from pipeline.pixels import Pixels

SECONDS = 60
"""How long somebody waits for a box at most; the first one loads the readers."""
BUSY = "The readers are busy: try again in a moment, or type what stands there."


class Eyes:
    """One thread reads for all: each that reads loads readers of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = ThreadPoolExecutor(1, "eyes")

    def read(self, image: Pixels, page: Page, box: Box) -> str:
        """Return the words in a box of a page as scanned; EngineError where that fails."""
        reading = self._pool.submit(_read, image, page, box, self._settings)
        try:
            return reading.result(SECONDS)
        except TooLong as error:
            reading.cancel()
            raise EngineError(BUSY) from error


def _read(image: Pixels, page: Page, box: Box, settings: Settings) -> str:
    from pipeline.drawn import read_drawn  # readers are hundreds of megabytes

    return read_drawn(image, page, box, settings)
