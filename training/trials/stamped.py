"""Forms in colour with stamps pressed over their writing: scans/ and truth/ as training.samples.

The words of a stamp are no part of the truth: they are not what the form says.
"""

import json
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from training.paper import Image, printer
from training.scanner import scanned
from training.scans import save
from training.trials.prints import DPI, form

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSans-Bold.ttf"
MM = DPI / 25.4
INKS = {"red": (60, 40, 205), "blue": (185, 70, 40)}
"""Blue-green-red of stamp pads."""
AROUND = "BỆNH VIỆN ĐA KHOA TỈNH  *  SỞ Y TẾ  *  "
NAMES = ["BS. CKII. LÊ VĂN HẢI", "GIÁM ĐỐC", "ĐÃ THU TIỀN", "PHÒNG KẾ HOẠCH TỔNG HỢP"]


def make(out: Path, count: int, seed: int) -> None:
    """Write `count` pages with two or three stamps each, and what their forms say.

    Of a form of several pages the first alone is made; its truth is that of the whole.
    """
    for folder in ("scans", "truth"):
        (out / folder).mkdir(exist_ok=True)
    with printer() as browser:
        for number in range(count):
            rng = Random(f"{seed} {number} stamped")
            sheet = form(number, seed, "clean")
            image, text = browser.images(sheet, colour=True)[0], sheet.inks()[0]
            for _ in range(rng.randint(2, 3)):
                image = pressed(image, rng)
            condition = ("clean", "moderate")[number % 2]
            old, skew = scanned(image, condition, seed * 1000 + number)
            name = f"stamped-{number + 1:03d}.jpg"
            save([old], out / "scans" / name)
            page = {"page": 1, "condition": condition, "skew": skew, "blank": False, "text": text}
            told = {"scan": name, "pages": [page], "documents": [{"pages": [1], **sheet.truth}]}
            truth = json.dumps(told, ensure_ascii=False, indent=1)
            (out / "truth" / f"{name}.json").write_text(truth + "\n", encoding="utf-8")


def pressed(image: Image, rng: Random) -> Image:
    """Return the page with one stamp somewhere on it; its ink darkens, and is uneven."""
    colour = rng.choice(["red", "red", "blue"])
    seal = _round(rng) if colour == "red" and rng.random() < 0.7 else _oblong(rng)
    height, width = image.shape[:2]
    y, x = rng.randint(0, height - seal.shape[0]), rng.randint(0, width - seal.shape[1])
    worn = np.random.default_rng(rng.randrange(1 << 30)).uniform(0.5, 1.0, (12, 12))
    strength = cv2.resize(worn.astype(np.float32), seal.shape[::-1]) * (seal / 255.0)
    share = (rng.uniform(0.75, 1.0) * strength)[..., None]
    out = image.copy()
    spot = out[y : y + seal.shape[0], x : x + seal.shape[1]]
    ink = np.minimum(spot, np.array(INKS[colour], np.uint8))
    spot[:] = (spot * (1 - share) + ink * share).astype(np.uint8)
    return out


def _round(rng: Random) -> Image:
    """Return a round seal of 32 to 36 mm, 255 where its ink is."""
    radius = round(rng.uniform(16, 18) * MM)
    side = 2 * radius + 8
    middle = side // 2
    seal = Pillow.new("L", (side, side), 0)
    draw = ImageDraw.Draw(seal)
    for share in (1.0, 0.94, 0.6):
        reach = radius * share
        draw.ellipse(
            [middle - reach, middle - reach, middle + reach, middle + reach], outline=255, width=3
        )
    face = ImageFont.truetype(FONT, round(3.4 * MM))
    for k, letter in enumerate(AROUND):
        tile = Pillow.new("L", (side, side), 0)
        ImageDraw.Draw(tile).text((middle, middle - radius * 0.77), letter, 255, face, anchor="mm")
        seal.paste(255, mask=tile.rotate(-360 * k / len(AROUND)))
    draw.text((middle, middle), "KHOA NỘI", 255, face, anchor="mm")
    return np.asarray(seal.rotate(rng.uniform(-25, 25)), np.uint8)


def _oblong(rng: Random) -> Image:
    """Return a framed stamp with a line of writing, 255 where its ink is."""
    face = ImageFont.truetype(FONT, round(rng.uniform(3.5, 5) * MM))
    text = rng.choice(NAMES)
    left, top, right, bottom = (round(edge) for edge in face.getbbox(text))
    wide, high = right - left + round(6 * MM), bottom - top + round(6 * MM)
    stamp = Pillow.new("L", (wide, high), 0)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle([2, 2, wide - 3, high - 3], outline=255, width=4)
    draw.text((wide // 2, high // 2), text, 255, face, anchor="mm")
    return np.asarray(stamp.rotate(rng.uniform(-6, 6), expand=True), np.uint8)
