"""Sending to a server: what it holds afterwards, and what is said where it does not take it."""

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from exports.fhir.address import address
from exports.fhir.paper import Paper
from exports.fhir.server import Server
from exports.fhir.transaction import deletion, merged, own, transaction
from models.errors import DeliveryError, DocumentRefused, SettingsError, UsageError
from models.record import Status
from models.settings import Fhir
from tests.exports.papers import LINK, SETTINGS, WHOLE, field, item, paper
from tests.exports.r4 import faults
from tests.fhir_server import FhirServer, serving

QUICK = SETTINGS.fhir.model_copy(update={"attempts": 3, "seconds": 5})


@pytest.fixture
def there() -> Iterator[FhirServer]:
    with serving(FhirServer()) as server:
        yield server


def client(there: FhirServer, settings: Fhir = QUICK, **environ: str) -> Server:
    return Server(address(there.url), settings, environ)


def sent(one: Paper, gone: Any = ()) -> bytes:
    return transaction(one, one.stored.facts.patient, gone)


def test_a_transaction_is_valid() -> None:
    bundle = json.loads(sent(WHOLE, {("Observation", "x")}))
    assert faults(bundle) == []
    assert faults(json.loads(deletion(own(WHOLE)))) == []


def test_a_server_holds_what_was_sent_and_again_changes_nothing(there: FhirServer) -> None:
    client(there).check()
    client(there).send(sent(WHOLE))
    before = dict(there.resources)
    client(there).send(sent(WHOLE))
    assert there.resources == before
    assert set(there.versions.values()) == {1}
    (patient,) = there.of("Patient")
    (stay,) = there.of("Encounter")
    assert stay["subject"] == {"reference": f"Patient/{patient['id']}"}
    assert len(there.of("Observation")) == 4


def test_what_a_new_version_has_not_is_deleted(there: FhirServer) -> None:
    one, two = item(substance="Penicillin"), item(substance="Tôm")
    old = paper(allergies=(one, two))
    new = replace(paper(allergies=(one,)), version=2)
    client(there).send(sent(old))
    client(there).send(sent(new, own(old) - own(new)))
    assert [allergy["code"]["text"] for allergy in there.of("AllergyIntolerance")] == ["Penicillin"]
    assert len(there.of("Composition")) == 1


def test_a_document_taken_back_leaves_only_what_others_share(there: FhirServer) -> None:
    client(there).send(sent(WHOLE))
    client(there).send(deletion(own(WHOLE)))
    kinds = sorted(name.partition("/")[0] for name in there.resources)
    assert kinds == ["Device", "Organization", "Patient", "Practitioner"]


def test_a_registered_patient_of_the_server_is_found_and_not_overwritten(
    there: FhirServer,
) -> None:
    mine = {"system": QUICK.patient_system, "value": "BN|7"}
    known = {"resourceType": "Patient", "id": "p7", "identifier": [mine], "name": [{"text": "A"}]}
    there.resources["Patient/p7"] = known
    link = replace(LINK, patient_id="BN|7", status="auto")
    client(there).send(sent(paper(link=link, patient=item(full_name="B"))))
    assert there.of("Patient") == [known]
    assert there.of("Encounter")[0]["subject"] == {"reference": "Patient/p7"}
    fresh = FhirServer()
    with serving(fresh):
        client(fresh).send(sent(paper(link=link, patient=item(full_name="B"))))
        client(fresh).send(sent(paper(link=link, patient=item(full_name="C"))))
    assert [patient["name"] for patient in fresh.of("Patient")] == [[{"text": "B"}]]


def test_papers_say_together_who_a_patient_is() -> None:
    read = item(full_name="NGUYỄN THỊ HOA", sex="female")
    better = {"full_name": field("NGUYỄN THỊ HOÀ", Status.CORRECTED)}
    doubtful = {"sex": field("male", Status.REVIEW), "phone": field(None, Status.REVIEW)}
    said = merged([read, read, better, doubtful, doubtful, doubtful])
    assert {key: one.value for key, one in said.items()} == {
        "full_name": "NGUYỄN THỊ HOÀ",
        "sex": "female",
    }
    assert said == merged([doubtful, better, read, doubtful, read, doubtful])


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_tried_again(there: FhirServer, status: int) -> None:
    there.answers = [status, status]
    client(there).send(sent(WHOLE))
    assert there.calls.count("POST /r4") == 3
    assert there.of("Composition")


def test_a_server_that_stays_busy_is_told(there: FhirServer) -> None:
    there.answers = [503] * 9
    with pytest.raises(DeliveryError, match="busy or broken \\(503\\)"):
        client(there).send(sent(WHOLE))
    assert len(there.answers) == 6


def test_a_refused_document_is_told_without_the_servers_words(there: FhirServer) -> None:
    there.refuses = "NGUYỄN THỊ HOÀ"
    with pytest.raises(DocumentRefused, match="\\(422, processing\\)") as told:
        client(there).send(sent(WHOLE))
    assert "HOÀ" not in str(told.value)
    assert there.resources == {}


def test_credentials_come_from_the_environment(there: FhirServer) -> None:
    there.authorization = "Bearer secret"
    client(there, SOHOA_FHIR_TOKEN="secret\n").send(sent(WHOLE))
    there.authorization = "Basic YW5uYTpwYXNz"
    client(there, SOHOA_FHIR_USER="anna", SOHOA_FHIR_PASSWORD="pass").send(sent(WHOLE))
    with pytest.raises(DeliveryError, match="refuses us \\(401\\)") as told:
        client(there, SOHOA_FHIR_TOKEN="wrong").send(sent(WHOLE))
    assert "wrong" not in str(told.value)
    with pytest.raises(UsageError, match="or SOHOA_FHIR_USER"):
        client(there, SOHOA_FHIR_TOKEN="a", SOHOA_FHIR_USER="b")


def test_a_server_of_another_release_is_told_before_anything_is_sent(there: FhirServer) -> None:
    there.release = "5.0.0"
    with pytest.raises(DeliveryError, match=r"speaks version 5\.0\.0"):
        client(there).check()


def test_an_address_that_is_no_server_is_told(there: FhirServer) -> None:
    there.url = there.url.replace("/r4", "/elsewhere")
    with pytest.raises(DeliveryError, match="check the URL"):
        client(there).check()
    with pytest.raises(DeliveryError, match="No answer from the FHIR server"):
        Server(address("http://127.0.0.1:9"), QUICK, {}).check()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://fhir.hospital.example/r4", "must begin with https"),
        ("http://10.0.0.7/r4", "must begin with https"),
        ("ftp://fhir.hospital.example", "the server's base"),
        ("fhir.hospital.example", "the server's base"),
        ("https://[fhir", "the server's base"),
        ("https://fhir.hospital.example/r4?x=1", "the server's base"),
        ("https://me:secret@fhir.hospital.example/r4", "No password in the URL"),
    ],
)
def test_addresses_that_are_refused(url: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as told:
        address(url)
    assert "secret" not in str(told.value)


def test_addresses_that_will_do() -> None:
    for url in ("http://127.0.0.1:8080/fhir", "http://[::1]:8080/fhir", "http://localhost/fhir"):
        assert address(url).url == url
    assert address("https://fhir.hospital.example/r4/").url == "https://fhir.hospital.example/r4"
    assert address("http://10.0.0.7/r4", plain_http=True).host == "10.0.0.7"


class Capability(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}')

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def test_certificates_are_checked(tmp_path: Path) -> None:
    authority, certificate = trustme.CA(), tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer(("127.0.0.1", 0), Capability) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            where = address(f"https://localhost:{server.server_address[1]}/r4")
            once = QUICK.model_copy(update={"attempts": 1})
            with pytest.raises(DeliveryError, match=r"TLS with .* failed"):
                Server(where, once, {}).check()
            Server(where, once.model_copy(update={"ca_file": str(certificate)}), {}).check()
        finally:
            server.shutdown()
            thread.join()
    with pytest.raises(SettingsError, match="names no file"):
        Server(where, once.model_copy(update={"ca_file": str(tmp_path / "none")}), {})
