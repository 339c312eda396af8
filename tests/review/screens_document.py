"""Pictures of a document, a chart, and what is found: `python -m tests.review.screens_document`."""

from models.people import Role
from storage.person import Person
from tests.extractors.forms import page as written
from tests.flows.filed import QUICK
from tests.review.papers import file, prescription, second_page
from tests.review.studio import Studio, studio
from tests.review.test_patient import LAB

REGISTER = [
    Person("20241234", "TRẦN THỊ HÀ", "1961-03-12", "female", "001161000017", phone="0912000017"),
    Person("20241299", "TRẦN THỊ HẠ", "1961-03-21", "female"),
]


def taken(at: Studio) -> None:
    """Take every page in a language."""
    row = file(at.room.house, "one", [prescription(), second_page()])
    file(at.room.house, "lab", [written(LAB)])
    page = at.page()
    page.goto(f"{at.address}/document/{row.id}?path=patient.full_name")
    page.locator("#viewer .mark.chosen").wait_for()
    page.keyboard.press("Enter")
    page.locator("#value").wait_for()
    at.take(page, "document")
    page.keyboard.press("Escape")
    page.locator("#value").wait_for(state="detached")
    page.locator(".summary button").click()
    page.locator(".compare").wait_for()
    at.take(page, "whose")
    page.goto(f"{at.address}/document/{row.id}")
    page.locator("#viewer .mark").first.wait_for()
    page.locator("#pages-menu summary").click()
    at.take(page, "pages")
    page.goto(f"{at.address}/patient/{row.patient_key}")
    page.fill("#words", "viem phoi")
    page.keyboard.press("Enter")
    page.locator("#hits table").wait_for()
    at.take(page, "patient")
    page.goto(f"{at.address}/find")
    page.fill("[name=words]", "viem phoi")
    page.keyboard.press("Enter")
    page.locator("#hits table").wait_for()
    at.take(page, "find")


def main() -> None:
    """Take all pages in both languages, each on a home of its own."""
    for language in ("vi", "en"):
        with studio(SOHOA_ACCEPT_IDENTITY="1.0", **QUICK) as every:
            at = every[language]
            at.room.catalogue.patients.register.load(REGISTER)
            at.room.person("lan", Role.STEWARD)
            taken(at)


if __name__ == "__main__":
    main()
