"""Where lines of writing stand."""

import numpy as np
import pytest
from PIL import ImageDraw

from pipeline.read.lines import find_lines, strip, turned
from pipeline.rules import Rules
from tests.pipeline.paper import NOTE, note, pixels, sheet, write


def test_every_line_is_found_where_it_was_written() -> None:
    image = sheet(1654, 1200)
    places = [write(image, text, (200, 100 + 120 * k), 33) for k, text in enumerate(NOTE)]
    found = sorted(find_lines(pixels(image), Rules(), 1504), key=lambda place: place[1])
    assert len(found) == len(NOTE)
    for (x0, y0, x1, y1), place in zip(found, places, strict=True):
        assert x0 == pytest.approx(place.left * 1654, abs=12)
        assert x1 == pytest.approx(place.right * 1654, abs=12)
        assert y0 <= place.top * 1200 + 4
        assert y1 >= place.bottom * 1200 - 4


def test_an_empty_page_has_no_lines() -> None:
    assert find_lines(pixels(sheet(1654, 2339)), Rules(), 1504) == []


def test_a_line_is_cut_at_a_rule_down_the_page() -> None:
    image = sheet(1000, 300)
    write(image, "Glucose", (300, 100), 33)
    write(image, "5,6", (462, 100), 33)
    ImageDraw.Draw(image).line((452, 40, 452, 260), fill=0, width=3)
    whole = find_lines(pixels(image), Rules(), 1504)
    cut = find_lines(pixels(image), Rules(down=((451, 40, 454, 260),)), 1504)
    assert max(x1 for _, _, x1, _ in whole) > 480
    assert all(x1 <= 451 or x0 >= 454 for x0, _, x1, _ in cut)
    assert len(cut) == 2


def test_places_on_a_page_turned_upside_down() -> None:
    page = pixels(note(100))
    height, width = page.shape
    places = find_lines(page, Rules(), 1504)
    upside = np.ascontiguousarray(page[::-1, ::-1])
    for place, other in zip(places, turned(places, width, height), strict=True):
        assert np.array_equal(strip(page, place), strip(upside, other)[::-1, ::-1])
