"""Screenshots for the manual, of made-up patients: `python -m tests.review.screens`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from flows.desk import HouseDesk
from flows.house import opened
from models.people import Role
from review.app import application
from review.serving import LOOPBACK, Place
from tests.review import papers
from tests.review.conftest import CHROMIUM, NAMES, PASSWORD, STRICT, served
from tests.servers import free_ports

OUT = Path(__file__).parents[2] / "docs" / "screens"
PAGES = {
    "queue": "/queue",
    "task": "/task?kind=patient.full_name",
    "keying": "/keying/prescription/patient.full_name",
}


def taken(page: Page, address: str, language: str) -> None:
    """Take every page in a language."""
    for name, where in PAGES.items():
        page.goto(f"{address}{where}")
        page.wait_for_load_state("networkidle")
        while name == "task" and not page.locator("#now mark").count():
            page.keyboard.press("Tab")
            page.wait_for_timeout(200)
        page.wait_for_timeout(500)
        page.screenshot(path=OUT / f"{name}.{language}.png")


def main() -> None:
    """Take all pages in both languages, on a home of their own."""
    OUT.mkdir(exist_ok=True)
    for language in ("vi", "en"):
        with (
            tempfile.TemporaryDirectory() as home,
            opened({"SOHOA_HOME": home, **STRICT}) as house,
            sync_playwright() as started,
        ):
            desk = HouseDesk(house)
            for number, name in enumerate(NAMES):
                read = papers.doubted(papers.prescription(name, 20241234 + number), "HA", "HÀ")
                papers.file(house, f"scan-{number}", [read])
            house.catalogue.accounts.add("lan", [Role.SUPERVISOR])
            house.catalogue.entrance.set_password("lan", PASSWORD, desk.settings.review)
            house.catalogue.accounts.speak("lan", language)
            place = Place("127.0.0.1", free_ports(1)[0], False, desk.settings.review)
            browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
            with served(application(desk, hosts=LOOPBACK, secure=False), place) as address:
                page.goto(f"{address}/login")
                page.fill("#name", "lan")
                page.fill("#password", PASSWORD)
                page.press("#password", "Enter")
                page.wait_for_url(f"{address}/")
                taken(page, address, language)
            browser.close()


if __name__ == "__main__":
    main()
