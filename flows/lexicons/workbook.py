"""XLSX workbooks: the interface to openpyxl."""

import io
import lzma
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flows.lexicons.sheet import ROWS, Row
from models.errors import UsageError

UNPACKED = 200 * 2**20
"""Most bytes that a workbook may unpack to."""

PARTS = 1000
COLUMNS = 200
_PIECE = 1 << 20
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def sheets(data: bytes) -> Iterator[Iterator[Row]]:
    """Yield the worksheets; UsageError where the file is no workbook, or a hostile one.

    A cell with a formula gives the value that was saved with it.
    """
    harmless = _harmless(data)
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out: styles, charts
        try:
            book = load_workbook(harmless, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # it raises whatever its XML and its types come to
            raise UsageError(_DAMAGED) from error
        try:
            for sheet in book.worksheets:
                yield _rows(sheet)
        finally:
            book.close()


_DAMAGED = "The workbook is damaged, or is none: open it and save it as XLSX again."


def _harmless(data: bytes) -> io.BytesIO:
    """Return the workbook with its parts unpacked, looked at before any XML is read.

    UsageError where they are many or large, or one has entities. A part may unpack to far more
    than its entry says: it is read piece by piece, no further than that.
    """
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(made, "w") as safe:
            entries = parts.infolist()
            if len(entries) > PARTS or sum(entry.file_size for entry in entries) > UNPACKED:
                raise UsageError(f"The workbook unpacks to more than {UNPACKED >> 20} MB.")
            for name in dict.fromkeys(entry.filename for entry in entries):
                part = _part(parts, name)
                # Without zeros, as UTF-16 has them.
                if _DOCTYPE.search(part.replace(b"\0", b"")):
                    raise UsageError(_DAMAGED)
                safe.writestr(name, part)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError) as error:
        raise UsageError(_DAMAGED) from error
    except (RuntimeError, OSError, EOFError, zlib.error, lzma.LZMAError) as error:  # locked, or cut
        raise UsageError(_DAMAGED) from error
    return made


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as stream:
        return b"".join(iter(lambda: stream.read(_PIECE), b""))


def _rows(sheet: Any) -> Iterator[Row]:
    try:
        # Not what the sheet says of its own size: that may be a lie or too little.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=ROWS + 1, max_col=COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield Row(number, tuple(map(_text, cells)))
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(_DAMAGED) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return " ".join(str(value).split())
