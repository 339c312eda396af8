"""From a page image to an upright, even page, and the way back to the scan."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from models.geometry import Box
from models.page import IDENTITY
from pipeline.clean import CleanPage, Matrix, clean, even_light, turned
from pipeline.pixels import Pixels
from pipeline.rules import Rules
from pipeline.sheet import find_sheet
from tests.pipeline.paper import blot, lain, note, on_scan, pixels, settings, write

CLEAN = settings().clean


def stamped() -> Image.Image:
    """A page of writing with a round black stamp near its lower right corner."""
    page = note()
    ImageDraw.Draw(page).ellipse((620, 980, 700, 1060), fill=0)
    return page


def photographed(page: Image.Image) -> tuple[Pixels, Matrix]:
    """The page on a dark table, seen from below in uneven light, and how its points moved."""
    height, width = page.height, page.width
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[200, 140], [940, 160], [990, 1310], [140, 1290]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    photo = cv2.warpPerspective(pixels(page), matrix, (1100, 1400), borderValue=(45,))
    light = np.linspace(1, 0.75, 1100)[None, :] * np.linspace(1, 0.9, 1400)[:, None]
    return np.asarray(photo * light, np.uint8), np.asarray(matrix, np.float64)


def seen_at(matrix: Matrix) -> Box:
    """Where the stamp lies on the photograph."""
    rim = np.array([[[660 + 40 * np.cos(a), 1020 + 40 * np.sin(a)] for a in np.linspace(0, 7, 99)]])
    x, y = cv2.perspectiveTransform(rim, matrix)[0].T
    return Box(x.min() / 1100, y.min() / 1400, x.max() / 1100, y.max() / 1400)


def test_the_stamp_lies_where_it_was_seen(subtests: pytest.Subtests) -> None:
    scans = {f"{d} degrees": pixels(lain(stamped(), d)) for d in (0, 4, -9.5, 90, 183, 268)}
    places = {name: blot(scan) for name, scan in scans.items()}
    scans["photograph"], matrix = photographed(stamped())
    places["photograph"] = seen_at(matrix)
    for name, scan in scans.items():
        with subtests.test(name):
            page = clean(scan, 100, CLEAN)
            seen, found = places[name], on_scan(page, blot(page.image))
            assert found.centre == pytest.approx(seen.centre, abs=0.005)
            assert found.middle == pytest.approx(seen.middle, abs=0.005)
            assert found.covers(seen) > 0.97


@pytest.mark.parametrize(("degrees", "rotation"), [(0, 0), (7, 0), (90, 90), (84, 90)])
def test_the_page_comes_out_upright(degrees: float, rotation: int) -> None:
    page = clean(pixels(lain(stamped(), degrees)), 100, CLEAN)
    stamp = blot(page.image)
    assert page.rotation == rotation
    assert stamp.centre > 0.6 and stamp.middle > 0.6
    height, width = page.image.shape
    assert height > width


@pytest.mark.parametrize(("dpi", "target"), [(72, 200), (100, 200), (250, 250), (400, 300)])
def test_resolution_is_brought_within_bounds(dpi: int, target: int) -> None:
    page = clean(pixels(note(dpi)), dpi, CLEAN)
    assert page.dpi == target
    assert page.image.shape[0] / target == pytest.approx(11.69, rel=0.02)
    assert page.image.shape[1] / target == pytest.approx(8.27, rel=0.02)


@pytest.mark.parametrize("scan", [pixels(stamped()), pixels(stamped().convert("RGB"))])
def test_what_people_see_is_not_changed(scan: Pixels) -> None:
    before = scan.copy()
    page = clean(scan, 100, CLEAN)
    assert np.array_equal(scan, before)
    assert page.image.ndim == 2


def test_shadow_and_tint_vanish() -> None:
    shadow = np.linspace(1, 0.45, 827)[None, :]
    dark = np.asarray(pixels(note()) * shadow, np.uint8)
    before = dark.copy()
    even = even_light(dark)
    assert np.array_equal(dark, before)
    margins = even[:90]
    assert margins.min() > 235
    assert even[:, 100:300].min() < 60
    assert even[:, 300:500].min() < 80
    assert np.median(even[:, 750:]) > 235


def test_faint_pencil_outlives_the_light() -> None:
    faint = np.where(pixels(note()) < 128, 170, 235).astype(np.uint8)
    assert even_light(faint).min() < 200


def test_only_a_sheet_on_a_dark_table_is_cut_out() -> None:
    whole = pixels(note())
    same, matrix = find_sheet(whole)
    assert same is whole and np.array_equal(matrix, np.eye(3))
    cut, _ = find_sheet(photographed(note())[0])
    assert cut.shape[0] / cut.shape[1] == pytest.approx(1169 / 827, rel=0.1)
    assert np.percentile(cut, 5) > 120


@pytest.mark.parametrize("tone", [0, 90, 255])
def test_an_empty_scan_stays_whole(tone: int) -> None:
    page = clean(np.full((600, 400), tone, np.uint8), 200, CLEAN)
    assert page.image.shape == (600, 400)
    assert page.to_scan == pytest.approx(IDENTITY)
    assert page.rules == Rules()


def test_leaders_are_taken_off_only_if_asked() -> None:
    sheet = note(200)
    for k in range(20):
        write(sheet, "." * 60, (200, 220 + 66 * k), 33)
    page = pixels(sheet)
    off = clean(page, 200, CLEAN).image
    on = clean(page, 200, CLEAN.model_copy(update={"leaders": False})).image
    assert int((off < 128).sum()) < 0.95 * int((on < 128).sum())


EDGE = st.integers(0, 40)
SEGMENT = st.tuples(EDGE, EDGE, EDGE, EDGE)


@rounds(deadline=None)
@given(
    st.lists(SEGMENT, max_size=3).map(tuple),
    st.sampled_from([0, 90, 180, 270]),
    st.tuples(*[st.floats(-1, 1)] * 6),
)
def test_turned_twice_is_the_same_page(
    across: tuple[tuple[int, int, int, int], ...], rotation: int, to_scan: tuple[float, ...]
) -> None:
    image = np.arange(1200, dtype=np.uint8).reshape(40, 30)
    a, b, c, d, e, f = to_scan
    page = CleanPage(image, 200, (a, b, c, d, e, f, 0, 0, 1), rotation, Rules(across, across))
    again = turned(turned(page))
    assert np.array_equal(again.image, page.image)
    assert again.rotation == page.rotation and again.rules == page.rules
    assert again.to_scan == pytest.approx(page.to_scan)


def test_a_turned_page_points_to_the_same_place() -> None:
    page = clean(pixels(stamped()), 100, CLEAN)
    other = turned(page)
    here, there = on_scan(page, blot(page.image)), on_scan(other, blot(other.image))
    assert other.rotation == 180
    assert (there.left, there.top) == pytest.approx((here.left, here.top), abs=1e-6)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_lies_as_a_person_says(turn: int) -> None:
    image = note()
    ImageDraw.Draw(image).rectangle((100, 60, 220, 100), fill=0)
    scan = pixels(lain(image, turn))
    page = clean(scan, 100, settings().clean, turn)
    assert page.rotation == turn
    assert page.image.shape[0] > page.image.shape[1]
    seen, there = blot(page.image), blot(scan)
    assert (seen.left, seen.top) == pytest.approx((100 / 827, 60 / 1169), abs=0.02)
    back = on_scan(page, seen)
    assert [back.left, back.top, back.right, back.bottom] == pytest.approx(
        [there.left, there.top, there.right, there.bottom], abs=0.01
    )


def test_a_page_that_a_person_lays_on_its_side_stays_there() -> None:
    page = clean(pixels(note()), 100, settings().clean, 90)
    assert page.rotation == 90
    assert page.image.shape[1] > page.image.shape[0]
