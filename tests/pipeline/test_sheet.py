"""The sheet in a photograph is found in any light."""

import cv2
import numpy as np
import pytest

from pipeline.ink import Image
from pipeline.sheet import find_sheet
from tests.pipeline.paper import note, pixels

CORNERS = np.array([[70, 95], [690, 105], [740, 1010], [110, 985]], np.float32)
HIGH, WIDE = 1100, 800


def photograph(least: float, *, table: int = 45) -> Image:
    """A sheet seen aslant on a dark table, the light on it falling off to `least` at a corner."""
    sheet = pixels(note())
    high, wide = sheet.shape
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, CORNERS)
    inside = cv2.warpPerspective(np.full_like(sheet, 255), matrix, (WIDE, HIGH))
    page = cv2.warpPerspective(sheet, matrix, (WIDE, HIGH), flags=cv2.INTER_AREA)
    rng = np.random.default_rng(1)
    picture = rng.normal(table, 4, (HIGH, WIDE))
    picture[inside > 127] = page[inside > 127] * 0.9
    fall = np.add.outer(np.linspace(0, 1, HIGH), np.linspace(0, 1, WIDE)) / 2
    light = 1 - (1 - least) * np.clip(2 * fall - 1, 0, 1)
    return np.clip(picture * light, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("least", [1.0, 0.6, 0.25])
def test_a_corner_in_shade_belongs_to_the_sheet(least: float) -> None:
    sheet, matrix = find_sheet(photograph(least))
    found = cv2.perspectiveTransform(CORNERS[None], matrix)[0]
    high, wide = sheet.shape
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]])
    assert np.abs(found - corners).max() < 0.02 * high
