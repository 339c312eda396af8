"""The mark that a document is due to be filed anew, until it is filed."""

from sqlalchemy import Connection, insert, select, update

from models.decision import Stage
from storage.decision_tables import unfiled


def mark(connection: Connection, document_id: str, sha256: str, stage: Stage, last: int) -> None:
    """Have a document filed anew, from `stage` on, for the word of number `last`; 0 for none."""
    mine = unfiled.c.document_id == document_id
    row = connection.execute(select(unfiled).where(mine)).first()
    if row is None:
        values = {"document_id": document_id, "sha256": sha256, "stage": stage.value, "last": last}
        connection.execute(insert(unfiled).values(values))
        return
    if row.stage == Stage.SPLIT.value:
        stage = Stage.SPLIT
    change = {"stage": stage.value, "last": max(last, row.last)}
    connection.execute(update(unfiled).where(mine).values(change))
