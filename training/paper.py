"""Forms on paper: printed by Chromium, one image a page.

Needs the training requirements and Debian's Chromium.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright

from training.forms.sheet import Sheet
from training.html import document_html

Image = NDArray[np.uint8]
"""Grey, shape (height, width), 0 black; or BGR, shape (height, width, 3)."""

_INCH = 25.4
_WIDTH = 210 / _INCH
_SCREEN = 96
_OVERFULL = """[...document.querySelectorAll('.page')]
    .some(page => page.scrollHeight > page.clientHeight + 2)"""


class Printer:
    """An open browser that prints forms."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    def images(self, sheet: Sheet, *, colour: bool = False) -> list[Image]:
        """Return the pages of a form as images of 200 dpi, 1654 pixels wide; grey unless asked."""
        self._show(sheet)
        shots = [shot.screenshot() for shot in self._tab.locator(".page").all()]
        return [_decoded(shot, colour=colour) for shot in shots]

    def pdf(self, sheet: Sheet) -> bytes:
        """Return the form as a PDF with its words as text."""
        self._show(sheet)
        return self._tab.pdf(prefer_css_page_size=True, print_background=True)

    def _show(self, sheet: Sheet) -> None:
        """Set the form, in smaller type where it does not fit its pages."""
        for less in range(7):
            look = replace(sheet.look, size=sheet.look.size - 0.7 * less)
            self._tab.set_content(document_html(replace(sheet, look=look)))
            if look.hand:
                self._tab.evaluate("document.fonts.ready")
            if not self._tab.evaluate(_OVERFULL):
                return
        raise ValueError(f"a page of this {sheet.kind} is too full; take another seed")


@contextmanager
def printer() -> Iterator[Printer]:
    """Open a browser and close it again."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        size = {"width": round(_WIDTH * _SCREEN), "height": 1123}
        tab = browser.new_page(viewport=size, device_scale_factor=200 / _SCREEN)  # type: ignore[arg-type]
        yield Printer(tab)
        browser.close()


def _decoded(shot: bytes, *, colour: bool) -> Image:
    mode = cv2.IMREAD_COLOR if colour else cv2.IMREAD_GRAYSCALE
    image = cv2.imdecode(np.frombuffer(shot, np.uint8), mode)
    if image is None:
        raise ValueError("the browser made no picture")
    return image.astype(np.uint8)
