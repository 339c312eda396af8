"""Words that are crossed out are not read as current."""

from dataclasses import replace

from models.document import Document
from models.geometry import Box, around
from models.page import Mark, MarkKind
from models.record import Facts, Status
from tests.extractors.forms import document, extracted


def struck(text: str, *words: str) -> Facts:
    """What a form says of which some words are crossed out."""
    form = document(text)
    (page,) = form.pages
    box = around(word.box for word in page.words if word.text in words)
    line = Box(box.left, box.middle - 0.001, box.right, box.middle + 0.001)
    marked = replace(page, marks=(Mark(line, MarkKind.STRIKE),))
    return extracted(Document((marked,), form.type, 0.9, "vi"), sense=False)


def test_what_stands_beside_a_crossed_out_word_counts() -> None:
    facts = struck("Nghề nghiệp: Nông dân Công nhân", "Nông", "dân")
    assert facts.patient["occupation"].value == "Công nhân"


def test_a_value_crossed_out_whole_waits_for_a_person() -> None:
    made = struck("Nghề nghiệp: Nông dân\nHọ và tên: NGUYỄN VĂN AN", "Nông", "dân").patient
    job = made["occupation"]
    assert (job.value, job.text, job.status) == (None, None, Status.REVIEW)
    assert made["full_name"].value == "NGUYỄN VĂN AN"


def test_a_crossed_out_row_of_a_table_is_none() -> None:
    text = """
        | STT | Tên thuốc - hàm lượng | Số lượng | Cách dùng        |
        | 1   | Omeprazol 20 mg       | 14       | Uống sáng 1 viên |
        | 2   | Amlodipin 5 mg        | 30       | Uống tối 1 viên  |
    """
    facts = struck(text, "Amlodipin", "5")
    assert [made["name"].value for made in facts.medications] == ["Omeprazol"]
