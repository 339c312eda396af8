"""A hospital's system of which two views may be read: on PostgreSQL by a role, and in SQLite."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from flows.his.opening import required
from flows.house import House
from models.errors import DeliveryError, SettingsError
from models.hospital import Asked, Stay
from tests.flows.his.papers import ALL, ORDER, PEOPLE, filed, house_of, links, round_of
from tests.servers import database
from tests.storage.conftest import DATABASES

OUTBOX = "document_id version filed_at type patient_id stay_code issued_on address sha256".split()
TABLES = [
    "CREATE TABLE people (number INTEGER PRIMARY KEY, name TEXT, born DATE, secret TEXT,"
    " touched TIMESTAMP)",
    "CREATE TABLE visits (code TEXT PRIMARY KEY, whose INTEGER, chart TEXT, ward TEXT,"
    " came TIMESTAMP, went TIMESTAMP, script TEXT)",
    *(
        f"INSERT INTO people VALUES ({number}, '{name}', '{born}', 'x', '2026-01-01 00:00:00')"
        for number, name, born in PEOPLE.values()
    ),
    "INSERT INTO visits VALUES ('LK-002', 24000002, 'BA-7002', 'Nội', '2026-03-10 08:15:00',"
    " '2026-03-12 10:00:00', NULL)",
    f"INSERT INTO visits VALUES ('LK-003', 24000003, 'BA-7003', 'Nhi', NULL, NULL, '{ORDER}')",
    "CREATE VIEW sohoa_patients AS SELECT number AS ma_bn, name AS ho_ten, born AS ngay_sinh,"
    " 'nữ' AS gioi_tinh, touched AS changed_at FROM people",
    "CREATE VIEW sohoa_stays AS SELECT whose AS ma_bn, code AS ma_lk, chart AS ma_hsba,"
    " ward AS ten_khoa, came AS ngay_vao, went AS ngay_ra, script AS ma_don_thuoc FROM visits",
    "CREATE TABLE sohoa_filed (document_id TEXT PRIMARY KEY, version INTEGER, "
    + ", ".join(f"{name} TEXT" for name in OUTBOX[2:])
    + ")",
]
ROLE = [
    "DROP ROLE IF EXISTS sohoa_reader",
    "CREATE ROLE sohoa_reader LOGIN PASSWORD 'reader'",
    "GRANT SELECT ON sohoa_patients, sohoa_stays TO sohoa_reader",
    "GRANT SELECT, INSERT, UPDATE ON sohoa_filed TO sohoa_reader",
]
NO_ROLE = ["DROP OWNED BY sohoa_reader", "DROP ROLE sohoa_reader"]


@dataclass
class Hospital:
    """The database as its owner has it, and as it is lent to us."""

    url: str
    lent: str

    def run(self, *statements: str) -> list[tuple[object, ...]]:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            results = [connection.execute(text(one)) for one in statements]
            rows = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
        engine.dispose()
        return rows

    @property
    def environ(self) -> dict[str, str]:
        return {"SOHOA_HIS_URL": self.lent}

    def told(self) -> dict[object, tuple[object, ...]]:
        rows = self.run("SELECT document_id, version, patient_id, stay_code FROM sohoa_filed")
        return {row[0]: row[1:] for row in rows}


@pytest.fixture(params=DATABASES)
def hospital(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hospital]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'his.sqlite'}"
        made = Hospital(url, url)
        made.run(*TABLES)
        yield made
        return
    with database(request.getfixturevalue("postgres_url")) as url:
        lent = make_url(url).set(username="sohoa_reader", password="reader")
        made = Hospital(url, lent.render_as_string(hide_password=False))
        made.run(*TABLES, *ROLE)
        yield made
        made.run(*NO_ROLE)


SETTINGS = {
    "his_kind": "view",
    "his_patients": "sohoa_patients",
    "his_stays": "sohoa_stays",
    "his_outbox": "sohoa_filed",
}


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with house_of(home, **SETTINGS) as made:
        yield made


def test_patients_and_stays_are_looked_up_and_documents_told(
    house: House, hospital: Hospital
) -> None:
    ids = filed(house)
    made = round_of(house, hospital.environ)
    assert (made.away, made.told) == ("", 3)
    assert links(house, ids) == ALL
    assert house.catalogue.hospital.of_patient("24000002") == (
        Stay("24000002", "LK-002", "BA-7002", "Nội", "2026-03-10T08:15", "2026-03-12T10:00"),
    )
    assert hospital.told()[ids["record"]][1:] == ("24000002", "LK-002")
    again = round_of(house, hospital.environ)
    assert (again.asked, again.told) == (0, 0)
    house.catalogue.withdrawals.withdraw("b")
    assert round_of(house, hospital.environ).told == 3
    assert {row[0] for row in hospital.told().values()} == {0}


def test_what_is_changed_later_is_read_by_its_time(house: House, hospital: Hospital) -> None:
    ids = filed(house)
    round_of(house, hospital.environ)
    hospital.run(
        "INSERT INTO people VALUES (24000009, 'ĐỖ THỊ XUÂN', '1971-05-05', 'x',"
        " '2999-01-01 00:00:00')"
    )
    made = round_of(house, hospital.environ)
    assert made.kept.people == 1
    assert hospital.told()[ids["stranger"]][1] == "24000009"
    assert links(house, ids)["stranger"] == "24000009"


def test_all_of_it_is_read_when_asked_for(house: House, hospital: Hospital) -> None:
    made = round_of(house, hospital.environ, everything=True)
    assert (made.kept.people, made.kept.stays) == (3, 3)


def test_a_database_that_goes_away_and_comes_back_loses_nothing(
    house: House, hospital: Hospital
) -> None:
    ids = filed(house)
    hospital.run("ALTER TABLE sohoa_filed RENAME TO elsewhere")
    first = round_of(house, hospital.environ)
    assert "does not answer" in first.away
    assert (first.found > 0, first.told) == (True, 0)
    assert links(house, ids) == ALL
    hospital.run("ALTER TABLE elsewhere RENAME TO sohoa_filed")
    assert round_of(house, hospital.environ).told == 3


def test_only_views_are_read_and_nothing_else_is_written(house: House, hospital: Hospital) -> None:
    system = required(house.settings, hospital.environ)
    assert dict(system.check())["sohoa_stays"].startswith("patient_id, stay_code, record_number")
    with system._reading() as connection, pytest.raises(Exception, match=r"only|read"):  # type: ignore[attr-defined]
        connection.execute(text("DELETE FROM sohoa_filed"))
    wrong = house.settings.model_copy(
        update={"his": house.settings.his.model_copy(update={"patients": "people_"})}
    )
    with pytest.raises(DeliveryError, match="shows us no"):
        required(wrong, hospital.environ).look_up(Asked.PATIENT, "24000001")


@pytest.mark.postgres
def test_a_view_that_the_role_may_not_read_is_told_without_a_word_of_it(
    house: House, postgres_url: str
) -> None:
    with database(postgres_url) as url:
        lent = make_url(url).set(username="sohoa_reader", password="reader")
        made = Hospital(url, lent.render_as_string(hide_password=False))
        made.run(*TABLES, *ROLE, "REVOKE SELECT ON sohoa_patients FROM sohoa_reader")
        with pytest.raises(DeliveryError, match="may not use") as refusal:
            required(house.settings, made.environ).look_up(Asked.PATIENT, "24000001")
        assert "24000001" not in str(refusal.value) and "reader" not in str(refusal.value)
        made.run(*NO_ROLE)


@pytest.mark.parametrize("url", ["", "his", "nosuch://x/y", "oracle://u:secret@h/d"])
def test_a_url_of_no_use_is_told_without_it(house: House, url: str) -> None:
    with pytest.raises(SettingsError, match="SOHOA_HIS_URL") as refusal:
        required(house.settings, {"SOHOA_HIS_URL": url})
    assert "secret" not in str(refusal.value)
