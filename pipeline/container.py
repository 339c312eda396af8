"""What kind of file some bytes are, told by the bytes and never by the name."""

from typing import BinaryIO

from models.errors import RejectReason, ScanRefused

PDF = "application/pdf"
TIFF = "image/tiff"
JPEG = "image/jpeg"
PNG = "image/png"
BMP = "image/bmp"
WEBP = "image/webp"

HEAD = 1024
"""How many first bytes decide; a PDF may have that many before its header."""

_MAGIC = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
)

# "BM" alone also begins ordinary text; the size of the second header tells a bitmap apart.
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}

_SIGNED = b"/ByteRange"
"""What every signature in a PDF has in the clear: which bytes are signed (ISO 32000-1, 12.8.1)."""
_CHUNK = 1 << 20

_ADVICE = {
    RejectReason.EMPTY: "The file is empty. Scan the paper again.",
    RejectReason.UNREADABLE: "The file cannot be read. Check its permissions and the disk.",
    RejectReason.UNKNOWN_FORMAT: "The content is none of PDF, TIFF, JPEG, PNG, BMP and WebP. "
    "Export it as one of these.",
    RejectReason.DAMAGED: "The content is damaged or cut short. Copy the file anew, or scan again.",
    RejectReason.ENCRYPTED: "The PDF asks for a password. Save a copy without one.",
    RejectReason.TOO_MANY_PAGES: "The file has more pages than limits.pages. Split it, "
    "or raise the limit.",
    RejectReason.TOO_LARGE: "The file or page is larger than limits.file_bytes or "
    "limits.page_pixels. Scan at a lower resolution, or raise the limit.",
    RejectReason.TOO_COSTLY: "Decoding it takes more than limits.seconds or limits.memory. "
    "Scan the paper anew, or raise the limits.",
    RejectReason.DISAPPEARED: "The file was moved or deleted while it was read. Put it back.",
}


def media_type(head: bytes) -> str | None:
    """Return the media type of a file that begins with `head`, None where we read no such file."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return BMP
    return PDF if b"%PDF-" in head[:HEAD] else None


def signed(file: BinaryIO) -> bool:
    """Return whether a file holds what every signed PDF does."""
    before = b""
    while chunk := file.read(_CHUNK):
        if _SIGNED in before + chunk:
            return True
        before = chunk[-len(_SIGNED) :]
    return False


def refused(reason: RejectReason, *, pages: int = 1) -> ScanRefused:
    """Return the refusal for `reason`, its advice naming no file and no patient."""
    return ScanRefused(reason, _ADVICE[reason], pages=pages)
