"""Which documents the search index is behind on."""

from sqlalchemy import Connection, insert, select

from storage.index_tables import due


def note(connection: Connection, document_id: str) -> None:
    """Have a document indexed anew."""
    if connection.scalar(select(due).where(due.c.document_id == document_id)) is None:
        connection.execute(insert(due).values(document_id=document_id))
