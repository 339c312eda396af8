"""Pictures of how people come in, and of accounts: `python -m tests.review.screens_people`."""

from models.people import Role
from tests.flows.filed import QUICK
from tests.review.studio import Studio, studio


def taken(at: Studio) -> None:
    """Take every page in a language; accounts are there from the second picture on."""
    room, page = at.room, at.page(None)
    page.goto(f"{at.address}/login")
    if at.language == "en":
        page.get_by_role("button", name="English").click()
    at.take(page, "login")
    page.goto(f"{at.address}/welcome/{room.catalogue.entrance.invite(None, room.settings.review)}")
    at.take(page, "welcome")
    room.person("hoa", Role.ADMINISTRATOR, Role.AUDITOR, Role.SUPERVISOR)
    room.person("lan", Role.STEWARD)
    room.person("minh", Role.READER)
    room.catalogue.accounts.change("minh", [Role.READER], ["Nhi", "Nội tổng hợp"])
    room.person("thanh", Role.SCANNER)
    page = at.page("hoa")
    for name, where in (("home", ""), ("account", "account"), ("audit", "audit")):
        page.goto(f"{at.address}/{where}")
        at.take(page, name)
    page.goto(f"{at.address}/people")
    page.locator("#account-minh button").first.click()
    page.locator("#account-minh form").wait_for()
    at.take(page, "people")


def main() -> None:
    """Take all pages in both languages, each on a home of its own."""
    for language in ("vi", "en"):
        with studio(**QUICK) as every:
            taken(every[language])


if __name__ == "__main__":
    main()
