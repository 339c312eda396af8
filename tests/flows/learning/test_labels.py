"""What stewards said, as values whose truth is known, and as training data."""

import json
import stat
from pathlib import Path

import pytest

from flows.learning.data import encoded, write
from flows.learning.labels import Label, labels
from models.decided import about
from models.decision import TYPE, Kind, Said
from models.errors import UsageError
from models.geometry import Box
from models.record import Status
from storage.decisions import Ruling
from storage.rows import DocumentRow
from tests.extractors.forms import PRESCRIPTION, page
from tests.flows.filed import done, received
from tests.flows.learning.stewards import at
from tests.flows.test_anew import record

BOX = Box(0.1, 0.7, 0.5, 0.72)


def said_of(home: Path, *words: tuple[Kind, str, str | None]) -> tuple[DocumentRow, list[Label]]:
    """File one prescription, say this of it, and return what there is to learn."""
    with at(home) as house:
        text = PRESCRIPTION.format(name="TRẦN THỊ HA", number=100, day=12)
        (row,) = done(house, received(house, "one", [page(text)]))
        facts = record(house, row)
        told: list[Said] = []
        for kind, path, value in words:
            new = kind in (Kind.ADD, Kind.ITEM)
            more = {"page": 1, "box": BOX, "row": BOX, "text": value} if new else {}
            told.append(about(facts, row.sha256, kind, path, value, **more))  # type: ignore[arg-type]
        house.catalogue.by("lan").decisions.decide([Ruling(row.id, word) for word in told])
        found = labels(house, row.sha256)
        assert found is not None
        return row, list(found)


@pytest.mark.parametrize(
    ("kind", "path", "value", "right", "true"),
    [
        (Kind.VERIFY, "medications.1.name", None, True, "Paracetamol"),
        (Kind.CORRECT, "medications.1.name", "Panadol", False, "Panadol"),
        (Kind.CORRECT, "medications.1.name", "Paracetamol", True, "Paracetamol"),
        (Kind.CORRECT, "patient.sex", None, False, None),
        (Kind.REJECT, "patient.sex", None, False, "female"),
        (Kind.ILLEGIBLE, "patient.sex", None, False, None),
        (Kind.CORRECT, TYPE, "referral", False, "referral"),
        (Kind.VERIFY, TYPE, None, True, "prescription"),
    ],
)
def test_what_a_word_makes_of_a_value(
    kind: Kind, path: str, value: str | None, right: bool, true: str | None, home: Path
) -> None:
    row, found = said_of(home, (kind, path, value))
    (label,) = found
    assert (label.path, label.right, label.truth.value) == (path, right, true)
    assert (label.document_id, label.word.by, label.asked) == (row.id, "lan", False)
    assert label.machine is not None
    assert label.machine.confidence != 1.0  # as the extractors said, and no steward


def test_an_item_that_is_not_there_is_wrong_in_all_of_it(home: Path) -> None:
    words = [(Kind.VERIFY, "medications.0.name", None), (Kind.REMOVE, "medications.0", None)]
    _, found = said_of(home, *words, (Kind.VERIFY, "medications.1.name", None))
    gone, stays = found[:-1], found[-1]
    assert {label.path.split(".")[1] for label in gone} == {"0"}
    assert len(gone) == 8
    assert {(label.right, label.truth.status) for label in gone} == {(False, Status.REJECTED)}
    assert (stays.path, stays.right) == ("medications.1.name", True)


def test_what_the_machine_did_not_find_has_no_machine(home: Path) -> None:
    words = [
        (Kind.ADD, "patient.phone", "0912345678"),
        (Kind.ITEM, "allergies.substance", "Penicillin"),
    ]
    _, found = said_of(home, *words)
    assert [(one.path, one.machine, one.right, one.truth.value) for one in found] == [
        ("patient.phone", None, False, "0912345678"),
        ("allergies.0.substance", None, False, "Penicillin"),
    ]


def test_training_data_are_words_boxes_truth_and_who(home: Path, tmp_path: Path) -> None:
    row, found = said_of(home, (Kind.CORRECT, "medications.1.name", "Panadol"))
    path = tmp_path / "corrections.ndjson"
    write(path, encoded(found))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (line,) = path.read_text("utf-8").splitlines()
    told = json.loads(line)
    assert (told["document"], told["scan"], told["page"]) == (row.id, row.sha256, 1)
    assert told["truth"] == {"value": "Panadol", "status": "corrected"}
    assert told["machine"]["value"] == "Paracetamol"
    assert told["decision"].items() >= {"by": "lan", "kind": "correct"}.items()
    lines = [" ".join(word["text"] for word in line) for line in told["lines"]]
    assert " ".join(lines) == told["machine"]["text"] == "2. Paracetamol 500 mg 10 viên"
    assert told["lines"][0][0]["box"][:2] == told["box"][:2]
    with pytest.raises(UsageError, match="another name"):
        write(path, b"")
    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path / "no" / "such", b"")
