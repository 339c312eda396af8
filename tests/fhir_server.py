"""A small FHIR server: transactions as R4 wants them, over HTTP, in memory."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]


class Refused(Exception):
    """A transaction that cannot be."""


@dataclass
class FhirServer:
    """What the server holds, and how it answers.

    `resources` are by `Type/id`, `versions` how often each has changed. `answers` are statuses
    that it gives first, before it does anything; `authorization` is what it asks for.
    """

    resources: dict[str, Json] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    authorization: str = ""
    release: str = "4.0.1"
    refuses: str = ""
    calls: list[str] = field(default_factory=list)
    url: str = ""
    budget: int | None = None
    """How many calls it answers yet, before it hangs up; None for all."""
    asked: list[str] = field(default_factory=list)
    """What questions held, in their bodies."""

    def transact(self, bundle: Json) -> Json:
        """Do all of a transaction, or nothing: deletions, then creations, then the rest."""
        order = ["DELETE", "POST", "PUT"]
        entries = sorted(bundle["entry"], key=lambda each: order.index(each["request"]["method"]))
        names = {each["fullUrl"]: self._name(each) for each in entries if "fullUrl" in each}
        after, statuses = dict(self.resources), []
        for entry in entries:
            if entry["request"]["method"] == "DELETE":
                after.pop(entry["request"]["url"], None)
                statuses.append("204")
                continue
            name = names[entry["fullUrl"]]
            made = _led(entry["resource"], names) | {"id": name.partition("/")[2]}
            if self.refuses and self.refuses in json.dumps(made, ensure_ascii=False):
                raise Refused(f"no {self.refuses}")
            found = entry["request"]["method"] == "POST" and name in after
            after[name] = after[name] if found else made
            statuses.append("200" if name in self.resources else "201")
        for name in after.keys() | self.resources.keys():
            if after.get(name) != self.resources.get(name):
                self.versions[name] = self.versions.get(name, 0) + 1
        self.resources = after
        answers = [{"response": {"status": status}} for status in statuses]
        return {"resourceType": "Bundle", "type": "transaction-response", "entry": answers}

    def _name(self, entry: Json) -> str:
        request = entry["request"]
        if request["method"] == "PUT":
            return str(request["url"])
        (token,) = parse_qs(request["ifNoneExist"])["identifier"]
        system, _, value = token.partition("|")
        kind, wanted = request["url"], {"system": system, "value": value}
        found = [
            name
            for name, resource in self.resources.items()
            if name.startswith(f"{kind}/") and wanted in resource.get("identifier", [])
        ]
        if len(found) > 1:
            raise Refused("several match")
        return found[0] if found else f"{kind}/made-{len(self.resources)}"

    def search(self, kind: str, body: str) -> Json:
        """Find resources by identifier, id or patient, as POST [kind]/_search asks."""
        self.asked.append(body)
        wanted = {key: set(values[0].split(",")) for key, values in parse_qs(body).items()}
        wanted.pop("_count")
        found = [one for one in self.of(kind) if all(map(_fits(one), wanted.items()))]
        entries = [{"resource": one} for one in found]
        return {"resourceType": "Bundle", "type": "searchset", "entry": entries}

    def of(self, kind: str) -> list[Json]:
        """The resources of a kind."""
        return [one for name, one in self.resources.items() if name.startswith(f"{kind}/")]


def _fits(one: Json) -> Callable[[tuple[str, set[str]]], bool]:
    """Say of a resource whether it has one of the values of a parameter."""
    values = {
        "identifier": {each["value"] for each in one.get("identifier", [])},
        "_id": {one["id"]},
        "patient": {one.get("subject", {}).get("reference", "").removeprefix("Patient/")},
    }
    return lambda asked: bool(values[asked[0]] & asked[1])


def _led(thing: Any, names: dict[str, str]) -> Any:
    """A resource whose references lead to what is on the server."""
    if isinstance(thing, list):
        return [_led(each, names) for each in thing]
    if not isinstance(thing, dict):
        return thing
    made = {key: _led(value, names) for key, value in thing.items()}
    target = made.get("reference")
    if isinstance(target, str) and target.startswith("urn:"):
        if target not in names:
            raise Refused("a reference leads nowhere")
        made["reference"] = names[target]
    return made


@contextmanager
def serving(server: FhirServer) -> Iterator[FhirServer]:
    """Have it answer on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            server.calls.append(f"GET {self.path}")
            if self._hangs_up():
                return None
            kinds = ("Patient", "Encounter", "DocumentReference")
            capability = {
                "resourceType": "CapabilityStatement",
                "fhirVersion": server.release,
                "rest": [{"resource": [{"type": kind} for kind in kinds]}],
            }
            kind = self.path.removeprefix("/r4/").partition("?")[0]
            if self.path == "/r4/metadata":
                return self._answer(200, capability)
            if kind in kinds:
                entries = [{"resource": one} for one in server.of(kind)]
                return self._answer(200, {"resourceType": "Bundle", "entry": entries})
            return self._answer(404, {})

        def do_POST(self) -> None:
            server.calls.append(f"POST {self.path}")
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self._hangs_up():
                return None
            if self.headers.get("Authorization", "") != server.authorization:
                return self._answer(401, {})
            if server.answers:
                return self._answer(server.answers.pop(0), {})
            if self.path.endswith("/_search"):
                kind = self.path.split("/")[-2]
                return self._answer(200, server.search(kind, body.decode()))
            try:
                return self._answer(200, server.transact(json.loads(body)))
            except Refused as refusal:
                issue = {"severity": "error", "code": "processing", "diagnostics": str(refusal)}
                return self._answer(422, {"resourceType": "OperationOutcome", "issue": [issue]})

        def _hangs_up(self) -> bool:
            if server.budget == 0:
                self.close_connection = True
                return True
            if server.budget:
                server.budget -= 1
            return False

        def _answer(self, status: int, said: Json) -> None:
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/fhir+json")
            self.send_header("Content-Length", str(len(data)))
            if status in (429, 503):
                self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(data)

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
    thread.start()
    server.url = f"http://127.0.0.1:{listening.server_address[1]}/r4"
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
