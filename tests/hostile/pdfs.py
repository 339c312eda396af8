"""PDF files that break rules, lie, recur, unpack to gigabytes, or try to do something."""

import random
import zlib
from collections.abc import Iterator

from tests.hostile import bombs
from tests.hostile.item import EITHER, REFUSED, TAKEN, Item

SMALL = b"/MediaBox [0 0 60 80]"
PAGE = b"<< /Type /Page /Parent 2 0 R " + SMALL + b" %s >>"
TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R %s >>"
SCRIPT = b"<script>alert(1)</script>"


def stream(data: bytes, more: bytes = b"") -> bytes:
    head = b"<< /Length %d %s >>" % (len(data), more)
    return head + b"\nstream\n" + data + b"\nendstream"


def pdf(*objects: bytes, trailer: bytes = b"", root: bytes = b"1 0 R") -> bytes:
    """A file of these objects, from 1, with an index that is right."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %s %s >>\nstartxref\n" % (count, root, trailer)
    return bytes(out + b"%d\n%%%%EOF\n" % start)


def one(page: bytes, *more: bytes, catalog: bytes = b"", trailer: bytes = b"") -> bytes:
    """A file of one page; objects of `more` are numbered from 4."""
    if b"/Resources" not in page:
        page += b" /Resources << >>"
    return pdf(CATALOG % catalog, TREE, PAGE % page, *more, trailer=trailer)


def image(data: bytes, width: int, height: int, filters: bytes, more: bytes = b"") -> bytes:
    """A file whose page is one image."""
    said = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8"
        b" /ColorSpace /DeviceGray /Filter %s %s"
    )
    return one(
        b"/Resources << /XObject << /Im0 5 0 R >> >> /Contents 4 0 R",
        stream(b"q 60 0 0 80 0 0 cm /Im0 Do Q"),
        stream(data, said % (width, height, filters, more)),
    )


def bombs_of() -> Iterator[Item]:
    flate, huge = b"/Filter /FlateDecode", bombs.zeros(64)
    yield "bomb-image", image(huge, 200, 300, b"/FlateDecode"), REFUSED
    yield "bomb-image-wide", image(huge, 60_000, 60_000, b"/FlateDecode"), REFUSED
    double = b"[/FlateDecode /FlateDecode]"
    yield "bomb-image-twice", image(bombs.twice(64), 200, 300, double), EITHER
    yield "bomb-code", one(b"/Contents 4 0 R", stream(huge, flate)), REFUSED
    yield (
        "bomb-code-twice",
        one(b"/Contents 4 0 R", stream(bombs.twice(64), b"/Filter " + double)),
        REFUSED,
    )
    many = b"/Contents [" + b"4 0 R " * 1000 + b"]"
    yield (
        "bomb-code-parts",
        one(many, stream(zlib.compress(b"0 0 m 9 9 l S " * 99_999), flate)),
        (EITHER),
    )
    yield (
        "bomb-metadata",
        one(
            b"", stream(huge, flate + b" /Type /Metadata /Subtype /XML"), catalog=b"/Metadata 4 0 R"
        ),
        EITHER,
    )
    yield (
        "bomb-object-stream",
        pdf(
            CATALOG % b"",
            TREE,
            stream(huge, flate + b" /Type /ObjStm /N 9 /First 60"),
            PAGE % b"/Resources << >>",
        ),
        REFUSED,
    )
    yield (
        "bomb-object-stream-beside",
        one(b"", stream(huge, flate + b" /Type /ObjStm /N 9 /First 60")),
        TAKEN,
    )
    run = bytes((129, 255)) * 4_000_000
    yield "bomb-run-length", image(run, 200, 300, b"/RunLengthDecode"), EITHER
    yield (
        "bomb-fax",
        image(
            b"\x00" * 99,
            60_000,
            60_000,
            b"/CCITTFaxDecode",
            b"/DecodeParms << /K -1 /Columns 60000 >>",
        ),
        REFUSED,
    )
    lies = b"/DecodeParms << /K -1 /Columns 2000000000 /Rows 2000000000 >>"
    yield "fax-lies", image(b"\x00" * 99, 200, 300, b"/CCITTFaxDecode", lies), REFUSED
    predictor = b"/DecodeParms << /Predictor 15 /Columns 2000000000 /Colors 32 >>"
    yield (
        "predictor-lies",
        image(zlib.compress(b"9" * 99), 20, 30, b"/FlateDecode", predictor),
        (REFUSED),
    )
    for kind in (b"/JBIG2Decode", b"/JPXDecode", b"/DCTDecode", b"/LZWDecode", b"/Unheard"):
        name = f"garbage-{kind[1:].decode().lower()}"
        yield name, image(random.Random(kind).randbytes(5000), 90, 90, kind), EITHER
    chain = b"[" + b"/ASCIIHexDecode " * 900 + b"]"
    yield "filters-900", image(b"30>", 9, 9, chain), EITHER


def structures() -> Iterator[Item]:
    yield "tree-loop", pdf(CATALOG % b"", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), REFUSED
    yield (
        "tree-two-loop",
        pdf(
            CATALOG % b"",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1 >>",
        ),
        REFUSED,
    )
    deep = [
        b"<< /Type /Pages /Kids [%d 0 R] /Parent %d 0 R /Count 1 >>" % (n + 1, n - 1)
        for n in range(2, 20_002)
    ]
    yield "tree-deep", pdf(CATALOG % b"", *deep, PAGE % b"/Resources << >>"), EITHER
    kids = b"<< /Type /Pages /Kids [" + b"3 0 R " * 20_000 + b"] /Count 20000 >>"
    yield "tree-same-page", pdf(CATALOG % b"", kids, PAGE % b"/Resources << >>"), REFUSED
    for name, count in (
        ("huge", b"2147483647"), ("negative", b"-9"), ("text", b"(many)"), ("real", b"1e99"),
        ("overflow", b"99999999999999999999"),
    ):  # fmt: skip
        tree = b"<< /Type /Pages /Kids [3 0 R] /Count %s >>" % count
        fate = REFUSED if name == "huge" else EITHER
        yield f"count-{name}", pdf(CATALOG % b"", tree, PAGE % b"/Resources << >>"), fate
    yield "no-pages", pdf(CATALOG % b"", b"<< /Type /Pages /Kids [] /Count 0 >>"), REFUSED
    yield "no-root", pdf(CATALOG % b"", TREE, PAGE % b"/Resources << >>", root=b"9 0 R"), EITHER
    yield "root-is-a-number", pdf(b"42", TREE, PAGE % b"/Resources << >>"), EITHER
    yield "arrays-deep", one(b"/Deep " + b"[" * 200_000 + b"]" * 200_000), EITHER
    yield "dictionaries-deep", one(b"/Deep " + b"<< /A " * 100_000 + b"0" + b">>" * 100_000), EITHER
    yield "code-deep", one(b"/Contents 4 0 R", stream(b"[" * 300_000)), EITHER
    yield "saved-states", one(b"/Contents 4 0 R", stream(b"q " * 900_000)), EITHER
    form = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F %d 0 R >> >>"
    )
    draws = b"/Resources << /XObject << /F 5 0 R >> >> /Contents 4 0 R"
    yield "form-of-itself", one(draws, stream(b"/F Do"), stream(b"/F Do", form % 5)), EITHER
    laughs = [stream(b"/F Do " * 10, form % (n + 1)) for n in range(5, 25)]
    yield "form-laughs", one(draws, stream(b"/F Do"), *laughs, stream(b"0 0 m 9 9 l S")), EITHER
    tiling = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001"
        b" /YStep 0.0001 /Resources << /Pattern << /P 5 0 R >> >>"
    )
    paint = b"/Pattern cs /P scn 0 0 60 80 re f"
    patterned = b"/Resources << /Pattern << /P 5 0 R >> >> /Contents 4 0 R"
    yield "pattern-of-itself", one(patterned, stream(paint), stream(paint, tiling)), EITHER
    for name, box in (
        ("zero", b"[0 0 0 0]"), ("huge", b"[0 0 9e9 9e9]"), ("negative", b"[9 9 -900 -900]"),
        ("text", b"(A4)"), ("short", b"[0 0]"), ("thin", b"[0 0 0.001 90000]"), ("none", b"null"),
    ):  # fmt: skip
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Resources << >> >>" % box
        yield f"box-{name}", pdf(CATALOG % b"", TREE, page), REFUSED if name == "huge" else EITHER
    yield "rotate-odd", one(b"/Rotate 45"), EITHER
    yield "rotate-text", one(b"/Rotate (x)"), EITHER
    yield "user-unit", one(b"/UserUnit 1e9"), EITHER
    inline = b"BI /W 60000 /H 60000 /BPC 8 /CS /G ID x EI"
    yield "inline-lies", one(b"/Contents 4 0 R", stream(inline)), EITHER
    external = b"/F (/etc/passwd) /FFilter /FlateDecode"
    yield "code-from-a-file", one(b"/Contents 4 0 R", stream(b"", external)), EITHER
    yield "contents-loop", one(b"/Contents [4 0 R]", b"[4 0 R]"), EITHER
    yield (
        "length-is-itself",
        one(b"/Contents 4 0 R", b"<< /Length 4 0 R >>\nstream\nq\nendstream"),
        EITHER,
    )


def indices() -> Iterator[Item]:
    good = one(b"")
    start = good.index(b"xref\n")
    yield "header-only", b"%PDF-1.7\n", REFUSED
    yield "header-late", b" " * 1000 + good, EITHER
    yield "cut-in-half", good[: len(good) // 2], REFUSED
    yield "index-of-a-billion", good.replace(b"xref\n0 4\n", b"xref\n0 999999999\n"), EITHER
    yield "index-loop", good.replace(b"/Size 4", b"/Size 4 /Prev %d" % start), EITHER
    yield "index-negative", good.replace(b"startxref\n", b"startxref\n-"), EITHER
    yield "size-huge", good.replace(b"/Size 4", b"/Size 2147483647"), EITHER
    yield "object-number-huge", good.replace(b"3 0 obj", b"2147483646 0 obj"), EITHER
    yield "trailer-deep", good.replace(b"/Size 4", b"/Size 4 /D " + b"[" * 99_999), EITHER
    table = b"/Type /XRef /W [8 8 8] /Size 999999999 /Root 1 0 R /Filter /FlateDecode"
    packed = good[:start] + b"9 0 obj\n" + stream(bombs.zeros(64), table)
    yield "index-bomb", packed + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start, EITHER
    for version, more in ((99, b""), (4, b"/Length -8"), (5, b"/R 6 /O () /U () /OE () /UE ()")):
        lock = b"/Encrypt << /Filter /Standard /V %d /R 3 /O (x) /U (x) /P -4 %s >>"
        held = one(b"", trailer=lock % (version, more) + b" /ID [(a) (a)]")
        yield f"locked-oddly-{version}", held, REFUSED


def deeds() -> Iterator[Item]:
    """Files that try to do something where they are opened, beside one empty page."""
    js = b"<< /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\)) >>"
    actions = {
        "javascript": js,
        "launch": b"<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>",
        "uri": b"<< /S /URI /URI (http://127.0.0.1:9/) >>",
        "submit": b"<< /S /SubmitForm /F (http://127.0.0.1:9/) >>",
        "remote": b"<< /S /GoToR /F (\\\\\\\\127.0.0.1\\\\share) /D [0 /Fit] >>",
        "import": b"<< /S /ImportData /F (/etc/passwd) >>",
    }
    for name, action in actions.items():
        yield f"does-{name}", one(b"", catalog=b"/OpenAction " + action), TAKEN
        yield f"does-{name}-on-page", one(b"/AA << /O " + action + b" >>"), TAKEN
    file = b"<< /Type /Filespec /F (%s) /EF << /F 4 0 R >> >>"
    names = b"/Names << /EmbeddedFiles << /Names [(x) " + file + b"] >> >>"
    for name, place in (
        ("up", b"../../../../etc/cron.d/x"),
        ("root", b"/etc/cron.d/x"),
        ("nul", b"a\\000b"),
    ):
        held = stream(b"MZ\x90\x00", b"/Type /EmbeddedFile")
        yield f"embeds-{name}", one(b"", held, catalog=names % place), TAKEN
    bomb = stream(bombs.zeros(64), b"/Type /EmbeddedFile /Filter /FlateDecode")
    yield "embeds-a-bomb", one(b"", bomb, catalog=names % b"x"), TAKEN
    yield (
        "form-xfa",
        one(b"", stream(ENTITIES), catalog=b"/AcroForm << /XFA 4 0 R /Fields [] >>"),
        (TAKEN),
    )
    xml = b"/Type /Metadata /Subtype /XML"
    for name, text in (("laughs", ENTITIES), ("outside", OUTSIDE), ("html", SCRIPT)):
        yield f"metadata-{name}", one(b"", stream(text, xml), catalog=b"/Metadata 4 0 R"), TAKEN
    yield "info-html", one(b"", b"<< /Title (" + SCRIPT + b") >>", trailer=b"/Info 4 0 R"), TAKEN


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]><x>&m;</x>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def pdfs() -> Iterator[Item]:
    for name, data, fate in (*bombs_of(), *structures(), *indices(), *deeds()):
        yield f"{name}.pdf", data, fate
