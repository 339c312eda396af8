"""Pages of scans as people look at them: decoded once, kept for a while, cut and shrunk."""

import threading
from collections import OrderedDict
from dataclasses import replace

import cv2
import numpy as np

from models.errors import EngineError
from models.geometry import Box
from models.settings import Settings
from pipeline.decoding import rasterise
from pipeline.pixels import Pixels
from storage import keys
from storage.catalogue import Catalogue
from storage.rows import ScanRow
from storage.store import Store

MOST_BYTES = 256 << 20
"""Of decoded pages that are kept; a page of A4 at 300 dpi in colour has 26 million."""
AT_ONCE = 4
"""Pages that are decoded at one time at most."""
QUALITY = 85
MARGIN = 0.6
"""What is shown around a box, as a share of its height."""
LEAST_MARGIN = 8
WIDEST = 1600
"""Pixels of a cut piece at most."""

_TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


class Paper:
    """The pages of a store. Raises as `pipeline.decoding.rasterise` and `Store.fetch` do."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._kept: OrderedDict[tuple[str, int], Pixels] = OrderedDict()
        self._lock = threading.Lock()
        self._decoding = [threading.Lock() for _ in range(AT_ONCE)]

    def jpeg(self, scan: ScanRow, number: int, width: int) -> bytes:
        """Return a page as it was scanned, at most `width` pixels wide."""
        return _encoded(_shrunk(self.pixels(scan, number), width))

    def ink(self, scan: ScanRow, number: int, box: Box, turn: int = 0) -> bytes:
        """Return what stands in and closely around a box, upright.

        `turn` is how many degrees clockwise (0, 90, 180, 270) the page lies turned in the scan.
        """
        piece = _cut(self.pixels(scan, number), box)
        if turn:
            piece = np.asarray(cv2.rotate(piece, _TURNS[turn]), np.uint8)
        return _encoded(_shrunk(piece, WIDEST))

    def pixels(self, scan: ScanRow, number: int) -> Pixels:
        """Return a page as it was scanned."""
        key = scan.sha256, number
        # One lock for one page: who asks for it meanwhile does not decode it again.
        with self._decoding[hash(key) % AT_ONCE]:
            if (found := self._recall(key)) is not None:
                return found
            made = self._made(scan, number)
            self._keep(key, made)
            return made

    def _made(self, scan: ScanRow, number: int) -> Pixels:
        settings = self._settings
        with self._store.fetch(keys.original(scan.sha256)) as path:
            image = rasterise(path, scan.media_type, number, settings.ingest, settings.limits)
        return image.image

    def _recall(self, key: tuple[str, int]) -> Pixels | None:
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: tuple[str, int], made: Pixels) -> None:
        with self._lock:
            self._kept[key] = made
            while (
                len(self._kept) > 1 and sum(one.nbytes for one in self._kept.values()) > MOST_BYTES
            ):
                self._kept.popitem(last=False)


def shown(catalogue: Catalogue, scan: ScanRow, number: int) -> tuple[ScanRow, int]:
    """Return file and page that a page of a scan is seen on, which may be another file's."""
    there = catalogue.shown(scan.sha256, number, catalogue.decisions.paper(scan.sha256))
    if there is None:
        return scan, number
    return replace(scan, sha256=there.sha256, media_type=there.media_type), there.page


def _cut(page: Pixels, box: Box) -> Pixels:
    height, width = page.shape[:2]
    margin = max(LEAST_MARGIN, round(min(box.height * height, box.width * width) * MARGIN))
    top, left = round(box.top * height) - margin, round(box.left * width) - margin
    bottom, right = round(box.bottom * height) + margin, round(box.right * width) + margin
    return page[max(0, top) : bottom, max(0, left) : right]


def _shrunk(image: Pixels, width: int) -> Pixels:
    if image.shape[1] <= width:
        return image
    height = max(1, round(image.shape[0] * width / image.shape[1]))
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _encoded(image: Pixels) -> bytes:
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise EngineError("A page cannot be shown: see sohoa doctor.")
    return data.tobytes()
