"""Pages of letters in many faces and sizes: what must not be taken for checkboxes."""

from collections.abc import Iterator
from random import Random

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from training.paper import Image

_FONTS = "/usr/share/fonts/truetype"
_FACES = [f"dejavu/DejaVu{face}" for face in ("Sans", "Sans-Bold", "Serif", "SansMono")]
_FACES += [
    f"liberation2/Liberation{face}-{cut}"
    for face in ("Serif", "Sans")
    for cut in ("Regular", "Bold")
]
_LETTERS = "ABCDĐEFGHIKLMNOÔPQRSTUVXY0123456789abcdeghikmnopqrstuvxy@&%()[]#"
_PER_FACE = 2


def letters(seed: int = 1) -> Iterator[tuple[Image, float]]:
    """Yield pages of words without sense, of 18 to 66 pixels, and their resolution."""
    for number, face in enumerate(_FACES * _PER_FACE):
        rng = Random(seed * 1000 + number)
        page = Pillow.new("L", (1654, 1400), 255)
        draw, y = ImageDraw.Draw(page), 20
        while y < 1300:
            size = rng.randint(18, 66)
            font = ImageFont.truetype(f"{_FONTS}/{face}.ttf", size)
            words = ("".join(rng.choices(_LETTERS, k=rng.randint(1, 6))) for _ in range(30))
            draw.text((60, y), " ".join(words), fill=rng.choice([0, 20, 60]), font=font)
            y += round(1.3 * size)
        y = 1320
        for x in range(60, 1500, 90):
            high, wide = rng.randint(20, 60), rng.uniform(1.4, 2.5)
            draw.ellipse((x, y, x + high, y + high), outline=0, width=rng.randint(1, 5))
            draw.rectangle((x, y + 70, x + wide * 30, y + 100), outline=0, width=rng.randint(1, 4))
        soft = cv2.GaussianBlur(np.array(page), (0, 0), rng.uniform(0.2, 1.3))
        yield np.asarray(soft, np.uint8), 200.0
