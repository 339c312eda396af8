"""Pictures of a document and of a chart for the docs, of made-up patients: `python -m` it."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from flows.house import opened
from models.people import Role
from review.app import application
from review.serving import LOOPBACK
from storage.person import Person
from tests.flows.filed import QUICK
from tests.review.conftest import CHROMIUM, Room, Screen, place, served
from tests.review.papers import file, prescription, second_page
from tests.review.test_patient import LAB

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
REGISTER = [
    Person("20241234", "TRẦN THỊ HÀ", "1961-03-12", "female", "001161000017", phone="0912000017"),
    Person("20241299", "TRẦN THỊ HẠ", "1961-03-21", "female"),
]


def main() -> None:
    """Write each picture in both languages."""
    with (
        tempfile.TemporaryDirectory() as home,
        opened({"SOHOA_HOME": home, "SOHOA_ACCEPT_IDENTITY": "1.0", **QUICK}) as house,
        sync_playwright() as started,
    ):
        room = Room(house)
        house.catalogue.patients.register.load(REGISTER)
        room.person("lan", Role.STEWARD)
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served(application(room, hosts=LOOPBACK, secure=False), place(room)) as address:
            for language in ("vi", "en"):
                room.catalogue.accounts.speak("lan", language)
                page = chromium.new_page(viewport={"width": 1366, "height": 768})
                Screen(page, []).log_in(address, "lan")
                _shoot(room, page, address, language)
                page.close()
        chromium.close()


def _shoot(room: Room, page: Page, address: str, language: str) -> None:
    from tests.extractors.forms import page as written

    row = file(room.house, language, [prescription(), second_page()])
    file(room.house, f"{language}-lab", [written(LAB)])
    page.goto(f"{address}/document/{row.id}?path=patient.full_name")
    page.locator("#viewer .mark.chosen").wait_for()
    page.keyboard.press("Enter")
    page.locator("#value").wait_for()
    page.wait_for_timeout(900)
    _keep(page, f"document.{language}")
    page.keyboard.press("Escape")
    page.locator("#value").wait_for(state="detached")
    page.locator(".summary button").click()
    page.locator(".compare").wait_for()
    page.wait_for_timeout(300)
    _keep(page, f"whose.{language}")
    page.goto(f"{address}/document/{row.id}")
    page.locator("#viewer .mark").first.wait_for()
    page.locator("#pages-menu summary").click()
    page.wait_for_timeout(500)
    _keep(page, f"pages.{language}")
    page.goto(f"{address}/patient/{row.patient_key}")
    page.fill("#words", "viem phoi")
    page.keyboard.press("Enter")
    page.locator("#hits table").wait_for()
    page.wait_for_timeout(500)
    _keep(page, f"patient.{language}")


def _keep(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    SCREENS.mkdir(parents=True, exist_ok=True)
    picture.quantize(64).save(SCREENS / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
