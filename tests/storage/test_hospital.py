"""What the hospital's system said, is asked and is told, on both databases."""

import pytest
from alembic import command

from models.errors import MigrationDue
from models.hospital import Asked, Prescription, Stay
from storage.catalogue import Catalogue
from storage.lookups import FOUND, UNKNOWN, Question
from storage.notices import Owed
from storage.person import Person
from tests.storage.charts import filing, scan
from tests.storage.test_migration import at

LATER = "2999-01-01T00:00:00+07:00"
STAY = Stay("BN1", "LK-7", "BA-7", "Nội", "2026-10-20T08:15", "2026-11-01")


def test_stays_are_kept_once_and_what_is_not_said_any_more_stays(catalogue: Catalogue) -> None:
    hospital = catalogue.hospital
    assert hospital.keep([STAY, Stay("BN1", "LK-8")], [Prescription("79024A1B2C3D-C", "bn2")]) == 3
    assert hospital.keep([STAY], [Prescription("79024a1b2c3d-c", "BN2")]) == 0
    assert hospital.keep([Stay("BN1", "LK-7", "BA-7", discharged_at="2026-11-02")]) == 1
    first, second = hospital.of_patient("BN1")
    assert first == Stay("BN1", "LK-7", "BA-7", "Nội", "2026-10-20T08:15", "2026-11-02")
    assert second.stay_code == "LK-8"
    assert hospital.code("BN1", "ba-7") == "LK-7"
    assert (hospital.code("BN2", "BA-7"), hospital.code("BN1", "")) == ("", "")


def test_whose_a_stay_is(catalogue: Catalogue) -> None:
    hospital = catalogue.hospital
    hospital.keep([STAY, Stay("BN2", "lk-9", "BA-7")], [Prescription("79024a1b2c3d-c", "BN2")])
    assert hospital.owner("LK-7", "", "") == "BN1"
    assert hospital.owner("LK-9", "", "") == "BN2"
    assert hospital.owner("", "", "79024A1B2C3D-c") == "BN2"
    # Two patients have the record number; the codes are of two.
    assert hospital.owner("", "BA-7", "") is None
    assert hospital.owner("LK-7", "", "79024a1b2c3d-c") is None
    assert hospital.owner("LK-1", "", "") is None


def filed(catalogue: Catalogue, name: str = "one") -> str:
    catalogue.receipts.receive("b", f"{name}.pdf", scan(name))
    catalogue.documents.file(filing(scan(name), 1), [])
    return filing(scan(name), 1).document_id


def test_a_number_is_asked_once_for_all_documents_and_again_when_unknown(
    catalogue: Catalogue,
) -> None:
    ids = sorted(filed(catalogue, name) for name in ("one", "two"))
    outbox, notices = catalogue.lookups, catalogue.notices
    assert notices.unseen(10) == tuple(ids)
    assert notices.unseen(10, ids[0]) == (ids[1],)
    for one in (*ids, *ids):
        notices.put(one, 1, {Asked.PATIENT: "BN1"}, tells=True)
    assert notices.unseen(10) == ()
    (question,) = outbox.questions(10, LATER)
    assert question == Question(Asked.PATIENT, "BN1", 0)
    assert outbox.asking(question) == tuple(ids)
    outbox.answered(question, UNKNOWN, "2998-01-01T00:00:00+07:00", "his")
    assert (outbox.waiting(), outbox.waiting(UNKNOWN), notices.waiting()) == (0, 1, 2)
    assert outbox.questions(10, "2997-01-01T00:00:00+07:00") == ()
    (again,) = outbox.questions(10, LATER)
    assert again.tries == 1
    outbox.answered(again, FOUND, LATER, "his")
    assert outbox.questions(10, LATER) == ()
    # Looked at again, what is answered stays so; another number is another question.
    notices.put(ids[0], 1, {Asked.PATIENT: "BN1", Asked.RECORD: "BA-7"}, tells=True)
    assert [one.kind for one in outbox.questions(10, LATER)] == [Asked.RECORD]
    events = [event for event in catalogue.audit.events() if event.action == "look up"]
    assert len(events) == 4
    assert not any("BN1" in event.after + event.subject for event in events)


KNOWN = [
    (Asked.PATIENT, "bn1"),
    (Asked.NATIONAL, "001050000001"),
    (Asked.INSURANCE, "HT4010012345678"),
    (Asked.INSURANCE, "0012345678"),
    (Asked.RECORD, "ba-7"),
    (Asked.RECORD, "R-1"),
    (Asked.STAY, "LK-7"),
    (Asked.STAYS, "BN1"),
    (Asked.PRESCRIPTION, "79024a1b2c3d-c"),
]


def test_what_is_known_otherwise_by_now_is_asked_no_more(catalogue: Catalogue) -> None:
    one, notices, lookups = filed(catalogue), catalogue.notices, catalogue.lookups
    person = Person("BN1", "LÊ LAN", "", "", "001050000001", "DN4010012345678", "R-1")
    for kind, value in KNOWN:
        notices.put(one, 1, {kind: f"{value[:-1]}9"}, tells=False)
        assert lookups.known() == ()
    catalogue.patients.register.load([person])
    catalogue.hospital.keep([STAY], [Prescription("79024a1b2c3d-c", "BN1")])
    for kind, value in KNOWN:
        notices.put(one, 1, {kind: f"{value[:-1]}9"}, tells=False)
        assert lookups.known() == ()
        notices.put(one, 1, {kind: value}, tells=False)
        assert lookups.known() == (one,)
        lookups.settle([one])
        assert (lookups.known(), lookups.waiting()) == ((), 0)


def test_a_document_is_told_once_and_that_it_is_no_more_once(catalogue: Catalogue) -> None:
    outbox, one = catalogue.notices, filed(catalogue)
    outbox.put(one, 1, {}, tells=True)
    (owed,) = outbox.owed(10, LATER)
    assert owed == Owed(one, 1, 0)
    outbox.put_off(owed, "2998-01-01T00:00:00+07:00")
    assert outbox.owed(10, "2997-01-01T00:00:00+07:00") == ()
    outbox.told(owed, "his")
    assert outbox.owed(10, LATER) == ()
    catalogue.withdrawals.withdraw("b")
    assert outbox.unseen(10) == (one,)
    outbox.put(one, 0, {}, tells=False)
    assert outbox.unseen(10) == ()
    (gone,) = outbox.owed(10, LATER)
    assert gone.version == 0
    outbox.told(gone, "his")
    catalogue.withdrawals.restore("b")
    assert outbox.unseen(10) == (one,)


def test_one_that_was_never_told_is_never_said_to_be_no_more(catalogue: Catalogue) -> None:
    one = filed(catalogue)
    catalogue.notices.put(one, 1, {}, tells=False)
    catalogue.notices.put(one, 0, {}, tells=False)
    assert catalogue.notices.owed(10, LATER) == ()


def test_the_tables_come_and_go_with_data_in_them(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        one = filed(catalogue)
        catalogue.hospital.keep([STAY], [Prescription("79024a1b2c3d-c", "BN1")])
        catalogue.notices.put(one, 1, {Asked.STAY: "LK-7"}, tells=True)
        at(catalogue, "0018", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        assert catalogue.hospital.of_patient("BN1") == ()
        # All that is filed is looked at anew.
        assert catalogue.notices.unseen(10) == (one,)
        assert list(catalogue.audit.verify()) == []
