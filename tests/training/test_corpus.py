"""The corpus: the same for the same seed, and true to its own words."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from training.corpus import CHART, ENGLISH, FORMS, chart, document
from training.forms.sheet import Sheet

SEEDS = range(6)
# Said on paper in other words: ticks, coded words, dates and units worked out.
CODED = {"document_type", "language", "sex", "outcome", "form", "route", "modality", "kind", "role"}
CODED |= {"assertion", "flag", "ingredient", "times_per_day", "icd10", "site", "quantity"}


def sheets() -> Iterator[Sheet]:
    for seed in SEEDS:
        yield from (document(seed, kind) for kind in FORMS)
        yield from (document(seed, kind, language="en") for kind in ENGLISH)


def leaves(thing: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(thing, dict):
        for name, value in thing.items():
            yield from leaves(value, name)
    elif isinstance(thing, list):
        for value in thing:
            yield from leaves(value, key)
    else:
        yield key, thing


def squeezed(text: str) -> str:
    return re.sub(r"[\s.,;:-]+", "", text).lower()


@pytest.mark.parametrize("kind", FORMS)
def test_same_seed_same_document(kind: str) -> None:
    assert document(3, kind) == document(3, kind)
    assert document(3, kind) != document(4, kind)


@pytest.mark.parametrize("sheet", list(sheets()), ids=lambda sheet: sheet.kind)
def test_what_is_true_stands_on_the_page(sheet: Sheet) -> None:
    page = squeezed("\n".join(sheet.inks()))
    for key, value in leaves(sheet.truth):
        assert isinstance(value, str) and value
        if key in CODED or key.endswith(("_at", "_on", "_date")):
            continue
        words = re.findall(r"\w+", value) if key == "dose" else [value]
        missing = [word for word in words if squeezed(word) not in page]
        assert not missing, (sheet.kind, key, missing)


def test_a_birth_date_is_written_as_it_is_recorded() -> None:
    for sheet in sheets():
        if sheet.language == "vi":
            year = sheet.truth["patient"]["birth_date"][:4]
            assert year in sheet.inks()[0]


def test_a_chart_is_of_one_patient() -> None:
    made = chart(5, CHART)
    assert [sheet.kind for sheet in made] == CHART
    assert len({sheet.truth["patient"]["full_name"] for sheet in made}) == 1
    assert len({sheet.truth["patient"]["patient_id"] for sheet in made}) == 1


def test_an_inpatient_record_has_three_pages() -> None:
    assert len(document(1, "inpatient_record").pages) == 3


def test_no_marks_are_left_in_what_is_read() -> None:
    for sheet in sheets():
        assert not re.search(r"[\[\]|☐☒▯]", "".join(sheet.inks()))
