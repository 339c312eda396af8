"""A page image in as few bytes as show the same: kept as it is, G4, JPEG, or ink over paper.

Least loss comes first. A JPEG from the scanner keeps its bytes where it is small enough; black
and white is CCITT G4, which loses nothing; else JPEG; else two layers (`exports.layers`).
"""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image
from PIL.TiffImagePlugin import STRIPBYTECOUNTS, STRIPOFFSETS, TiffImageFile

from exports.layers import Pixels, split

GREY_BYTES = 120 * 1024
COLOUR_BYTES = 400 * 1024
"""A page takes no more where that can be done."""
FINEST, COARSEST, RISE = 4, 16, 3
"""Quantisation steps of JPEG: of the mean of a square, of fine detail, and how much more each
frequency up. Even steps keep the edges of letters, which the usual tables blur first (39 dB
around ink where quality 60 has 35 in as many bytes); the fine first ones keep tints and pencil."""

INK_DPI = (400, 300)
"""How finely the edges of ink are drawn in layers: smooth to the eye when enlarged; on a very
full page as a black-and-white scan has them."""

_STEPS = [min(COARSEST, FINEST + RISE * (u + v)) for v in range(8) for u in range(8)]
_FRAMES = (0xC0, 0xC1, 0xC2)
_ALONE = (0x01, *range(0xD0, 0xD9))
_SCAN = 0xDA
_JFIF, _ADOBE = 0xE0, 0xEE
_REMARKS = (*range(0xE1, 0xEE), 0xEF, 0xFE)
"""Segments with EXIF, previews, profiles and remarks: they paint nothing and may name people."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One encoded image that covers the page.

    `filter` is the PDF name of its coding; `colours` is 1 (grey) or 3. `mask` is a G4 layer
    that says where this one paints (black).
    """

    data: bytes
    width: int
    height: int
    filter: str
    colours: int = 1
    mask: "Layer | None" = None

    @property
    def size(self) -> int:
        """Its bytes, those of its mask too."""
        return len(self.data) + (self.mask.size if self.mask else 0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page image, encoded. `layers` are painted in order.

    `width` and `height` are its pixels as the layers lie, `dpi` their resolution; `turn` is how
    many degrees clockwise, a multiple of 90, it is turned to lie as the page was scanned.
    """

    layers: tuple[Layer, ...]
    width: int
    height: int
    dpi: float
    turn: int = 0

    @property
    def size(self) -> int:
        """Its bytes."""
        return sum(layer.size for layer in self.layers)


def kept(data: bytes, dpi: float, turn: int) -> Picture | None:
    """Return a JPEG as it is, without its remarks.

    None where it is too large, or is none that every viewer paints alike: not 8 bits, not
    grey or the usual colours.
    """
    layer = _plain(data)
    if layer is None or layer.size > _most(layer.colours):
        return None
    return Picture((layer,), layer.width, layer.height, dpi, turn)


def encoded(image: Pixels, dpi: float) -> Picture:
    """Encode an image, uint8 grey or blue-green-red at `dpi`."""
    image = _grey(image)
    height, width = image.shape[:2]
    if _two_toned(image):
        return Picture((_g4(image),), width, height, dpi)
    best = Picture((_jpeg(image),), width, height, dpi)
    for ink_dpi in INK_DPI:
        if best.size <= _most(best.layers[0].colours):
            break
        parts = split(image, max(1.0, ink_dpi / dpi))
        ink = _jpeg(parts.colours, mask=_g4(255 - parts.ink))
        layered = Picture((_jpeg(parts.paper), ink), width, height, dpi)
        # A halftone or a speckled copy has more edges than tones.
        best = min(best, layered, key=lambda picture: picture.size)
    return best


def _most(colours: int) -> int:
    return GREY_BYTES if colours == 1 else COLOUR_BYTES


def _grey(image: Pixels) -> Pixels:
    """Return an image without colours as grey."""
    if image.ndim == 2:
        return image
    for part in (image[::32], image):  # a few rows tell of most
        if (part[..., 0] != part[..., 1]).any() or (part[..., 1] != part[..., 2]).any():
            return image
    return np.ascontiguousarray(image[..., 0])


def _two_toned(image: Pixels) -> bool:
    if image.ndim == 3:
        return False
    return all(bool(((part == 0) | (part == 255)).all()) for part in (image[::32], image))


def _jpeg(image: Pixels, mask: Layer | None = None) -> Layer:
    # Blue-green-red is OpenCV's order; the rest of the world writes red first.
    plain = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    out = io.BytesIO()
    Image.fromarray(plain).save(out, "JPEG", qtables=[_STEPS])
    height, width = image.shape[:2]
    colours = 1 if image.ndim == 2 else 3
    return Layer(out.getvalue(), width, height, "/DCTDecode", colours, mask)


def _g4(image: Pixels) -> Layer:
    """Return an image of 0 (black) and 255 as CCITT group 4, in one strip."""
    height, width = image.shape
    # What Pillow holds to be white, 1, libtiff codes as the black of a fax: so 1 is black here.
    bits = np.packbits(image <= 127, axis=1).tobytes()
    out = io.BytesIO()
    page = Image.frombytes("1", (width, height), bits)
    page.save(out, "TIFF", compression="group4", strip_size=image.size)
    out.seek(0)
    with TiffImageFile(out) as tiff:
        (start,), (length,) = tiff.tag_v2[STRIPOFFSETS], tiff.tag_v2[STRIPBYTECOUNTS]
    return Layer(out.getvalue()[start : start + length], width, height, "/CCITTFaxDecode")


def _plain(data: bytes) -> Layer | None:
    """Return a JPEG without its remarks; None for a kind that PDF viewers do not agree on."""
    at, parts, frame, named = 2, [data[:2]], b"", False
    while data[at : at + 1] == b"\xff":
        kind = data[at + 1]
        end = at + 2 if kind in _ALONE else at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == _SCAN:
            parts.append(data[at:])
            return _framed(b"".join(parts), frame, named)
        if kind in _FRAMES:
            frame = data[at + 4 : end]
        named = named or kind in (_JFIF, _ADOBE)
        if kind not in _REMARKS:
            parts.append(data[at:end])
        at = end
    return None


def _framed(data: bytes, frame: bytes, named: bool) -> Layer | None:
    """Return the layer of a JPEG whose frame header is `frame` (ITU-T T.81, B.2.2)."""
    if len(frame) < 6 or frame[0] != 8 or frame[5] not in (1, 3):
        return None
    # Without a JFIF or Adobe segment only the usual numbers of the channels tell YCbCr.
    if frame[5] == 3 and not named and frame[6::3] != b"\x01\x02\x03":
        return None
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    return Layer(data, width, height, "/DCTDecode", frame[5]) if width and height else None
