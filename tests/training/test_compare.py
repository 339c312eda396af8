"""What models are compared by."""

import pytest

from training.compare import apart, lexicon, moved
from training.marked import parse


@pytest.mark.parametrize(
    ("line", "read", "found"),
    [
        ("Tiền sử [DISEASE|hen phế quản] từ nhỏ", "Tiên sử hen phê quản từ nhỏ", ["hen phê quản"]),
        ("Dùng [DRUG|Augmentin] 1 g", "Dùng Augmentln. 1 g", ["Augmentln"]),
        ("[DISEASE|THA], [DISEASE|ĐTĐ]", "THA, ĐTĐ", ["THA", "ĐTĐ"]),
        ("mắc [DISEASE|lao] cũ", "mắc cũ", []),
    ],
)
def test_entities_of_a_line_as_it_was_read(line: str, read: str, found: list[str]) -> None:
    marked = moved(parse(line), read)
    assert marked.text == read
    assert [read[start:end] for start, end, _ in marked.spans] == found


def test_the_lexicon_finds_its_names_without_marks_and_nothing_else() -> None:
    doc = lexicon()("Chan doan: viem phoi, dung Augmentin; khoe manh")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("viem phoi", "DISEASE"),
        ("Augmentin", "DRUG"),
    ]


def test_of_spans_that_overlap_the_surer_is_kept() -> None:
    doc = lexicon().make_doc("viêm phổi thuỳ trái")
    assert [span.text for span in apart([doc[0:3], doc[0:2], doc[3:4]])] == [
        "viêm phổi thuỳ",
        "trái",
    ]
