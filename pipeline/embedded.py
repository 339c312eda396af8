"""Images inside a PDF: taken out as they were scanned, where nothing about them is odd."""

import io
import struct

import pikepdf
from pikepdf.models.image import HifiPrintImageNotTranscodableError, UnsupportedImageTypeError
from PIL import Image

from models.settings import Limits
from pipeline.pixels import Pixels, even, evenly, to_pixels
from pipeline.sight import Placed, look

POINTS_PER_INCH = 72

DAMAGE = (
    pikepdf.PikepdfError,
    RecursionError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    struct.error,
)
"""What qpdf and Pillow raise on bad bytes; there is no narrower common class."""

# Kinds of image for which a decoder is missing, or whose colours need a conversion first.
_UNKNOWN = (
    UnsupportedImageTypeError,
    HifiPrintImageNotTranscodableError,
    pikepdf.DependencyError,
    NotImplementedError,
)
_ODD = ("/SMask", "/Mask", "/Decode", "/Matte", "/SMaskInData")
_PLAIN_SPACES = ("/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/Indexed")
_PLAIN_FILTERS = ("/DCTDecode", "/FlateDecode", "/CCITTFaxDecode", "/LZWDecode")


def take(placed: Placed, limits: Limits) -> tuple[Pixels, float] | None:
    """Return the image's pixels and dpi where it lies; None where it must be drawn instead.

    Raises one of DAMAGE where the image cannot be decoded to its end.
    """
    if not _plain(placed.image):
        return None
    decoded = _decoded(placed.image)
    if decoded is None:
        return None
    across, down = _resolution(placed)
    return even(to_pixels(decoded), across, down, limits.page_pixels)


def jpeg(placed: Placed) -> tuple[bytes, float] | None:
    """Return the bytes of an image that is a plain JPEG and its dpi; None for any other."""
    image = placed.image
    resolution = evenly(*_resolution(placed))
    if image.get("/Filter") != "/DCTDecode" or "/DecodeParms" in image or not _plain(image):
        return None
    return None if resolution is None else (image.read_raw_bytes(), resolution)


def dpi(placed: Placed) -> float:
    """Return the finer resolution of an image as it lies on the page."""
    return max(_resolution(placed))


def whole(page: pikepdf.Page, limits: Limits) -> bool:
    """Tell whether a page's code and images can all be read to their ends.

    For files that were cut short: what cannot be checked here counts as not whole.
    """
    try:
        sight = look(page)
        for placed in sight.images:
            width, height = placed.pixels
            if width * height > limits.page_pixels or _decoded(placed.image) is None:
                return False
    except DAMAGE:
        return False
    return "/Contents" in page and (bool(sight.images) or sight.visible or sight.painted)


def _decoded(image: pikepdf.Stream) -> Image.Image | None:
    """Return the image decoded to its end; None for a kind that is not decoded here."""
    if image.get("/Filter") == "/DCTDecode":
        jpeg = Image.open(io.BytesIO(image.read_raw_bytes()), formats=("JPEG", "MPO"))
        jpeg.load()
        return jpeg
    try:
        return pikepdf.PdfImage(image).as_pil_image()
    except _UNKNOWN:
        return None


def _plain(image: pikepdf.Object) -> bool:
    """Tell whether an image means just its pixels: no mask, no mapping, grey or RGB."""
    if image.get("/ImageMask", False) or any(key in image for key in _ODD):
        return False
    filters = image.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        filters = filters[0] if len(filters) == 1 else None
    return str(filters) in _PLAIN_FILTERS and _plain_space(image.get("/ColorSpace"))


def _plain_space(space: pikepdf.Object | None) -> bool:
    if isinstance(space, pikepdf.Array) and str(space[0]) == "/ICCBased":
        return int(space[1].get("/N", 0)) in (1, 3)
    name = space[0] if isinstance(space, pikepdf.Array) else space
    return str(name) in _PLAIN_SPACES


def _resolution(placed: Placed) -> tuple[float, float]:
    """Return pixels an inch across and down."""
    left, lower, right, upper = placed.bounds
    width, height = placed.pixels
    if right <= left or upper <= lower:
        return 0.0, 0.0
    return width * POINTS_PER_INCH / (right - left), height * POINTS_PER_INCH / (upper - lower)
