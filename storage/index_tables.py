"""The tables of the search index.

`words`, the full text itself, is of each database's own kind: FTS5 on SQLite, a `tsvector` on
PostgreSQL. The migration makes it.
"""

from sqlalchemy import Column, Integer, String, Table, Text, column, table

from storage.tables import METADATA

# A document that can be found: as which version, and by which day. The newest filed has the
# highest number.
entry = Table(
    "entry",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document_id", String(25), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("day", Text),
)

# Documents that were filed or superseded since they were indexed.
due = Table("due", METADATA, Column("document_id", String(25), primary_key=True))

words = table("words", column("rowid"), column("number"), column("text"), column("marks"))
