"""Blank pages, and pages that only look blank: one pencilled word, a page number, a faint stamp."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from training import wear
from training.handwriting import FOLDER, HANDS
from training.paper import Image
from training.scanner import turned
from training.trials.prints import prints, save, tell

WIDE, HIGH = 1654, 2339
WORDS = "xem nam hen OK Lan BS. Hoa Minh 2025 gout Thu ECG CRP mai Tam".split()
SHORT = ["Page 2 of 2", "END OF REPORT", "This page is left blank", "Mã BN: 25001234", "P. 312"]
PRINT = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"

Generator = np.random.Generator


def make(out: Path, count: int, seed: int) -> None:
    """Write pages, every other one blank, and truth.json: blank or not, and what is on it."""
    rng = np.random.default_rng(seed)
    backs = [image for image, _ in prints(8, seed)]
    truth = {}
    for number in range(count):
        page, effects = paper(rng, backs)
        marks = []
        if number % 2:
            marks = [str(rng.choice(list(MARKS)))]
            page = MARKS[marks[0]](page, rng)
        name = f"blank-{number + 1:04d}.jpg"
        save(wear.noisy(page, rng, float(rng.uniform(1.5, 4.5))), out / name)
        truth[name] = {"blank": not marks, "effects": effects, "marks": marks}
    tell(truth, out)


def paper(rng: Generator, backs: list[Image]) -> tuple[Image, list[str]]:
    """Return an empty page as scanned, and what is the matter with it."""
    tone = rng.uniform(0.97, 1.0) if rng.random() < 0.5 else rng.uniform(0.75, 0.92)
    tint = np.array([0.85, 0.95, 1.0]) if rng.random() < 0.25 else np.ones(3)
    page = np.full((HIGH, WIDE, 3), tone * tint * 255).astype(np.uint8)
    effects: list[str] = []
    matters: list[tuple[str, float, Callable[[Image], Image]]] = [
        ("show-through", 0.4, lambda p: wear.seen_through(p, _back(backs, rng), rng)),
        ("dust", 0.4, lambda p: _dusty(p, rng)),
        ("fold", 0.3, lambda p: wear.folded(p, rng)),
        ("holes", 0.25, lambda p: wear.punched(p, rng)),
        ("dark edge", 0.3, lambda p: wear.bordered(p, rng)),
        ("shade", 0.4, lambda p: wear.shaded(p, rng, 0.2)),
        ("skew", 0.3, lambda p: turned(p, float(rng.uniform(-2, 2)))),
    ]
    for name, chance, effect in matters:
        if rng.random() < chance:
            page, effects = effect(page), [*effects, name]
    if rng.random() < 0.5:
        page = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    return page, effects


def word(page: Image, rng: Generator) -> Image:
    """Return the page with a word in pencil or pen."""
    family = HANDS[str(rng.choice(list(HANDS)))]
    path = FOLDER / family / "files" / f"{family}-latin-400-normal.woff"
    return _lettered(page, rng, str(rng.choice(WORDS)), path, int(rng.integers(34, 60)))


def number(page: Image, rng: Generator) -> Image:
    """Return the page with a page number at its foot, of 10 to 13 points."""
    text = str(rng.choice(["2", "4", "7", "12", "- 3 -", "38"]))
    size = int(rng.integers(28, 37))
    return _lettered(page, rng, text, Path(PRINT), size, at=(0.5, 0.95), darkest=30)


def line(page: Image, rng: Generator) -> Image:
    """Return the page with a short printed line."""
    text = str(rng.choice(SHORT))
    return _lettered(page, rng, text, Path(PRINT), int(rng.integers(28, 40)), darkest=20)


def signature(page: Image, rng: Generator) -> Image:
    """Return the page with a small signature."""
    steps = int(rng.integers(7, 13))
    x = np.cumsum(rng.uniform(3, 14, steps)) + rng.uniform(200, WIDE - 500)
    y = rng.uniform(-22, 22, steps) + rng.uniform(300, HIGH - 300)
    out = page.copy()
    points = np.stack([x, y], axis=1).astype(np.int32).reshape(-1, 1, 2)
    tone = int(rng.integers(40, 130))
    pen = (tone + 60, tone, tone) if page.ndim == 3 else (tone,)
    cv2.polylines(out, [points], False, pen, 2, cv2.LINE_AA)
    return out


def stroke(page: Image, rng: Generator) -> Image:
    """Return the page struck through in pencil, or with a tick."""
    out = page.copy()
    x, y = int(rng.integers(250, WIDE - 500)), int(rng.integers(300, HIGH - 300))
    tone = int(rng.integers(90, 150))
    points = np.array([[x, y], [x + 25, y + 35], [x + 80, y - 45]], np.int32).reshape(-1, 1, 2)
    cv2.polylines(out, [points], False, (tone, tone, tone), 3, cv2.LINE_AA)
    return out


def stamp(page: Image, rng: Generator) -> Image:
    """Return the page with a faint round stamp."""
    out = page.astype(np.float32)
    layer = np.zeros(page.shape[:2], np.uint8)
    at = int(rng.integers(300, WIDE - 300)), int(rng.integers(300, HIGH - 300))
    for radius in (125, 118, 70):
        cv2.circle(layer, at, radius, 255, 3, cv2.LINE_AA)
    cv2.putText(layer, "KHOA NOI", (at[0] - 62, at[1] + 8), 0, 0.8, 255, 2, cv2.LINE_AA)
    depth = cv2.GaussianBlur(layer, (0, 0), 1.0) / 255.0 * float(rng.uniform(0.3, 0.7))
    ink = np.array([90, 60, 205]) if page.ndim == 3 else np.float32(110)
    share = depth[..., None] if page.ndim == 3 else depth
    return np.asarray(out * (1 - share) + ink * share, np.uint8)


MARKS: dict[str, Callable[[Image, Generator], Image]] = {
    "word": word,
    "page number": number,
    "line": line,
    "signature": signature,
    "tick": stroke,
    "stamp": stamp,
}


def _lettered(
    page: Image,
    rng: Generator,
    text: str,
    font: Path,
    size: int,
    *,
    at: tuple[float, float] | None = None,
    darkest: int = 60,
) -> Image:
    """Return the page with words at a place (shares of it) in some grey; `darkest` to 150."""
    x, y = at or (float(rng.uniform(0.12, 0.7)), float(rng.uniform(0.1, 0.9)))
    layer = Pillow.new("L", (WIDE, HIGH), 0)
    place = (round(x * WIDE), round(y * HIGH))
    face = ImageFont.truetype(str(font), size)
    ImageDraw.Draw(layer).text(place, text, fill=255, font=face)
    share = np.asarray(layer, np.float32) / 255
    share = share[..., None] if page.ndim == 3 else share
    tone = float(rng.uniform(darkest, 150))
    return np.asarray(page * (1 - share) + np.minimum(tone, page) * share, np.uint8)


def _back(backs: list[Image], rng: Generator) -> Image:
    """Return one of the other sides, in colour, of the size of the page."""
    back = backs[int(rng.integers(0, len(backs)))]
    back = back if back.ndim == 3 else np.asarray(cv2.cvtColor(back, cv2.COLOR_GRAY2BGR), np.uint8)
    return np.asarray(cv2.resize(back, (WIDE, HIGH)), np.uint8)


def _dusty(page: Image, rng: Generator) -> Image:
    """Return the page with specks of up to 0.7 mm and now and then a hair."""
    out = wear.speckled(page, rng, 150)
    for _ in range(int(rng.integers(0, 2))):
        x, y = int(rng.integers(150, WIDE - 200)), int(rng.integers(150, HIGH - 200))
        bend = int(rng.integers(-18, 18))
        points = np.array([[x, y], [x + 20, y + bend], [x + 38, y + bend // 2]], np.int32)
        cv2.polylines(out, [points.reshape(-1, 1, 2)], False, (150, 150, 150), 1, cv2.LINE_AA)
    return out
