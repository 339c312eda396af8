"""Pictures of the queue, of tasks and of keying: `python -m tests.review.screens`."""

from playwright.sync_api import Page

from models.people import Role
from storage.person import Person
from tests.review import papers
from tests.review.conftest import NAMES, STRICT
from tests.review.studio import Studio, studio
from tests.review.test_browser import end_all

OTHERS = [
    Person("20249999", "ĐỖ THỊ NGA", "1980-01-01", "female"),
    Person("20248888", "ĐỖ THỊ NGÀ", "1961-03-12", "female"),
]
"""A name and a number of one, a day of birth of the other."""


def taken(at: Studio) -> None:
    """Take every page in a language."""
    page = at.page()
    page.goto(f"{at.address}/queue")
    at.take(page, "queue")
    page.locator("a[href*='/queue/same/']").first.click()
    page.locator("img").first.wait_for()
    at.take(page, "same")
    page.goto(f"{at.address}/task?kind=patient_link")
    at.take(page, "question")
    _doubted(page, at)
    at.take(page, "task")
    page.keyboard.press("F1")
    at.take(page, "keys")
    page.keyboard.press("Escape")
    page.locator("#now input.typed").focus()
    page.keyboard.press("F5")
    at.take(page, "letters")
    page.keyboard.press("Escape")
    end_all(at.room)
    page.keyboard.press("Enter")
    page.locator("#again-password").wait_for()
    at.take(page, "session")
    page = at.page()
    page.goto(f"{at.address}/keying")
    at.take(page, "forms")
    page.goto(f"{at.address}/keying/prescription/patient.full_name")
    at.take(page, "keying")


def _doubted(page: Page, at: Studio) -> None:
    """Go on to a name of which the readers read a character differently."""
    page.goto(f"{at.address}/task?kind=patient.full_name")
    page.locator("#now .task, #now [data-task]").first.wait_for()
    while not page.locator("#now mark").count():
        page.keyboard.press("Tab")
        page.wait_for_timeout(200)


def main() -> None:
    """Take all pages in both languages, each on a home of its own: tasks are taken in one."""
    for language in ("vi", "en"):
        with studio(**STRICT) as every:
            at = every[language]
            for number, name in enumerate(NAMES):
                read = papers.doubted(papers.prescription(name, 20241234 + number), "HA", "HÀ")
                papers.file(at.room.house, f"scan-{number}", [papers.by_hand(read)])
            at.room.catalogue.patients.register.load(OTHERS)
            papers.file(at.room.house, "other", [papers.prescription("ĐỖ THỊ NGA", 20249999)])
            at.room.person("lan", Role.SUPERVISOR)
            taken(at)


if __name__ == "__main__":
    main()
