"""The tables of how long papers are kept, of legal holds, and of what was disposed of.

What changes here needs a migration beside it.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.tables import METADATA

# What each filed document says of its stay and of how long it is kept: made of its record, as
# the index is.
kept = Table(
    "kept",
    METADATA,
    Column("document_id", String(25), primary_key=True),
    Column("kinds", Text, nullable=False),
    Column("since", String(10), nullable=False, index=True),
    Column("first", String(10)),
    Column("last", String(10)),
    Column("cover", Boolean, nullable=False),
    Column("signs", Text, nullable=False, server_default=""),
)

# Legal holds; a lifted one stays. `subject` is a document's or patient's id, a scan's hash, or
# a batch.
hold = Table(
    "hold",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_at", String(25), nullable=False),
    Column("lifted_by", Text),
    Column("lifted_at", String(25)),
    Index("hold_subject", "kind", "subject"),
)

# What is left of a scan that was disposed of, beside its own row. `documents` are the ids of
# those it held; `remaining` the keys, or beginnings of keys, of objects that still are to go.
disposal = Table(
    "disposal",
    METADATA,
    Column("sha256", String(64), ForeignKey("scan.sha256"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("since", String(10), nullable=False),
    Column("until", String(10), nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("list", String(64), nullable=False),
    Column("documents", Text, nullable=False),
    Column("remaining", Text, nullable=False),
    Column("at", String(25), nullable=False),
)
