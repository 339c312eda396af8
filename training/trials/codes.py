"""Pages with barcodes and QR codes as hospitals print them, at any angle."""

import json
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
import zxingcpp
from PIL import Image as Pillow

from training.corpus import FORMS, document
from training.paper import Image, Printer, printer
from training.scanner import CONDITIONS, scanned

_MM = 25.4
_FINE = 4
"""A code is drawn this much finer than the page and then shrunk, as a printer's edges are."""
_MARGIN = 0.08
"""Of the page's width: nothing that is turned on the glass falls off it."""
LINEAR = ("Code128", "Code39", "EAN13", "ITF")

FORMATS = {
    "Code128": (0.25, 0.45),
    "Code39": (0.25, 0.40),
    "EAN13": (0.26, 0.45),
    "ITF": (0.25, 0.45),
    "QRCode": (0.40, 0.80),
    "DataMatrix": (0.40, 0.70),
    "PDF417": (0.27, 0.38),
}
"""Least and greatest width of a module in mm; labels of 203 dpi have two or three dots."""


def make(out: Path, count: int, seed: int) -> None:
    """Write `count` pages and truth.json; each page has up to three codes, one in ten none."""
    truth = []
    with printer() as browser:
        for number in range(count):
            rng = Random(seed * 10_000 + number)
            image, dpi = _background(browser, rng)
            wanted = 0 if rng.random() < 0.1 else rng.randint(2, 3)
            codes = [_put(image, dpi, rng, k) for k in range(wanted)]
            condition = CONDITIONS[number % len(CONDITIONS)]
            old, _ = scanned(image, condition, seed * 10_000 + number)
            name = f"codes-{number:04d}.png"
            Pillow.fromarray(old).save(out / name, dpi=(dpi, dpi))
            truth.append({"file": name, "condition": condition, "dpi": dpi, "codes": codes})
    text = json.dumps({"set": "codes", "seed": seed, "pages": truth}, ensure_ascii=False, indent=1)
    (out / "truth.json").write_text(text + "\n", encoding="utf-8")


def _background(browser: Printer, rng: Random) -> tuple[Image, int]:
    """Return a printed form at 200 or 300 dpi."""
    for _ in range(9):
        try:
            sheet = document(rng.randrange(100_000), rng.choice(list(FORMS)))
            image = rng.choice(browser.images(sheet))
        except ValueError:  # too full: another form
            continue
        if rng.random() < 0.5:
            return image.copy(), 200
        grown = cv2.resize(image, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
        return np.asarray(grown, np.uint8), 300
    raise ValueError("no form fits its page; take another seed")


def _put(image: Image, dpi: int, rng: Random, place: int) -> dict[str, Any]:
    """Print one code into the page's third number `place` from the top; return its truth."""
    format, text = _content(rng)
    module = rng.uniform(*FORMATS[format])
    angle = rng.choice([0, 0, 90, 180, 270]) + rng.uniform(-3, 3)
    if rng.random() < 0.5:
        angle = rng.uniform(0, 360)
    code = _drawn(format, text, module, dpi, angle, rng)
    margin = round(_MARGIN * image.shape[1])
    third, height, width = (image.shape[0] - 2 * margin) // 3, *code.shape
    top = margin + third * place + rng.randint(0, max(0, third - height))
    left = rng.randint(margin, max(margin, image.shape[1] - width - margin))
    spot = image[top : top + code.shape[0], left : left + code.shape[1]]
    spot[:] = np.where(code < 255, np.minimum(code, 254), spot)
    stamped = rng.random() < 0.15
    if stamped:
        _stamp(spot, dpi, rng)
    box = [left, top, left + code.shape[1], top + code.shape[0]]
    return {
        "format": format,
        "text": text,
        "angle": round(angle % 360, 1),
        "module_mm": round(module, 2),
        "stamped": stamped,
        "box": box,
    }


def _content(rng: Random) -> tuple[str, str]:
    format = rng.choice(list(FORMATS))
    digits = "".join(rng.choice("0123456789") for _ in range(12))
    if format == "EAN13":
        total = sum(int(d) * (3 if k % 2 else 1) for k, d in enumerate(digits))
        return format, digits + str(-total % 10)
    if format == "ITF":
        return format, digits[: rng.choice([8, 10, 12])]
    if format == "Code39":
        return format, "BA" + digits[: rng.choice([6, 8])]
    if format == "Code128":
        return format, rng.choice(["HS", "BN.", "XN-", ""]) + digits[: rng.choice([8, 10])]
    cards = f"0{digits[:11]}|{digits[3:]}|Nguyễn Thị Bình|01011960|Nữ|Thôn 4, Xã Tân An"
    return format, rng.choice([cards, f"HS4010{digits[:9]}", f"https://kq.example.vn/{digits}"])


def _drawn(format: str, text: str, module: float, dpi: int, angle: float, rng: Random) -> Image:
    """Return a code of `module` mm a module, turned clockwise; 255 is where nothing is."""
    square = {"force_square": True} if format == "DataMatrix" else {}
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(format), **square)
    raw = np.minimum(np.array(code.to_image(scale=1, add_quiet_zones=True)), 254)
    rows = 1.0
    if format == "DataMatrix":
        raw = np.pad(raw, 2, constant_values=254)
    if format in LINEAR:
        raw = np.pad(raw, ((0, 0), (10, 10)), constant_values=254)
        rows = rng.uniform(8, 14) / (module * raw.shape[0])
    height, width = raw.shape
    turn, step = np.radians(angle), module * dpi / _MM * _FINE
    cos, sin = np.cos(turn) * step, np.sin(turn) * step
    matrix = np.array([[cos, -sin * rows, 0.0], [sin, cos * rows, 0.0]])
    corners = matrix[:, :2] @ np.array([[0, width, width, 0], [0, 0, height, height]])
    matrix[:, 2] = step / 2 - corners.min(axis=1)
    wide, high = (int(side // _FINE) + 1 for side in np.ptp(corners, axis=1))
    fine = cv2.warpAffine(
        raw, matrix, (wide * _FINE, high * _FINE), flags=cv2.INTER_NEAREST, borderValue=(255,)
    )
    return np.asarray(cv2.resize(fine, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


def _stamp(spot: Image, dpi: int, rng: Random) -> None:
    """Press a round stamp half over a code: its ink is grey on a grey scan and lets black show."""
    radius = round(rng.uniform(12, 18) * dpi / _MM)
    centre = (rng.randint(0, spot.shape[1]), rng.randint(0, spot.shape[0]))
    ink = np.full_like(spot, 255)
    for share in (1.0, 0.93, 0.6):
        cv2.circle(ink, centre, round(radius * share), (150,), max(1, round(0.35 * dpi / _MM)))
    np.minimum(spot, ink, out=spot)
