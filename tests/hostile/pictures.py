"""Pictures whose headers lie, and other things that are no scans."""

import io
import random
import struct
import zlib
from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageDraw

from tests.hostile import bombs
from tests.hostile.item import EITHER, REFUSED, TAKEN, Item
from tests.hostile.pdfs import ENTITIES, OUTSIDE, SCRIPT

MOST = 0xFFFFFFFF


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, data: bytes, *more: bytes, depth: int = 8, colour: int = 0
) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = (chunk(b"IHDR", head), *more, chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def white(width: int = 40, height: int = 60) -> bytes:
    return zlib.compress((b"\x00" + b"\xff" * width) * height)


def pngs() -> Iterator[Item]:
    for width, height in ((60_000, 60_000), (2**31 - 1, 2**31 - 1), (MOST, 1), (15_000, 15_000)):
        yield f"size-{width}x{height}", png(width, height, white()), REFUSED
    for width, height in ((0, 0), (0, 60), (40, 0)):
        yield f"size-{width}x{height}", png(width, height, white()), REFUSED
    yield "short", png(4000, 6000, white()), REFUSED
    yield "long", png(40, 60, bombs.zeros(64)), EITHER
    yield "depth", png(40, 60, white(), depth=7), REFUSED
    yield "colour", png(40, 60, white(), colour=5), REFUSED
    yield "no-palette", png(40, 60, white(), colour=3), EITHER
    yield "thin", png(1, 20_000, white(1, 20_000)), REFUSED
    yield "flat", png(20_000, 1, white(20_000, 1)), REFUSED
    yield "dot", png(1, 1, white(1, 1)), EITHER
    for kind, head in ((b"zTXt", b"Comment\0\0"), (b"iTXt", b"XML\0\1\0\0\0"), (b"iCCP", b"x\0\0")):
        bomb = chunk(kind, head + bombs.zeros(64))
        yield f"bomb-{kind.decode()}", png(40, 60, white(), bomb), EITHER
    many = chunk(b"tEXt", b"Comment\0" + SCRIPT) * 20_000
    yield "chunks", png(40, 60, white(), many), EITHER
    for name, xml in (("laughs", ENTITIES), ("outside", OUTSIDE)):
        told = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xml)
        yield f"metadata-{name}", png(40, 60, white(), told), TAKEN
    lying = png(40, 60, white())
    yield "length", lying.replace(struct.pack(">I", 13), struct.pack(">I", MOST), 1), REFUSED
    yield "sum", lying.replace(b"IDAT", b"IDAT", 1)[:-20] + b"\0\0\0\0" + lying[-16:], REFUSED
    frames = chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))
    yield "frames", png(40, 60, white(), frames), EITHER


def jpeg(width: int = 40, height: int = 60, **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("L", (width, height), 255).save(made, "JPEG", **options)
    return made.getvalue()


def segment(marker: int, data: bytes) -> bytes:
    return bytes((255, marker)) + struct.pack(">H", len(data) + 2) + data


def jpegs() -> Iterator[Item]:
    good = jpeg()
    frame = good.index(b"\xff\xc0")
    scan = good.index(b"\xff\xda")
    for width, height in ((65_535, 65_535), (0, 0), (65_535, 0), (400, 600)):
        size = struct.pack(">HH", height, width)
        fate = EITHER if width == 400 else REFUSED
        yield f"size-{width}x{height}", good[: frame + 5] + size + good[frame + 9 :], fate
    yield "no-end", good[:-2], REFUSED
    yield "head", good[:20], REFUSED
    yield "parts", good[: frame + 9] + b"\xff" + good[frame + 10 :], REFUSED
    yield "comments", good[:2] + segment(0xFE, SCRIPT) * 50_000 + good[2:], EITHER
    tables = segment(0xC4, bytes((0, *([255] * 16), *([7] * 200))))
    yield "huffman", good[:2] + tables + good[2:], EITHER
    slow = jpeg(6000, 6000, progressive=True)
    again = slow.rindex(b"\xff\xda")
    yield "scans", slow[:-2] + slow[again:-2] * 20_000 + slow[-2:], EITHER
    yield "arithmetic", good[:frame] + b"\xff\xc9" + good[frame + 2 :], EITHER
    yield "lossless", good[:frame] + b"\xff\xc3" + good[frame + 2 :], REFUSED
    twelve = good[: frame + 4] + b"\x0c" + good[frame + 5 :]
    yield "twelve-bits", twelve, REFUSED
    yield "restart", good[:scan] + segment(0xDD, b"\xff\xff") + good[scan:], EITHER
    for name, xml in (("laughs", ENTITIES), ("outside", OUTSIDE)):
        told = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xml)
        yield f"metadata-{name}", good[:2] + told + good[2:], TAKEN
    loop = b"II*\x00\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x8769, 4, 1, 8, 8)
    huge = b"II*\x00\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x0112, 3, MOST, MOST, 8)
    turn = b"II*\x00\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x0112, 3, 1, 99, 0)
    for name, exif in (("loop", loop), ("huge", huge), ("turn", turn), ("garbage", b"\xff" * 60)):
        yield f"exif-{name}", good[:2] + segment(0xE1, b"Exif\0\0" + exif) + good[2:], EITHER
    multi = struct.pack("<4sIHHHII", b"II*\x00", 8, 1, 0xB001, 4, 1, MOST) + bytes(4)
    yield "pictures", good[:2] + segment(0xE2, b"MPF\0" + multi) + good[2:], EITHER


def tiff(*tags: tuple[int, int, int, int], after: int = 0, data: bytes = b"\xff" * 2400) -> bytes:
    """A grey TIFF of 40 x 60 pixels, but for what `tags` say: id, type, count, value."""
    usual = {
        256: (4, 1, 40), 257: (4, 1, 60), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1),
        273: (4, 1, 8), 277: (3, 1, 1), 278: (4, 1, 60), 279: (4, 1, len(data)),
    }  # fmt: skip
    usual |= {tag: (kind, count, value) for tag, kind, count, value in tags}
    entries = b"".join(struct.pack("<HHII", tag, *said) for tag, said in sorted(usual.items()))
    place = 8 + len(data)
    follows = struct.pack("<I", place if after == MOST else after)
    return (
        b"II*\x00"
        + struct.pack("<I", place)
        + data
        + struct.pack("<H", len(usual))
        + entries
        + follows
    )


def tiffs() -> Iterator[Item]:
    yield "loop", tiff(after=MOST), EITHER
    yield "next-nowhere", tiff(after=MOST - 1), EITHER
    for name, tag in (
        ("wide", (256, 4, 1, MOST)), ("high", (257, 4, 1, MOST)), ("large", (256, 4, 1, 9_000_000)),
        ("no-width", (256, 4, 1, 0)), ("no-bits", (258, 3, 1, 0)), ("bits", (258, 3, 1, 65_535)),
        ("samples", (277, 3, 1, 65_535)), ("photometric", (262, 3, 1, 999)),
        ("strip-far", (273, 4, 1, MOST)), ("strip-count", (273, 4, MOST, 8)),
        ("bytes-count", (279, 4, MOST, 8)), ("bytes-huge", (279, 4, 1, MOST)),
        ("rows-none", (278, 4, 1, 0)), ("plane", (284, 3, 1, 9)),
        ("sample-format", (339, 3, 1, 99)),
    ):  # fmt: skip
        fate = EITHER if name in ("rows-none", "plane", "bytes-huge", "bytes-count") else REFUSED
        yield name, tiff(tag), fate
    for number in (2, 3, 4, 5, 6, 7, 8, 34712, 34925, 50001, 65_000):
        noise = random.Random(number).randbytes(2400)
        yield f"garbage-{number}", tiff((259, 3, 1, number), data=noise), EITHER
    yield "bomb-deflate", tiff((259, 3, 1, 8), data=bombs.zeros(64)), EITHER
    wide = ((256, 4, 1, 14_000), (257, 4, 1, 14_000), (278, 4, 1, 14_000))
    yield "bomb-large", tiff((259, 3, 1, 8), *wide, data=zlib.compress(b"\0" * 9999)), REFUSED
    yield "bomb-packbits", tiff((259, 3, 1, 32773), *wide, data=bytes((129, 0)) * 9999), REFUSED
    tiled = ((322, 4, 1, MOST), (323, 4, 1, MOST), (324, 4, 1, 8), (325, 4, 1, 2400))
    yield "tiles-huge", tiff(*tiled), EITHER
    yield "tiles-none", tiff((322, 4, 1, 0), (323, 4, 1, 0), (324, 4, 1, 8), (325, 4, 1, 9)), EITHER
    yield "inner-loop", tiff((330, 4, 1, 2408)), EITHER
    yield "resolution", tiff((282, 5, 1, 8), (283, 5, 1, 8), data=bytes(2400)), EITHER
    yield "text-far", tiff((270, 2, MOST, 8)), EITHER
    yield "ascii-huge", tiff((315, 2, 2**30, 8)), EITHER
    yield "xmp", tiff((700, 1, len(ENTITIES), 8), data=ENTITIES + b"\xff" * 2400), EITHER
    yield "unknown-types", tiff((40_000, 99, 7, 7), (40_001, 0, MOST, MOST)), EITHER
    head = struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16)
    yield "big-entries", head + struct.pack("<Q", 2**63), REFUSED
    yield "big-far", struct.pack("<2sHHHQ", b"II", 43, 8, 0, 2**63), REFUSED
    frames, place = bytearray(b"II*\x00\x08\0\0\0"), 8
    for _ in range(60_000):
        place += 18
        frames += struct.pack("<HHHIII", 1, 256, 4, 1, 9, place)
    yield "frames", bytes(frames), REFUSED


def others() -> Iterator[Item]:
    """Bitmaps and WebP, and what only pretends to be a scan."""
    bitmap = struct.pack("<2sIHHI", b"BM", 9999, 0, 0, 54)
    for name, width, height, bits, kind in (
        ("huge", 2**31 - 1, 2**31 - 1, 8, 0), ("negative", -40, -(2**31), 8, 0),
        ("none", 0, 0, 24, 0), ("bits", 40, 60, 77, 0), ("packed", 40, 60, 8, 1),
        ("kind", 40, 60, 8, 99),
    ):  # fmt: skip
        head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, kind, 0, 0, 0, MOST, 0)
        yield (
            f"{name}.bmp",
            bitmap + head + bytes((255, 0)) * 3000,
            EITHER if name == "packed" else (REFUSED),
        )
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + b"\xff\xff\xff" * 2
    webp = b"RIFF" + struct.pack("<I", 4 + len(canvas)) + b"WEBP" + canvas
    yield "canvas.webp", webp, REFUSED
    made = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(made, "WEBP")
    yield "cut.webp", made.getvalue()[:30], REFUSED
    yield "length.webp", made.getvalue()[:4] + b"\xff\xff\xff\xff" + made.getvalue()[8:], EITHER
    for name, data in (
        ("page.pdf", b"<!DOCTYPE html>" + SCRIPT), ("drawing.png", b"<svg>" + ENTITIES + b"</svg>"),
        ("letter.pdf", b"%!PS\n(/etc/passwd) (r) file 99 string readstring"),
        ("archive.tif", b"PK\x03\x04" + bytes(99)), ("program.jpg", b"\x7fELF" + bytes(99)),
        ("packed.pdf", b"\x1f\x8b\x08" + bytes(99)), ("moving.png", b"GIF89a" + bytes(99)),
        ("nothing.pdf", b""), ("letter.jpg", b"\xff"),
        ("script.pdf", b"#!/bin/sh\nreboot\n"), ("film.tif", bytes(4) + b"ftypmp42" + bytes(99)),
        ("jp2.jpg", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99)),
    ):  # fmt: skip
        yield name, data, REFUSED


def codes() -> Iterator[Item]:
    """Pages that hold a code with more, or other, than anybody prints."""
    card = "|".join(
        ("001080012345", "", SCRIPT.decode() * 20, "01011980", "Nam", "A" * 900, "9" * 99)
    )
    told = {
        "largest": "A" * 4200,
        "html": SCRIPT.decode() * 40,
        "card": card,
    }
    for name, text in told.items():
        drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
        picture = Image.fromarray(drawn.to_image(scale=4))
        page = Image.new("L", (900, 1200), 255)
        page.paste(picture.resize((760, 760)), (70, 70))
        ImageDraw.Draw(page).text((90, 1000), SCRIPT.decode(), fill=0)
        made = io.BytesIO()
        page.save(made, "PNG")
        yield f"code-{name}.png", made.getvalue(), TAKEN


NAMES = (
    b"<script>alert(1)<!-- -->.png", b"$(reboot).png", b"; rm -rf x.png", b"--help.png",
    b"two\nlines.png", b"\x1b[2Jclear.png", b"\xff\xfe\xfd.png", "tr\u202egnp.png".encode(),
    b"%s%n%x.png", b"{0.__class__}.png", b"NUL.png", b"a" * 251 + b".png", b"x..png", b" .png",
    "e\u0323\u0302\u0301.png".encode(), b"'; DROP TABLE scan; --.png", b"a\\..\\b.png", b"\t.png",
)  # fmt: skip
"""Names as only a hostile hand, or a broken program, gives them."""


def pictures() -> Iterator[Item]:
    for kind, made in (("png", pngs()), ("jpg", jpegs()), ("tif", tiffs())):
        for name, data, fate in made:
            yield f"{name}.{kind}", data, fate
    yield from others()
    yield from codes()


def named() -> Iterator[tuple[bytes, bytes]]:
    """The hostile names, each on an empty page of its own."""
    for number, name in enumerate(NAMES, 41):
        yield name, png(number, 60, white(number, 60))
