"""How the manual's pictures are taken: a desk on a home of its own, of made-up patients.

`python -m tests.review.screens` takes those of the queue and its tasks; `screens_document`,
`screens_quality`, `screens_campaign`, `screens_people` and `screens_stays` take the others.
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from flows.house import opened
from review.app import application
from review.serving import LOOPBACK
from tests.review.conftest import CHROMIUM, Room, Screen, place, served

COLOURS = 64
"""A screen has few, and takes half the bytes so."""
SETTLED_MS = 700
"""Until a page that was moved rests."""
OUT = Path(__file__).parents[2] / "docs" / "screens"
WIDE = 1366


@dataclass(frozen=True)
class Studio:
    """A desk, where it is served, and a browser; pictures are named by what and language."""

    room: Room
    address: str
    browser: Browser
    language: str

    def page(self, who: str | None = "lan", wide: int = WIDE) -> Page:
        """Open a window, of somebody who has logged in if it is anybody's."""
        page = self.browser.new_context(viewport={"width": wide, "height": 768}).new_page()
        if who:
            self.room.catalogue.accounts.speak(who, self.language)
            Screen(page, []).log_in(self.address, who)
        return page

    def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        """Keep what a window shows now; the `whole` page, where it is longer."""
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLED_MS)
        OUT.mkdir(exist_ok=True)
        picture = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB")
        picture.quantize(COLOURS).save(OUT / f"{name}.{self.language}.png", optimize=True)


@contextmanager
def studio(**environ: str) -> Iterator[dict[str, Studio]]:
    """Open a desk; gives a studio by language."""
    with (
        tempfile.TemporaryDirectory() as home,
        opened({"SOHOA_HOME": home, **environ}) as house,
        sync_playwright() as started,
    ):
        room = Room(house)
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served(application(room, hosts=LOOPBACK, secure=False), place(room)) as address:
            yield {each: Studio(room, address, browser, each) for each in ("vi", "en")}
        browser.close()
