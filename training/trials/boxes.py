"""Pages of options with checkboxes and hand-drawn rings, and of what looks like them."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from training.paper import Image
from training.scanner import CONDITIONS, lens, scanned

_FACES = ("LiberationSerif", "LiberationSans", "DejaVuSans", "DejaVuSerif")
_OPTIONS = ["Nam", "Nữ", "Có", "Không", "Khỏi", "Đỡ, giảm", "Nặng hơn", "Cấp cứu", "KKB", "Tự đến"]
_OPTIONS += ["BHYT", "Thu phí", "Miễn", "Khác", "Dương tính", "Âm tính", "Độc thân", "Dị ứng"]
_WRITING = [
    "Độ II, ĐB, OĐ, DO 0 O 8 Q",
    "Bệnh viện Đa khoa tỉnh Quảng Bình 0800 B6",
    "BHYT: DN 4 01",
]
_WRITING += ["Ô số 0, ĐO ĐẠC, BỘ Y TẾ, D.O.B 01/01/1980", "Nhóm máu O Rh(D)+; HBsAg (-); OD 8/10"]
_TICKS = ("tick", "tick over", "cross", "cross over", "letter", "filled", "stroke")
_SHAPES = ("alone", "alone", "alone", "touched", "ruled", "pair", "glyph")
_MM = 25.4


@dataclass
class _Sheet:
    """A page that is being drawn, at `mm` pixels a millimetre."""

    draw: ImageDraw.ImageDraw
    mm: float
    rng: Random
    face: str
    truth: list[dict[str, Any]] = field(default_factory=list)

    def font(self, points: float) -> ImageFont.FreeTypeFont:
        family = "liberation2" if self.face.startswith("Lib") else "dejavu"
        tail = "-Regular" if family == "liberation2" else ""
        path = f"/usr/share/fonts/truetype/{family}/{self.face}{tail}.ttf"
        return ImageFont.truetype(path, round(points * self.mm * _MM / 72))

    def write(self, x: float, y: float, text: str, points: float = 12) -> list[float]:
        """Write from the left end of the base line; return the ink's box in pixels."""
        self.draw.text((x, y), text, fill=20, font=self.font(points), anchor="ls")
        return list(self.draw.textbbox((x, y), text, font=self.font(points), anchor="ls"))


def make(out: Path, count: int, seed: int) -> None:
    """Write `count` pages and truth.json, which has each box's and ring's place and state."""
    pages = []
    for number in range(count):
        rng = Random(seed * 10_000 + number)
        dpi = rng.choice([200, 300])
        paper = Pillow.new("L", (round(210 * dpi / _MM), round(297 * dpi / _MM)), 255)
        sheet = _Sheet(ImageDraw.Draw(paper), dpi / _MM, rng, rng.choice(_FACES))
        y = 20 * sheet.mm
        while y < 270 * sheet.mm:
            y += rng.choice((_boxes, _boxes, _boxes, _rings, _rings, _words, _comb, _table))(
                sheet, y
            )
        condition = CONDITIONS[number % len(CONDITIONS)]
        flat = np.array(paper)
        old = _aged(flat, condition, seed * 10_000 + number, sheet.truth)
        name = f"boxes-{number:04d}.png"
        Pillow.fromarray(old).save(out / name, dpi=(dpi, dpi))
        pages.append({"file": name, "condition": condition, "dpi": dpi, "boxes": sheet.truth})
    text = json.dumps({"set": "boxes", "seed": seed, "pages": pages}, ensure_ascii=False, indent=1)
    (out / "truth.json").write_text(text + "\n", encoding="utf-8")


def _aged(flat: Image, condition: str, seed: int, truth: list[dict[str, Any]]) -> Image:
    """Return the page as scanned, and put the boxes of its truth where the paper went."""
    old, skew = scanned(flat, condition, seed)
    height, width = flat.shape
    if condition == "photo":
        # The scanner's own draw from the same seed.
        matrix, _ = lens(height, width, skew, np.random.default_rng(seed + 1))
    else:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1)
        matrix = np.vstack([turn, [0, 0, 1]])
    for box in truth:
        left, top, right, bottom = box["box"]
        corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]])
        found = cv2.perspectiveTransform(corners.astype(np.float32), matrix)[0]
        box["box"] = [round(float(edge)) for edge in (*found.min(axis=0), *found.max(axis=0))]
    return old


def _boxes(sheet: _Sheet, y: float) -> float:
    """Draw a line of options, each with its box on the right, or on the left; return its height."""
    rng, mm = sheet.rng, sheet.mm
    shape, left = rng.choice(_SHAPES), rng.random() < 0.4
    side = rng.uniform(2.6, 6.5) * mm
    width = max(1, round(rng.uniform(0.15, 0.5) * mm))
    points = rng.uniform(10, 13)
    high = max(side, 5 * mm) + rng.uniform(2, 4) * mm
    base = y + high - 2 * mm
    x = 18 * mm
    for k in range(rng.randint(2, 4)):
        label = f"{k + 1}. {rng.choice(_OPTIONS)}"
        top = base - side / 2 - 1.3 * mm + rng.uniform(-0.6, 0.6) * mm
        if not left:
            x = sheet.write(x, base, label, points)[2] + rng.uniform(1.5, 3) * mm
        at = _box(sheet, x, top, side, width, shape)
        x = at + (0 if shape == "touched" and left else rng.uniform(1.2, 2.5) * mm)
        if left:
            x = sheet.write(x, base, label, points)[2]
        x += rng.uniform(6, 12) * mm
        if x > 165 * mm:
            break
    return high


def _box(sheet: _Sheet, x: float, top: float, side: float, width: int, shape: str) -> float:
    """Draw a box, or two side by side; return where they end."""
    if shape == "glyph":
        font = ImageFont.truetype(
            "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
            round(max(side, 3.5 * sheet.mm) / 0.7),
        )
        sheet.draw.text((x, top), "☐", fill=20, font=font, anchor="lt")
        box = sheet.draw.textbbox((x, top), "☐", font=font, anchor="lt")
        _note(sheet, list(box), shape)
        return float(box[2])
    if shape == "touched":  # the label, or what is before it, runs into the box
        sheet.draw.line((x - 2 * sheet.mm, top + side / 2, x, top + side / 2), fill=20, width=width)
    if shape == "ruled":
        sheet.draw.line((x - 8 * sheet.mm, top, x + 14 * sheet.mm, top), fill=20, width=width)
    for k in range(2 if shape == "pair" else 1):
        left = x + k * (side + 1.2 * sheet.mm)
        box_ = (left, top, left + side, top + side)
        sheet.draw.rectangle(box_, outline=20, width=width)
        _note(sheet, list(box_), shape)
        end = left + side
    return end


def _note(sheet: _Sheet, box: list[float], shape: str) -> None:
    """Tick the box or leave it empty, and write its truth."""
    how = sheet.rng.choice(_TICKS) if sheet.rng.random() < 0.5 else ""
    if how:
        _tick(sheet, box, how)
    style = f"{shape}, {how or 'empty'}"
    sheet.truth.append({"kind": "checkbox", "ticked": bool(how), "style": style, "box": box})


def _tick(sheet: _Sheet, box: list[float], how: str) -> None:
    rng, draw = sheet.rng, sheet.draw
    left, top, right, _ = box
    side = right - left
    width = max(2, round(rng.uniform(0.3, 0.7) * sheet.mm))
    ink = rng.choice([20, 40, 90])

    def at(x: float, y: float) -> tuple[float, float]:
        shake = 0.06 * side
        return left + x * side + rng.uniform(-shake, shake), top + y * side + rng.uniform(
            -shake, shake
        )

    more = rng.uniform(0.15, 0.5) if how.endswith("over") else -0.15
    if how.startswith("tick"):
        draw.line([at(0.2, 0.5), at(0.45, 0.8), at(1 + more, -more)], fill=ink, width=width)
    elif how.startswith("cross"):
        draw.line([at(-more, -more), at(1 + more, 1 + more)], fill=ink, width=width)
        draw.line([at(1 + more, -more), at(-more, 1 + more)], fill=ink, width=width)
    elif how == "letter":
        font = sheet.font(0.7 * side / sheet.mm * 72 / _MM)
        draw.text(at(0.5, 0.5), rng.choice("XxVv"), fill=ink, font=font, anchor="mm")
    elif how == "filled":
        draw.rectangle((*at(0.12, 0.12), *at(0.88, 0.88)), fill=ink)
    else:
        draw.line([at(0.15, 0.85), at(0.85, 0.15)], fill=ink, width=width)


def _rings(sheet: _Sheet, y: float) -> float:
    """Draw a line of options of which one may be ringed by hand."""
    rng, mm = sheet.rng, sheet.mm
    base, x = y + 8 * mm, 20 * mm
    chosen = rng.randint(0, 4)
    slash = rng.random() < 0.4
    texts = rng.sample(_OPTIONS, rng.randint(2, 4))
    for k, text in enumerate(texts):
        number = "" if slash else f"{k + 1}."
        box = sheet.write(x, base, number or text)
        if k == chosen:
            _ring(sheet, box)
        if number:
            box = sheet.write(box[2] + 1.5 * mm, base, text)
        x = box[2] + rng.uniform(5, 12) * mm
        if slash and k + 1 < len(texts):
            sheet.write(box[2] + 2 * mm, base, "/")
            x = box[2] + 5.5 * mm
    return 11 * mm


def _ring(sheet: _Sheet, box: list[float]) -> None:
    """Draw an uneven, nearly closed curve around a word."""
    rng, mm = sheet.rng, sheet.mm
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    reach = np.array([(box[2] - box[0]) / 2, (box[3] - box[1]) / 2]) * rng.uniform(1.15, 1.35)
    reach += rng.uniform(1.0, 1.8) * mm
    turn = np.linspace(0, 2 * np.pi * rng.uniform(0.94, 1.06), 60) + rng.uniform(0, 6)
    waves = [rng.uniform(0, 0.05) for _ in range(3)]
    far = 1 + sum(wave * np.sin((k + 1) * turn + k) for k, wave in enumerate(waves))
    far *= np.linspace(1, rng.uniform(0.93, 1.07), 60)
    points = middle + reach * np.stack([np.cos(turn), np.sin(turn)], axis=1) * far[:, None]
    width = max(2, round(rng.uniform(0.3, 0.6) * mm))
    ink = rng.choice([20, 50, 100])
    sheet.draw.line([tuple(p) for p in points], fill=ink, width=width, joint="curve")
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    place = [float(left), float(top), float(right), float(bottom)]
    sheet.truth.append({"kind": "circle", "ticked": True, "style": "ring", "box": place})


def _words(sheet: _Sheet, y: float) -> float:
    """Write lines of letters that have holes, and list dots."""
    sheet.write(
        20 * sheet.mm, y + 8 * sheet.mm, sheet.rng.choice(_WRITING), sheet.rng.uniform(10, 20)
    )
    return 11 * sheet.mm


def _comb(sheet: _Sheet, y: float) -> float:
    """Draw a comb: one box a digit, filled or not."""
    rng, mm = sheet.rng, sheet.mm
    x = sheet.write(20 * mm, y + 7 * mm, "Mã:")[2] + 3 * mm
    side = rng.uniform(4, 6) * mm
    for k in range(rng.randint(3, 12)):
        left = x + k * side
        sheet.draw.rectangle(
            (left, y + 3 * mm, left + side, y + 3 * mm + side), outline=20, width=2
        )
        if rng.random() < 0.6:
            sheet.write(left + side / 2 - mm, y + 7 * mm, rng.choice("0123456789"))
    return 3 * mm + side + 3 * mm


def _table(sheet: _Sheet, y: float) -> float:
    """Draw a ruled table with signs in narrow columns."""
    rng, mm = sheet.rng, sheet.mm
    columns = [20 * mm]
    while columns[-1] < 150 * mm:
        columns.append(columns[-1] + rng.uniform(5, 40) * mm)
    rows = [y + 3 * mm + 7 * mm * k for k in range(rng.randint(3, 5))]
    for x in columns:
        sheet.draw.line((x, rows[0], x, rows[-1]), fill=20, width=2)
    for row in rows:
        sheet.draw.line((columns[0], row, columns[-1], row), fill=20, width=2)
    for row in rows[:-1]:
        for x in columns[:-1]:
            if rng.random() < 0.7:
                sheet.write(
                    x + mm, row + 5 * mm, rng.choice(["12", "x", "+", "O", "7,2", "(-)"]), 10
                )
    return rows[-1] - y + 3 * mm
