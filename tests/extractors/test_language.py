"""The language model: entities in sentences that it never saw."""

import json
from pathlib import Path

import pytest

from extractors import language
from extractors.language import LABELS, WEIGHTS, Entity, entities, entities_of, load, provenance
from models.errors import EngineError
from training.train import digest

CASES = [
    "Ông cụ mắc <DISEASE>tăng huyết áp</DISEASE> và <DISEASE>ĐTĐ type 2</DISEASE> đã lâu.",
    "Bố ruột bị <DISEASE>ung thư phổi</DISEASE>, mẹ khoẻ.",
    "Chẩn đoán: <DISEASE>Viêm ruột thừa cấp</DISEASE> (K35.8)",
    "Kê thêm <DRUG>Augmentin</DRUG> 875mg/125mg và <DRUG>Paracetamol</DRUG> 500 mg.",
    "<LAB>HGB</LAB> 112 g/L; <LAB>WBC</LAB> 12,4 G/L; <LAB>CRP</LAB> 45 mg/L",
    "Bệnh nhân dị ứng <ALLERGEN>Penicilin</ALLERGEN> (<REACTION>nổi mày đay</REACTION>).",
    "<IMAGING>Siêu âm ổ bụng</IMAGING>: chưa phát hiện bất thường.",
    "Tiền sử đã <PROCEDURE>cắt ruột thừa</PROCEDURE> năm 2019.",
    "Chan doan: <DISEASE>Viem phoi</DISEASE>, dung <DRUG>Ceftriaxon</DRUG> 1g",
    "Số nhà 15 Lê Lợi, phường Tân Lập, Thái Nguyên",
    "",
]


def marked(case: str) -> tuple[str, list[tuple[str, str]]]:
    text, found, rest = "", [], case
    while "<" in rest:
        before, _, tail = rest.partition("<")
        label, _, tail = tail.partition(">")
        words, _, rest = tail.partition(f"</{label}>")
        text += before + words
        found.append((words, label))
    return text + rest, found


@pytest.mark.parametrize("case", CASES)
def test_entities(case: str) -> None:
    text, expected = marked(case)
    found = entities(text)
    assert [(text[e.start : e.end], e.label) for e in found] == expected


def test_many_texts_at_once_are_read_as_one_by_one() -> None:
    texts = [marked(case)[0] for case in CASES]
    assert list(entities_of(texts)) == [entities(text) for text in texts]


def test_an_entity_is_a_piece_of_the_text() -> None:
    text = "Dị ứng: Cefotaxim (phát ban)\nChẩn đoán: THA, RLLM"
    for entity in entities(text):
        assert isinstance(entity, Entity) and entity.label in LABELS
        assert text[entity.start : entity.end].strip()


def test_weights_are_the_ones_that_were_scored() -> None:
    folder = language.weights()
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    assert scores["sha256"] == digest(folder / WEIGHTS)
    assert set(scores["held_out"]["labels"]) == set(LABELS)
    assert scores["held_out"]["all"]["f"] >= 0.8
    assert provenance().endswith(scores["sha256"][:12])


def test_weights_are_small() -> None:
    files = (path for path in language.weights().rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) <= 20_000_000


def test_weights_hold_no_words_of_what_they_were_learnt_from() -> None:
    words = language.weights().joinpath(WEIGHTS, "vocab", "strings.json").read_text("utf-8")
    assert "viêm" not in words
    assert len(words) < 10_000


def test_missing_weights_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "weights", lambda: tmp_path)
    load.cache_clear()
    with pytest.raises(EngineError, match="make model"):
        load()
    with pytest.raises(EngineError, match="make model"):
        provenance()
    load.cache_clear()
