"""From the bytes of a list to rows of cells: CSV in its many habits, and XLSX.

What a file is, is told by its bytes, not by its name. Nothing of a cell gets into a message.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.errors import UsageError

BYTES = 64 * 2**20
"""Largest file, in bytes."""

ROWS = 200_000
"""Most rows of one list."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"sep=(.)")
_MARKS_LEFT = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: its line in the file, from 1, and its cells without spaces."""

    line: int
    cells: tuple[str, ...]


def read(path: Path, most: int = BYTES) -> bytes:
    """Return the bytes of a file; UsageError where it has more than `most`, or cannot be read."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise UsageError(f"The list cannot be read ({error.strerror}).") from None
    if len(data) > most:
        raise UsageError(f"The list is larger than {most >> 20} MB.")
    return data


def sheets(data: bytes, rows: int = ROWS) -> Iterator[Iterator[Row]]:
    """Yield the sheets of a file, one for CSV; UsageError where it is none that can be read.

    `rows` is the most that a CSV may have; of a workbook it is ROWS.
    """
    if data.startswith(_OLE):
        raise UsageError("That is an old workbook (XLS) or a locked one: save it as XLSX or CSV.")
    if data.startswith(_ZIP):
        from flows.lexicons import workbook

        yield from (bounded(sheet) for sheet in workbook.sheets(data))
    else:
        yield bounded(_rows(decoded(data)), rows)


def bounded(rows: Iterator[Row], most: int = ROWS) -> Iterator[Row]:
    """Yield the rows that hold anything; UsageError where they are too many."""
    for row in rows:
        if row.line > most:
            raise UsageError(f"The list has more than {most} rows.")
        if any(row.cells):
            yield row


def decoded(data: bytes) -> str:
    """Return text of UTF-8, UTF-16 or Windows-1258, in NFC; UsageError where it is none of them."""
    for encoding in _encodings(data):
        try:
            text = unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (encoding != "cp1258" or _vietnamese(text)):
            return text
    raise UsageError(
        "The list's letters are neither UTF-8 nor UTF-16 nor Windows-1258 (old fonts as TCVN3 or"
        " VNI are none of them): save it as XLSX, or as CSV UTF-8."
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" in data[:4000]:  # every other byte of Latin letters in UTF-16
        even = data[:4000:2].count(0)
        return ("utf-16-be",) if even > data[1:4000:2].count(0) else ("utf-16-le",)
    return ("utf-8-sig", "cp1258")


def _vietnamese(text: str) -> bool:
    """Say whether what is not ASCII is nearly all letters: any bytes can be Windows-1258."""
    other = [letter for letter in text if letter > "\x7f"]
    good = sum(letter.isalpha() and not _MARKS_LEFT.match(letter) for letter in other)
    return good >= 0.9 * len(other)


def _rows(text: str) -> Iterator[Row]:
    start = 1
    if said := _SEPARATOR.match(text):  # a line that Excel writes for itself
        text, start = text.partition("\n")[2], 2
    delimiter = said[1] if said else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + start
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(
                f"The row at line {line} does not end: a quotation mark is missing, or too many."
            ) from error
        yield Row(line, tuple(" ".join(cell.split()) for cell in cells))


def _delimiter(text: str) -> str:
    """Return the sign that parts the first lines into most cells."""
    first = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    counts = {
        sign: sum(len(cells) for cells in _parted(first, sign)) for sign in reversed(_DELIMITERS)
    }
    return max(counts, key=lambda sign: counts[sign])


def _parted(lines: list[str], sign: str) -> list[list[str]]:
    return [next(csv.reader([line], delimiter=sign), []) for line in lines]
