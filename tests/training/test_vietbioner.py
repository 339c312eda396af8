"""Sentences in the form of VietBioNER; these are invented."""

from pathlib import Path

from training.marked import UNKNOWN
from training.vietbioner import sentences

TEXT = """Người O
bệnh O
lao I-Symptom_and_Disease
phổi I-Symptom_and_Disease
soi I-DiagnosticProcedure
đờm I-DiagnosticProcedure
ở O
Huế I-Location

Ho I-Symptom_and_Disease
"""


def test_sentences(tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text(TEXT, encoding="utf-8")
    first, second = sentences(path)
    assert first.text == "Người bệnh lao phổi soi đờm ở Huế"
    told = [(first.text[start:end], label) for start, end, label in first.spans]
    assert told == [("lao phổi", "DISEASE"), ("soi đờm", UNKNOWN)]
    assert (second.text, second.spans) == ("Ho", ((0, 2, "DISEASE"),))
