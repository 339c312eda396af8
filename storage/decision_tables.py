"""The tables of what stewards decided.

What changes here needs a migration beside it.
"""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from storage.tables import METADATA

# What was said, in order; nothing is ever changed. `said` is all of it in canonical JSON; the
# id is made of that, of who said it and when. `tasks` are the ids of those that it closed.
decision = Table(
    "decision",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String(25), nullable=False, unique=True),
    Column("sha256", String(64), ForeignKey("scan.sha256"), nullable=False, index=True),
    Column("document_id", String(25), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("tasks", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(25), nullable=False, index=True),
)

# Documents that words were said on since they were filed: from which stage on they are to be
# made again, and the number of the last word.
unfiled = Table(
    "unfiled",
    METADATA,
    Column("document_id", String(25), ForeignKey("document.id"), primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("last", Integer, nullable=False),
)
