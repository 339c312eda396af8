"""The tables and their Arrow columns, in order. `docs/exports.md` says what each column holds."""

import pyarrow as pa

from models.record import FIELDS

TEXT, NUMBER, SHARE = pa.string(), pa.int32(), pa.float64()
NUMBERS = {"age": NUMBER, "quantity": SHARE, "times_per_day": SHARE}
"""Fields of a record that are numbers here; all else is text, dates too, which may be partial."""

IDENTITY = {"document_id": TEXT, "patient_key": TEXT, "item": NUMBER}
DOUBT = {"waiting": TEXT, "confidence": SHARE}


def of_group(group: str) -> dict[str, pa.DataType]:
    """Return the columns of the fields of a group of the record."""
    return {key: NUMBERS.get(key, TEXT) for key in FIELDS[group]}


DOCUMENTS = {
    "document_id": TEXT,
    "version": NUMBER,
    "document_type": TEXT,
    "language": TEXT,
    "patient_key": TEXT,
    "link_status": TEXT,
    "register_id": TEXT,
    "file_name": TEXT,
    "sha256": TEXT,
    "first_page": NUMBER,
    "pages": NUMBER,
    **of_group("patient"),
    **of_group("encounter"),
    **DOUBT,
    "text": TEXT,
}
FIELD_ROWS = {
    "document_id": TEXT,
    "path": TEXT,
    "list": TEXT,
    "item": NUMBER,
    "field": TEXT,
    "value": TEXT,
    "text": TEXT,
    "confidence": SHARE,
    "status": TEXT,
    "page": NUMBER,
    **dict.fromkeys(("x0", "y0", "x1", "y1"), SHARE),
    "source": TEXT,
}
MEDICATIONS = {**IDENTITY, **of_group("medications"), **DOUBT}
LABS = of_group("lab_results")
LAB_RESULTS = {
    **IDENTITY,
    "test": LABS.pop("test"),
    "value": LABS.pop("value"),
    "value_number": SHARE,
    **LABS,
    **DOUBT,
}

SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema(list(columns.items()))
    for name, columns in {
        "documents": DOCUMENTS,
        "fields": FIELD_ROWS,
        "medications": MEDICATIONS,
        "lab_results": LAB_RESULTS,
    }.items()
}
"""Table by name."""
