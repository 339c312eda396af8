"""A desk on an empty home, people who log in to it, and a browser."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from flows.desk import HouseDesk
from flows.house import opened
from models.people import Role
from review.app import application
from review.serving import LOOPBACK, Place, Server, listening
from tests.flows.filed import QUICK
from tests.review import papers
from tests.servers import free_ports

NAMES = ("TRẦN THỊ HA", "LÊ THỊ BÌNH", "NGUYỄN THỊ HOÀ", "PHẠM THỊ LAN", "VŨ THỊ MAI")
PASSWORD = "Phở bò tái 2026"
CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 30_000
"""A machine may be busy with other tests."""


def until(there: Callable[[], object]) -> None:
    """Wait for something to be there, twice as long as a page is waited for."""
    end = time.monotonic() + 2 * PATIENCE_MS / 1000
    while not there():
        assert time.monotonic() < end
        time.sleep(0.05)


class Room(HouseDesk):
    """A desk that tests may change."""

    def person(self, name: str, *roles: Role) -> str:
        """Make an account with the password of all; return its name."""
        self.catalogue.accounts.add(name, roles)
        self.catalogue.entrance.set_password(name, PASSWORD, self.settings.review)
        return name

    def told(self) -> list[tuple[str, str, str]]:
        """Return actor, action and subject of every event."""
        return [(one.actor, one.action, one.subject) for one in self.catalogue.audit.events()]


STRICT = {"SOHOA_ACCEPT_IDENTITY": "1.0", **QUICK}
"""Everything about a patient waits for a person."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened({"SOHOA_HOME": str(tmp_path), **STRICT}) as house:
        yield Room(house)


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which twenty tasks wait, of five prescriptions; tests take a copy of it."""
    home = tmp_path_factory.mktemp("stock")
    with opened({"SOHOA_HOME": str(home), **STRICT}) as house:
        for number, name in enumerate(NAMES):
            read = papers.doubted(papers.prescription(name, 20241234 + number), "HA", "HÀ")
            papers.file(
                house, f"scan-{number}", [read, papers.second_page(name, 20241234 + number)]
            )
    return home


@pytest.fixture
def stocked(stock: Path, tmp_path: Path) -> Iterator[Room]:
    shutil.copytree(stock, tmp_path, dirs_exist_ok=True)
    with opened({"SOHOA_HOME": str(tmp_path), **STRICT}) as house:
        yield Room(house)


@dataclass
class Visitor:
    """A browser without JavaScript."""

    client: httpx.Client

    def token(self, page: str = "/login") -> str:
        """Return the token that the forms of a page bring along."""
        text = self.client.get(page).text
        return text.split('name="form-token" content="')[1].split('"')[0]

    def log_in(self, name: str, password: str = PASSWORD) -> int:
        """Return the status of a login by the form."""
        asked = {"name": name, "password": password, "form_token": self.token()}
        return self.client.post("/login", data=asked).status_code

    def send(self, address: str, /, **fields: object) -> httpx.Response:
        """Send a form as htmx does from a page of somebody who is logged in."""
        headers = {"X-Form-Token": self.token("/account"), "HX-Request": "true"}
        return self.client.post(address, data=fields, headers=headers)


@contextmanager
def served(app: FastAPI, place: Place) -> Iterator[str]:
    """Serve by the server that serves people; gives the address."""
    server = Server(app, place)
    with listening(place) as socket:
        thread = threading.Thread(target=server.run, args=(socket,))
        thread.start()
        yield place.address
        server.stop()
        thread.join(2 * PATIENCE_MS / 1000)
        assert not thread.is_alive()


def place(room: Room, *, behind_proxy: bool = False) -> Place:
    """A place on a free port of this machine."""
    return Place("127.0.0.1", free_ports(1)[0], behind_proxy, room.settings.review)


@pytest.fixture
def app(room: Room) -> FastAPI:
    return application(room, hosts=LOOPBACK, secure=False)


@pytest.fixture
def address(room: Room, app: FastAPI) -> Iterator[str]:
    """Where the desk is served."""
    with served(app, place(room)) as where:
        yield where


@pytest.fixture
def visitor(address: str) -> Iterator[Visitor]:
    """Somebody who is not logged in."""
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        yield Visitor(client)


@pytest.fixture
def enter(room: Room, visitor: Visitor) -> Callable[..., httpx.Client]:
    """What logs somebody of these roles in, as lan, and gives the client."""

    def come(*roles: Role) -> httpx.Client:
        assert visitor.log_in(room.person("lan", *roles)) == 303
        return visitor.client

    return come


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@dataclass
class Screen:
    """A page of the browser, and what its console complained of."""

    page: Page
    complaints: list[str]

    def log_in(self, address: str, name: str) -> None:
        self.page.goto(f"{address}/login")
        self.page.fill("#name", name)
        self.page.fill("#password", PASSWORD)
        self.page.press("#password", "Enter")
        self.page.wait_for_url(f"{address}/")


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def screen(browser: Browser, address: str) -> Iterator[Screen]:
    """A window of its own, in Vietnamese, which must not complain of anything."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page, complaints = context.new_page(), list[str]()
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(PATIENCE_MS)

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:")):
            complaints.append(f"asked for {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", asked)
    yield Screen(page, complaints)
    context.close()
