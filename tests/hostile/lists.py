"""Lists and registers that are bombs, lie, or nest without end: CSV, XLSX, FHIR."""

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.hostile import bombs
from tests.hostile.pdfs import ENTITIES, OUTSIDE, SCRIPT

HEAD = b"patient_id,full_name,birth_date,sex,national_id,insurance_number,phone,address\n"
ROW = b"1,LAN,1980-01-01,F,001080012345,,,\n"
PATIENT = b'{"resourceType": "Patient", "id": "1", "name": [{"text": "LAN"}]%s}'

_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>%s</sheetData></worksheet>"
)


def book(sheet: str | bytes, **more: bytes) -> bytes:
    """A workbook whose one sheet is this XML, and more parts."""
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/sheet.xml"'
        f' ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="a"'
        f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}"><sheets><sheet name="a" sheetId="1"'
        f' r:id="b" xmlns:r="{office}"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="b"'
        f' Type="{office}/worksheet" Target="sheet.xml"/></Relationships>',
        "xl/sheet.xml": sheet,
        **more,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def cells(*texts: str) -> str:
    """A row of cells."""
    made = (f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row>{''.join(made)}</row>"


def bomb(name: str = "xl/sheet.xml", blocks: int = 64, claimed: int | None = None) -> bytes:
    """An archive of one part that unpacks to `blocks` times 16 MiB, and may claim to be less."""
    packed, sums = bombs.gunzipped(blocks), bombs.crc(blocks)
    size = blocks << 24 if claimed is None else claimed
    sizes = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, sums, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + sizes + name.encode() + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + sizes + bytes(14) + name.encode()
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def books() -> Iterator[tuple[str, bytes]]:
    heads = cells(*HEAD.decode().strip().split(","))
    good = book(_SHEET % (heads + cells("1", "LAN", "1980")))
    yield "bomb", bomb()
    yield "bomb-that-lies", bomb(claimed=99)
    yield "cut", good[: len(good) // 2]
    yield "garbage", good[:60] + bytes(len(good) - 120) + good[-60:]
    yield "no-parts", b"PK\x05\x06" + bytes(18)
    yield "entities", book(ENTITIES)
    yield "outside", book(OUTSIDE)
    yield "entities-utf-16", book(ENTITIES.decode().encode("utf-16"))
    yield "deep", book(_SHEET % ("<row>" * 90_000))
    yield (
        "far-cell",
        book(_SHEET % (heads + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    )
    yield "row-none", book(_SHEET % '<row r="-1"><c r="A0"><v>1</v></c></row>')
    yield "number-huge", book(_SHEET % (heads + f"<row><c><v>{'9' * 9000}</v></c></row>"))
    yield "date-far", book(_SHEET % (heads + '<row><c s="1" t="d"><v>99999-01-01</v></c></row>'))
    yield "shared-none", book(_SHEET % (heads + '<row><c t="s"><v>99999</v></c></row>'))
    yield "formula", book(_SHEET % (heads + '<row><c><f>WEBSERVICE("http://x")</f></c></row>'))
    yield "parts", book(_SHEET % heads, **{f"x/{n}": b"" for n in range(2000)})
    yield "names", book(_SHEET % heads, **{"../../etc/x": b"x", "/etc/x": b"x"})
    yield "html", book(_SHEET % (heads + cells("1", "&lt;script&gt;alert(1)&lt;/script&gt;")))


def texts() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "only-marks", b"\xef\xbb\xbf\xef\xbb\xbf"
    yield "quote", HEAD + b'1,"LAN' + b"x" * 9_000_000
    yield "cell-huge", HEAD + b"1," + b"x" * 9_000_000 + b"\n"
    yield "columns", b",".join([b"a"] * 2_000_000) + b"\n" + HEAD
    yield "commas", HEAD + b"," * 9_000_000
    yield "lines", b"\n" * 9_000_000
    yield "zeros", HEAD + bytes(9000)
    yield "formulas", HEAD + b"=cmd|'/c calc'!A1,@SUM(1),1980,F,+1,-1,%0A,\n"
    yield "html", HEAD + b"1," + SCRIPT + b",1980-01-01,F,,,,\n"
    yield "control", HEAD + b"1,L\x1b[2JAN\x07,1980,F,,,,\n"
    yield "turned", HEAD + "1,\u202eLAN\u0000,1980,F,,,,\n".encode()
    yield "marks", HEAD + ("1,a" + "\u0301" * 900_000 + ",1980,F,,,,\n").encode()
    yield "sep", b"sep=\r\n" + HEAD + ROW
    yield "sep-quote", b'sep="\n' + HEAD + ROW
    yield "half-utf-16", b"\xff\xfe" + HEAD.decode().encode("utf-16-le")[:-1]
    yield "surrogates", HEAD + b"1,\xed\xa0\x80,1980,F,,,,\n"
    yield "digits", HEAD + b"1,LAN," + b"9" * 5000 + b",F,,,,\n" + ROW


def bundles() -> Iterator[tuple[str, bytes]]:
    yield "deep", b'{"a":' * 200_000 + b"1" + b"}" * 200_000
    yield "deep-arrays", b'{"resourceType": "Bundle", "entry": ' + b"[" * 200_000
    inner = PATIENT % (b', "contained": ' + b"[" * 900 + b"]" * 900)
    yield "contained", inner
    yield "number", PATIENT % (b', "multipleBirthInteger": ' + b"9" * 90_000)
    yield "number-in-lines", PATIENT % b"" + b"\n" + PATIENT % (b', "x": ' + b"9" * 90_000)
    yield "real", PATIENT % b', "x": 1e999999999, "y": NaN, "z": -Infinity'
    yield "types", b'{"resourceType": "Patient", "id": [1], "name": {"text": 4}, "telecom": [[[]]]}'
    yield (
        "bundle-of-nothing",
        b'{"resourceType": "Bundle", "entry": [null, 4, [], {"resource": 1}]}',
    )
    within = b'{"resourceType": "Bundle", "entry": [{"resource": %s}]}'
    nested = PATIENT % b""
    for _ in range(200):
        nested = within % nested
    yield "bundle-of-bundles", nested
    yield "keys", b'{"resourceType": "Patient",' + b'"id": "1",' * 200_000 + b'"id": "2"}'
    yield "html", PATIENT.replace(b"LAN", SCRIPT) % b""
    yield "text-huge", PATIENT.replace(b"LAN", b"L" * 9_000_000) % b""
    yield "surrogate", PATIENT.replace(b"LAN", b"\\ud800") % b""
    yield "not-utf-8", PATIENT.replace(b"LAN", b"\xff\xfe") % b""
    yield "lines-of-nothing", b"{}\n" * 100_000


def lists() -> Iterator[tuple[str, bytes]]:
    for kind, made in (("xlsx", books()), ("csv", texts()), ("json", bundles())):
        for name, data in made:
            yield f"{name}.{kind}", data
