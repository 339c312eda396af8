import json

import pytest

from models.errors import CatalogueError
from storage.catalogue import Catalogue


def opened(catalogue: Catalogue) -> None:
    for name in ("a", "b", "c"):
        catalogue.receipts.open_batch(name)


def unguarded(catalogue: Catalogue, statement: str) -> None:
    """Change the audit as somebody would who owns the database."""
    with catalogue._database.write() as connection:
        if catalogue.where.startswith("sqlite"):
            for name in ("audit_no_update", "audit_no_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("DROP TRIGGER audit_no_change ON audit")
        connection.exec_driver_sql(statement)


def test_every_event_follows_the_one_before(catalogue: Catalogue) -> None:
    opened(catalogue)
    first, second, _ = catalogue.audit.events()
    assert (first.id, first.actor, first.action, first.subject) == (1, "tester", "open", "batch:a")
    assert first.previous == "0" * 64
    assert second.previous == first.hash
    assert json.loads(first.after) == {}
    assert catalogue.audit.events("batch:b") == (second,)
    assert list(catalogue.audit.verify()) == []


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_changes(catalogue: Catalogue, statement: str) -> None:
    opened(catalogue)
    with pytest.raises(CatalogueError), catalogue._database.write() as connection:
        connection.exec_driver_sql(statement)
    assert len(catalogue.audit.events()) == 3


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit SET actor = 'x' WHERE id = 2", "event 2 was changed"),
        ("DELETE FROM audit WHERE id = 2", "events 2 to 2 are missing"),
        ("UPDATE audit SET previous = hash WHERE id = 3", "event 3 does not follow"),
    ],
)
def test_changes_behind_its_back_show(catalogue: Catalogue, statement: str, fault: str) -> None:
    opened(catalogue)
    unguarded(catalogue, statement)
    assert any(fault in line for line in list(catalogue.audit.verify()))


def test_what_a_server_has_is_told_server_by_server(catalogue: Catalogue) -> None:
    for server, version in (("one", 1), ("two", 1), ("one", None)):
        catalogue.audit.sent("d1", version, server)
    assert [catalogue.audit.has("d1", server) for server in ("one", "two", "three")] == [
        False,
        True,
        False,
    ]
    assert not catalogue.audit.has("d2", "two")
