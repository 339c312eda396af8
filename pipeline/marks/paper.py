"""The scan's own pixels in the geometry of the cleaned page."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.clean import CleanPage
from pipeline.ink import Image


def cut_out(
    page: CleanPage, scan: Image, to_page: NDArray[np.float64], size: tuple[int, int]
) -> Image:
    """Return a view of the scan, grey or BGR as the scan is.

    `to_page` (3, 3) takes pixels of the view to pixels of the cleaned page; `size` is the
    view's width and height in pixels. White is where the scan does not reach.
    """
    height, width = page.image.shape
    shrink = np.diag([1 / width, 1 / height, 1.0])
    grow = np.diag([scan.shape[1], scan.shape[0], 1.0])
    to_scan = grow @ np.array(page.to_scan).reshape(3, 3) @ shrink @ to_page
    view = cv2.warpPerspective(
        scan,
        to_scan,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderValue=(255, 255, 255),
    )
    return np.asarray(view, np.uint8)
