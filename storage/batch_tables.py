"""What the scan room said of batches."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from storage.tables import METADATA

# `list_sha256` is the hash of the lines of the manifest, None where there is none.
declared = Table(
    "declared",
    METADATA,
    Column("batch", Text, ForeignKey("batch.name"), primary_key=True),
    Column("box", Text),
    Column("shelf", Text),
    Column("operator", Text),
    Column("charts", Integer),
    Column("pages", Integer),
    Column("list_sha256", String(64)),
)

listed = Table(
    "listed",
    METADATA,
    Column("batch", Text, ForeignKey("batch.name"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("chart", Text, nullable=False),
    Column("pages", Integer),
)
