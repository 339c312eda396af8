"""A hospital's system that speaks FHIR, over HTTP, and goes away in the middle."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.commands.his import waiting_of
from flows.his.sync import after_run
from flows.house import House
from flows.insurer import insurer
from models.hospital import Stay
from storage import keys
from storage.clock import now
from storage.lookups import UNKNOWN
from tests.exports.r4 import schema, structure
from tests.fhir_server import FhirServer, serving
from tests.flows.command import Command
from tests.flows.his.papers import (
    ALL,
    ORDER,
    PEOPLE,
    SECRETS,
    STAYS,
    filed,
    house_of,
    links,
    round_of,
)

SYSTEM = "http://fhir.hl7.org.vn/core/sid/ma-lk"


def hospital() -> dict[str, Any]:
    """What the server holds: three patients, two stays, one prescription."""
    made: dict[str, Any] = {}
    for number, name, born in PEOPLE.values():
        mine = {"type": {"coding": [{"code": "MR"}]}, "value": number}
        made[f"Patient/p{number}"] = {
            "identifier": [mine],
            "name": [{"text": name}],
            "birthDate": born,
            "gender": "female",
        }
    for number, (code, record) in STAYS.items():
        made[f"Encounter/e{number}"] = {
            "identifier": [
                {"system": SYSTEM, "value": code},
                {"type": {"coding": [{"code": "MR"}]}, "value": record},
            ],
            "subject": {"reference": f"Patient/p{number}"},
            "serviceType": {"text": "Nội"},
            "period": {"start": "2026-03-10T01:15:00Z", "end": "2026-03-12"},
        }
    made["MedicationRequest/m1"] = {
        "identifier": [{"value": ORDER}],
        "subject": {"reference": "Patient/p24000003"},
    }
    kinds = {name: dict(zip(("resourceType", "id"), name.split("/"), strict=True)) for name in made}
    return {name: kinds[name] | one for name, one in made.items()}


@pytest.fixture
def there() -> Iterator[FhirServer]:
    with serving(FhirServer(hospital())) as server:
        yield server


@pytest.fixture
def house(home: Path, there: FhirServer) -> Iterator[House]:
    settings = {"his_kind": "fhir", "his_address": there.url, "fhir_attempts": "1"}
    desk = {"review_address": "https://desk.example.vn"}
    with house_of(home, **settings, **desk) as made:
        yield made


def test_nothing_is_lost_and_nothing_doubled_wherever_it_goes_away(
    house: House, there: FhirServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ids = filed(house)
    there.budget = 0
    away = round_of(house)
    assert "No answer from the FHIR server" in away.away
    assert waiting_of(house) == {
        "waiting_to_ask": 4,
        "unknown_to_it": 0,
        "waiting_to_tell": 0,
    }
    rounds = []
    for budget in range(1, 30):
        there.budget = budget
        rounds.append(round_of(house))
        if not rounds[-1].away:
            break
    assert len(rounds) > 4
    there.budget = None
    assert links(house, ids) == ALL
    assert waiting_of(house) == {
        "waiting_to_ask": 0,
        "unknown_to_it": 1,  # the stranger's number
        "waiting_to_tell": 0,
    }
    assert [stay.stay_code for stay in house.catalogue.hospital.of_patient("24000002")] == [
        "LK-002"
    ]
    told = {one["masterIdentifier"]["value"]: one for one in there.of("DocumentReference")}
    assert set(told) == {ids[name] for name in PEOPLE}
    assert {there.versions[f"DocumentReference/{one['id']}"] for one in told.values()} == {1}
    before = dict(there.resources)
    again = round_of(house)
    assert (again.asked, again.told, again.away) == (0, 0, "")
    assert there.resources == before
    assert sum(one.told for one in rounds) == 3
    said = [*there.calls, *(record.getMessage() for record in caplog.records)]
    assert [line for line in said if any(secret in line for secret in SECRETS)] == []
    assert list(house.catalogue.audit.verify()) == []


def test_a_notice_says_what_is_needed_and_no_more(house: House, there: FhirServer) -> None:
    ids = filed(house)
    round_of(house)
    (notice,) = [
        one
        for one in there.of("DocumentReference")
        if one["masterIdentifier"]["value"] == ids["record"]
    ]
    assert [*schema(notice), *structure(notice)] == []
    assert notice["subject"]["identifier"]["value"] == "24000002"
    assert notice["context"]["encounter"][0]["identifier"] == {"system": SYSTEM, "value": "LK-002"}
    (content,) = notice["content"]
    assert content["attachment"]["url"] == (
        f"https://desk.example.vn/document/{ids['record']}/document.pdf"
    )
    assert content["attachment"]["creation"] == "2026-03-12"
    assert "HOA" not in json.dumps(notice, ensure_ascii=False)


def test_what_is_withdrawn_is_taken_back_and_told_again_when_restored(
    house: House, there: FhirServer
) -> None:
    filed(house)
    round_of(house)
    house.catalogue.withdrawals.withdraw("b")
    assert round_of(house).told == 3
    assert there.of("DocumentReference") == []
    house.catalogue.withdrawals.restore("b")
    assert round_of(house).told == 3
    assert len(there.of("DocumentReference")) == 3


def test_a_stay_is_kept_with_its_times_and_goes_into_the_insurers_tables(
    house: House, there: FhirServer, tmp_path: Path
) -> None:
    ids = filed(house)
    round_of(house)
    stay = Stay("24000002", "LK-002", "BA-7002", "Nội", "2026-03-10T08:15", "2026-03-12")
    assert house.catalogue.hospital.of_patient("24000002") == (stay,)
    row = house.catalogue.documents.get(ids["record"])
    assert row is not None
    insurer(house, [row], tmp_path / "out")
    (path,) = (tmp_path / "out").glob("*.xml")
    assert "<MA_LK>LK-002</MA_LK>" in path.read_text(encoding="utf-8")


def test_one_refused_question_or_notice_keeps_no_other_back(
    house: House, there: FhirServer
) -> None:
    ids = filed(house)
    there.answers = [422]
    first = round_of(house)
    assert (first.refused, first.away) == (1, "")
    assert sum(who is not None for who in links(house, ids).values()) == 2
    # It is asked again, and not at once.
    lookups = house.catalogue.lookups
    assert (lookups.waiting(), lookups.questions(10, now())) == (1, ())
    there.refuses = ids["record"]
    house.catalogue.withdrawals.withdraw("b")
    round_of(house)
    house.catalogue.withdrawals.restore("b")
    second = round_of(house)
    assert (second.told, second.refused, second.away) == (2, 1, "")


def test_a_damaged_document_keeps_no_other_back(house: House, there: FhirServer) -> None:
    row = house.catalogue.documents.get(filed(house)["record"])
    assert row is not None
    (house.home / "store" / keys.original(row.sha256)).unlink()
    made = round_of(house)
    assert (made.told, made.refused, made.away) == (2, 1, "")
    assert (waiting_of(house)["waiting_to_tell"], round_of(house).refused) == (1, 0)


def test_a_run_is_not_hindered_by_a_system_that_is_away(
    house: House, there: FhirServer, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = filed(house)
    there.budget = 1
    after_run(house)
    assert "sohoa his sync" in capsys.readouterr().err
    there.budget = None
    after_run(house)
    assert capsys.readouterr().err == ""
    assert links(house, ids) == ALL
    assert len(there.of("DocumentReference")) == 3


def test_a_server_that_passes_over_what_it_is_asked_links_nobody(
    house: House, there: FhirServer
) -> None:
    ids = filed(house)
    there.search = lambda kind, body: {  # type: ignore[method-assign]
        "resourceType": "Bundle",
        "entry": [{"resource": one} for one in there.of(kind)],
    }
    round_of(house)
    assert links(house, ids) == ALL
    assert house.catalogue.patients.register.get("24000009") is None
    assert house.catalogue.lookups.waiting(UNKNOWN) == 1


def test_what_changes_there_later_is_read_without_being_asked_for(
    house: House, there: FhirServer
) -> None:
    ids = filed(house)
    round_of(house)
    assert not any(call.startswith("GET") for call in there.calls)
    stranger = {"type": {"coding": [{"code": "MR"}]}, "value": "24000009"}
    there.resources["Patient/new"] = {
        "resourceType": "Patient",
        "id": "new",
        "identifier": [stranger],
        "name": [{"text": "Đỗ Thị Xuân"}],
        "birthDate": "1971-05-05",
        "gender": "female",
    }
    made = round_of(house)
    assert links(house, ids)["stranger"] == "24000009"
    assert made.kept.people == 1
    told = {one["masterIdentifier"]["value"] for one in there.of("DocumentReference")}
    assert ids["stranger"] in told
    (changed,) = [call for call in there.calls if call.startswith("GET /r4/Patient")]
    assert "_lastUpdated=ge20" in changed


def test_a_register_that_knows_more_keeps_it(house: House, there: FhirServer) -> None:
    from flows.people.files import patients
    from flows.people.load import load

    one = there.resources["Patient/p24000001"] | {
        "telecom": [{"system": "phone", "value": "0901234567"}]
    }
    load(house, patients([one]))
    filed(house)
    round_of(house, everything=True)
    held = house.catalogue.patients.register.get("24000001")
    assert held and held.phone == "0901234567"


def test_the_commands(home: Path, bare: Command, there: FhirServer) -> None:
    none = bare("his", "check")
    assert (none.returncode, "his.kind" in none.stderr) == (2, True)
    settings = {"SOHOA_HIS_KIND": "fhir", "SOHOA_FHIR_ATTEMPTS": "1"}
    lacking = bare("his", "sync", **settings)
    assert (lacking.returncode, "his.address is not set" in lacking.stderr) == (2, True)
    settings["SOHOA_HIS_ADDRESS"] = there.url
    with house_of(home) as house:
        filed(house)
    checked = bare("his", "check", **settings)
    assert checked.returncode == 0, checked.stderr
    assert "MedicationRequest   not there" in checked.stdout
    dry = bare("his", "sync", "--dry-run", "--json", **settings)
    assert json.loads(dry.stdout)["waiting_to_ask"] == 4, dry.stderr
    assert not there.asked
    there.budget = 0
    away = bare("his", "sync", "--json", **settings)
    assert (away.returncode, json.loads(away.stdout)["away"]) == (5, True)
    assert "numbers to ask the hospital's system by: 4" in bare("status", **settings).stdout
    there.budget = None
    done = bare("his", "sync", **settings, LANG="vi_VN.UTF-8")
    assert done.returncode == 0, done.stderr
    assert len(there.of("DocumentReference")) == 3


def test_a_run_ends_with_a_round(sohoa: Command, there: FhirServer) -> None:
    with house_of(sohoa.home) as house:
        ids = filed(house)
    settings = {"SOHOA_HIS_KIND": "fhir", "SOHOA_HIS_ADDRESS": there.url}
    plain = {"SOHOA_EXTRACT_MODEL": "false", "SOHOA_FHIR_ATTEMPTS": "1"}
    there.budget = 0
    away = sohoa("rerun", "--from", "link", "--batch", "b", **settings, **plain)
    assert (away.returncode, "sohoa his sync" in away.stderr) == (0, True), away.stderr
    there.budget = None
    ended = sohoa("rerun", "--from", "link", "--batch", "b", **settings, **plain)
    assert ended.returncode == 0, ended.stderr
    with house_of(sohoa.home) as house:
        assert links(house, ids) == ALL
    assert len(there.of("DocumentReference")) == 3
