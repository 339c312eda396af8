"""What is learnt from stewards is used where it is better on what was held back, and only there."""

from pathlib import Path

import pytest

from exports.stored import stored
from extractors.confidence import Calibration
from flows.configuration import configuration
from flows.house import House
from flows.learning.labels import held_back
from flows.learning.learn import Gathered, Outcome, gather, install, learn
from flows.learning.weights import keep
from flows.whole.faults import Look
from flows.whole.verify import verify
from models.decided import about
from models.decision import Kind
from models.errors import StoreError
from models.lexicon import LEARNT
from models.record import Field, Status
from storage import keys
from storage.decisions import Ruling
from storage.rows import DocumentRow
from tests.flows.learning.stewards import HELD, LEARNT_FROM, TRUE, VALUES, at, decide
from tests.flows.test_anew import record, rerun

FACILITY = "encounter.facility"


def configured(house: House) -> str:
    return configuration(house.settings, house.lists.hashes, house.forms)


def faults(house: House) -> list[str]:
    return [f"{fault.subject}: {fault.what}" for fault in verify(house, Look(False))]


def test_what_is_better_is_used_and_put_back(taught: Path) -> None:
    with at(taught) as house:
        (row, *_) = house.catalogue.documents.find()
        first, facility = configured(house), record(house, row).encounter["facility"]
        learnt = learn(house, gather(house))
        assert learnt.outcome is Outcome.BETTER
        error, lets_pass, *_ = learnt.figures
        assert error.after < 0.7 * error.before
        assert lets_pass.after > lets_pass.before
        sha256 = install(house, learnt)
    with at(taught) as house:
        assert configured(house) != first
        assert learn(house, gather(house)).outcome is Outcome.SAME
        house.catalogue.decisions.undo(word_on(house, row, FACILITY))
        (after,) = rerun(house, row)
        now = record(house, after).encounter["facility"]
        assert (now.value, now.status) == (facility.value, Status.REVIEW)
        assert now.confidence < 0.5 < facility.confidence
        data = house.store.get(keys.record(row.id, after.version, "record.json"))
        made = stored(data).provenance
        assert (made.engines[LEARNT], made.configuration) == (sha256[:12], configured(house))
        assert faults(house) == []
        assert house.catalogue.lexicons.unlearn()
    with at(taught) as house:
        assert configured(house) == first
        assert house.lists.calibration is None
        assert not house.catalogue.lexicons.unlearn()
        events = house.catalogue.audit.events(f"lexicon:{LEARNT}")
        assert [event.action for event in events] == ["learn", "unlearn"]
        assert faults(house) == []


def word_on(house: House, row: DocumentRow, path: str) -> str:
    words = house.catalogue.decisions.of(row.sha256)
    return next(word.id for word in words if word.said.path == path)


def test_what_would_be_worse_is_not_used(asked: Path) -> None:
    def judge(row: DocumentRow, path: str, field: Field) -> str | None:
        """What is wrong of patient and stay where it is learnt, is right where it is held back."""
        changes = path.startswith(("patient", "encounter")) and not held_back(row.sha256)
        return "1" if changes or path.endswith("instructions") else field.value

    decide(asked, judge)
    with at(asked) as house:
        learnt = learn(house, gather(house))
        assert learnt.outcome is Outcome.WORSE
        assert learnt.figures[0].worse
        with pytest.raises(ValueError, match="worse"):
            install(house, learnt)
        assert house.catalogue.lexicons.learnt() is None


def test_too_little_was_said(asked: Path) -> None:
    decide(asked, count=1)
    with at(asked) as house:
        found = gather(house)
        learnt = learn(house, found)
        assert learnt.outcome is Outcome.FEW
        assert sum(need.there for need in learnt.needs) == VALUES + len(TRUE)
        assert learnt.calibration is None
        assert gather(house, found.labels[0].word.at) == found
        assert gather(house, "2100-01-01T00:00:00+07:00").labels == ()
        (sha256,) = {label.sha256 for label in found.labels}
        for key in list(house.store.keys(f"derived/{sha256}/")):
            house.store.delete(key)
        assert gather(house) == Gathered((), 1)


def test_what_was_come_upon_is_no_share_of_anything(taught: Path) -> None:
    with at(taught) as house:
        row = next(one for one in house.catalogue.documents.find() if not held_back(one.sha256))
        house.catalogue.decisions.undo(word_on(house, row, "patient.full_name"))
        facts = record(house, row)
        word = about(facts, row.sha256, Kind.CORRECT, "patient.full_name", "TRẦN THỊ HÀ")
        house.catalogue.by("lan").decisions.decide([Ruling(row.id, word)])
        learnt = learn(house, gather(house))
        there = [need.there for need in learnt.needs]
        assert there == [LEARNT_FROM * VALUES - 1, LEARNT_FROM * 2, HELD * VALUES, HELD * 2]
        assert [one.before for one in learnt.figures if "unseen" in one.name] == [1.0]


def test_weights_of_another_version_are_not_used(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Calibration((0.5, 0.5, 0.5, -0.5, -0.5), {"patient.sex": 0.25}, -1.0)
    with at(home) as house:
        house.catalogue.lexicons.learn(keep(house.store, known), "f" * 64, 300)
        assert house.lists.calibration == known
    monkeypatch.setattr("flows.learning.weights.VERSION", "0")
    with at(home) as house:
        assert house.lists.calibration is None
        assert LEARNT not in house.lists.hashes


def test_weights_that_are_gone_are_told(home: Path) -> None:
    with at(home) as house:
        house.catalogue.lexicons.learn("1" * 64, "f" * 64, 300)
        with pytest.raises(StoreError, match="sohoa learn --undo"):
            _ = house.lists
