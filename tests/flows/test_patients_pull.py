"""Reading a FHIR server's patients over HTTP: pages, tokens, and servers that misbehave."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from exports.fhir.address import address
from exports.fhir.server import ANSWER_BYTES, Server
from flows.commands.patients import EVERYBODY
from flows.people.files import patients
from flows.people.load import load
from models.errors import DeliveryError
from tests.exports.papers import SETTINGS
from tests.flows.filed import quick

TOKEN = "s3cret"
QUICK = SETTINGS.fhir.model_copy(update={"attempts": 3, "seconds": 5})


def patient(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": f"p{number}",
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": f"{25000000 + number}"}],
        "name": [{"text": f"Lê Văn {chr(65 + number)}"}],
    }


def bundles(url: str, token: str = TOKEN) -> Iterator[Any]:
    return Server(address(url), QUICK, {"SOHOA_FHIR_TOKEN": token}).search(EVERYBODY)


class Handler(BaseHTTPRequestHandler):
    """A server of seven patients, three a page; other paths misbehave each in its way.

    Of each page it breaks off in the middle once, and is busy once.
    """

    faults: set[str]

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        base, _, last = url.path.rpartition("/")
        assert last == "Patient"
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.answer(401, b"")
        elif base == "/fhir" and f"half {url.query}" not in self.faults:
            self.half(url.query)
        elif base == "/fhir" and f"busy {url.query}" not in self.faults:
            self.faults.add(f"busy {url.query}")
            self.answer(503, b"")
        elif base == "/fhir":
            self.page(int(parse_qs(url.query).get("from", ["0"])[0]))
        else:
            others = {"/elsewhere": self.elsewhere, "/circle": self.circle, "/long": self.long}
            others |= {"/none": lambda: self.answer(200, b'{"resourceType": "Patient"}')}
            others.get(base, lambda: self.answer(500, b"Le Van A is ill"))()

    def page(self, start: int) -> None:
        numbers = range(start, min(7, start + 3))
        bundle: dict[str, Any] = {
            "resourceType": "Bundle",
            "link": [{"relation": "self", "url": self.path}],
            "entry": [{"resource": patient(number)} for number in numbers],
        }
        if start + 3 < 7:
            bundle["link"].append({"relation": "next", "url": f"/fhir/Patient?from={start + 3}"})
        self.answer(200, json.dumps(bundle).encode())

    def half(self, asked: str) -> None:
        self.faults.add(f"half {asked}")
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"resourceType": "Bun')
        self.close_connection = True

    def next(self, url: str) -> None:
        link = {"relation": "next", "url": url}
        self.answer(200, json.dumps({"resourceType": "Bundle", "link": [link]}).encode())

    def elsewhere(self) -> None:
        self.next("http://127.0.0.1:1/fhir/Patient")

    def circle(self) -> None:
        self.next(self.path)

    def long(self) -> None:
        self.answer(200, b" " * (ANSWER_BYTES + 1))

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    Handler.faults = set()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


def test_all_pages_are_read_and_twice_is_once(server: str, home: Path) -> None:
    with quick(home) as house:
        report = load(house, patients(bundles(f"{server}/fhir/")))
        assert (report.rows, report.loaded.new, report.bad) == (7, 7, [])
        again = load(house, patients(bundles(f"{server}/fhir")))
        assert again.loaded.unchanged == 7
    assert len(Handler.faults) == 6


@pytest.mark.parametrize(
    ("path", "token", "said"),
    [
        ("/fhir", "wrong", "refuses us"),
        ("/elsewhere", TOKEN, "another server"),
        ("/circle", TOKEN, "circle"),
        ("/long", TOKEN, "over 64 MB"),
        ("/none", TOKEN, "does not answer as a FHIR server"),
        ("/broken", TOKEN, "busy or broken \\(500\\)"),
    ],
)
def test_a_server_that_misbehaves_is_told(server: str, path: str, token: str, said: str) -> None:
    with pytest.raises(DeliveryError, match=said) as refusal:
        list(bundles(server + path, token))
    assert "Le Van" not in str(refusal.value)
    assert token not in str(refusal.value)


def test_a_server_that_is_away_is_told() -> None:
    with pytest.raises(DeliveryError, match="No answer"):
        list(bundles("http://127.0.0.1:1/fhir"))
