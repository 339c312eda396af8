"""One sheet read twice, and sheets that are only of one form."""

import random

import pytest

from models.page import Page
from pipeline.fingerprint import alike, fingerprint
from tests.pipeline.paper import line

WORDS = (
    "mạch nhiệt độ huyết áp người bệnh tỉnh tiếp xúc tốt da niêm hồng phổi thông khí rõ bụng mềm"
).split()


def sheet(day: int, misread: float = 0.0, seed: int = 0) -> Page:
    """A sheet of a day: forty words of the form, thirty numbers of the day."""
    rng, noise = random.Random(day), random.Random(seed)
    texts = WORDS * 2 + [str(rng.randrange(10, 999)) for _ in range(30)]
    read = [text + "x" if noise.random() < misread else text for text in texts]
    rows = [" ".join(read[k : k + 8]) for k in range(0, len(read), 8)]
    return Page(1, 1654, 2339, 200, tuple(line(t, 0.1, 0.05 * k) for k, t in enumerate(rows, 1)))


@pytest.mark.parametrize("misread", [0.0, 0.03, 0.08])
def test_two_readings_of_one_sheet(misread: float) -> None:
    assert alike(fingerprint(sheet(1)), fingerprint(sheet(1, misread)))


def test_the_same_form_of_another_day() -> None:
    prints = [fingerprint(sheet(day)) for day in range(12)]
    assert not any(alike(a, b) for a in prints for b in prints if a is not b)


def test_a_page_that_says_too_little_is_like_none() -> None:
    empty = fingerprint(Page(1, 1, 1, 1, ()))
    assert empty == ""
    assert not alike(empty, empty)
    assert not alike(empty, fingerprint(sheet(1)))
