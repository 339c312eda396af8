"""Tables as files: Parquet, and CSV that a spreadsheet shows right and runs nothing of."""

import codecs
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
from pyarrow.csv import CSVWriter
from pyarrow.parquet import ParquetWriter

from exports.table.rows import Filed, Row, rows
from exports.table.schemas import SCHEMAS

AT_ONCE = 1000
"""Documents that are held at a time, and that lie in one row group."""

_FORMULA = re.compile(r"(?![-+]?[\d.,]+\Z)[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]")
"""What a spreadsheet takes for the start of a formula (OWASP, CSV injection); numbers are none."""

FILES = [f"{name}.{kind}" for name in SCHEMAS for kind in ("parquet", "csv")]
"""What a folder of tables holds."""


def write(documents: Iterable[Filed], folder: Path) -> int:
    """Write the tables of documents into a folder; return of how many documents.

    The same documents in the same order give the same bytes.
    """
    count = 0
    with ExitStack() as stack:
        writers = {name: _writers(stack, folder, name) for name in SCHEMAS}
        held: dict[str, list[Row]] = defaultdict(list)
        for count, filed in enumerate(documents, 1):
            for name, made in rows(filed).items():
                held[name].extend(made)
            if count % AT_ONCE == 0:
                _flush(writers, held)
        _flush(writers, held)
    return count


def _writers(stack: ExitStack, folder: Path, name: str) -> tuple[ParquetWriter, CSVWriter]:
    sheet = stack.enter_context((folder / f"{name}.csv").open("wb"))
    sheet.write(codecs.BOM_UTF8)  # else Excel takes Vietnamese for another code page
    parquet = ParquetWriter(folder / f"{name}.parquet", SCHEMAS[name], compression="zstd")
    return stack.enter_context(parquet), stack.enter_context(CSVWriter(sheet, SCHEMAS[name]))


def _flush(writers: dict[str, tuple[ParquetWriter, CSVWriter]], held: dict[str, list[Row]]) -> None:
    for name, (parquet, sheet) in writers.items():
        made, schema = held.pop(name, []), SCHEMAS[name]
        if made:
            parquet.write_table(pa.Table.from_pylist(made, schema=schema))
            harmless = [{key: _harmless(value) for key, value in row.items()} for row in made]
            sheet.write_table(pa.Table.from_pylist(harmless, schema=schema))


def _harmless(cell: object) -> object:
    """Return a cell that no spreadsheet runs: text that looks like a formula gets a quote."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
