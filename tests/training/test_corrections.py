"""What stewards said, as lines to learn from."""

import json
from pathlib import Path
from typing import Any

from extractors.language import load
from training.corrections import marked, share
from training.marked import UNKNOWN, Marked

LINE = "2. Paracetamo1 500 mg, uống khi sốt."


def row(path: str, value: str | None, *, scan: str = "a", line: str = LINE, **more: Any) -> str:
    words = [{"text": word, "box": [0.1, 0.2, 0.3, 0.4]} for word in line.split()]
    truth = {"value": value, "status": more.pop("status", "corrected")}
    told = {"scan": scan, "page": 1, "path": path, "lines": [words], "truth": truth}
    return json.dumps(told | {"held_back": False} | more)


def told(one: Marked) -> list[tuple[str, str]]:
    return [(one.text[start:end].strip(), label) for start, end, label in one.spans]


def written(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "corrections.ndjson"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_the_truth_is_marked_as_it_was_read_and_nothing_said_of_the_rest(tmp_path: Path) -> None:
    rows = [row("medications.1.name", "Paracetamol"), row("diagnoses.0.text", "Sốt")]
    (one,) = marked(written(tmp_path, *rows), held_back=False)
    assert one.text == LINE
    rest = [("2.", UNKNOWN), ("500 mg, uống khi", UNKNOWN), (".", UNKNOWN)]
    drug, disease = ("Paracetamo1", "DRUG"), ("sốt", "DISEASE")
    assert told(one) == [rest[0], drug, rest[1], disease, rest[2]]


def test_what_is_no_entity_of_the_line_is_left_out(tmp_path: Path) -> None:
    rows = [
        row("medications.0.name", "Amoxicillin"),
        row("medications.0.dose", "500 mg"),
        row("medications.0.name", "Paracetamol", status="rejected"),
        row("medications.0.name", None),
    ]
    assert marked(written(tmp_path, *rows), held_back=False) == []


def test_scans_that_are_held_back_are_apart(tmp_path: Path) -> None:
    name = "medications.0.name"
    rows = [row(name, "Paracetamol"), row(name, "Paracetamol", scan="b", held_back=True)]
    path = written(tmp_path, *rows)
    assert len(marked(path, held_back=True)) == len(marked(path, held_back=False)) == 1


def test_the_share_of_what_is_known_that_a_model_finds(tmp_path: Path) -> None:
    line = "Thuốc: Paracetamol 500 mg uống ngày 2 lần"
    rows = [row("medications.0.name", "Paracetamol", line=line)]
    (one,) = marked(written(tmp_path, *rows), held_back=False)
    unfindable = Marked("xin chào", ((0, 3, "LAB"),))
    assert share(load(), [one]) == 1
    assert share(load(), [one, unfindable]) == 0.5
    assert share(load(), []) == 0
