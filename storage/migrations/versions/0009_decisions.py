"""What stewards decided, and the queue of what they are asked."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN, ORDER = ["state", "shown"], ["priority", "made_at", "id"]
QUEUE = {
    "task_queue": [*OPEN, *ORDER, "department", "batch", "reason", "type"],
    "task_batch": [*OPEN, "batch", *ORDER, "department", "reason", "type"],
    "task_reason": [*OPEN, "reason", *ORDER, "department", "batch", "type"],
    "task_type": [*OPEN, "type", *ORDER, "department", "batch", "reason"],
    "task_same": [*OPEN, "same", *ORDER],
}
HELD = ("assigned_to", "claimed_by")


def upgrade() -> None:
    """Make the tables; tasks that are there get what the queue asks by."""
    op.add_column("document", sa.Column("department", sa.Text()))
    for column in _columns():
        op.add_column("task", column)
    _fill()
    for name, columns in QUEUE.items():
        op.create_index(name, "task", columns)
    for name in HELD:
        held = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"task_{name}", "task", [name], sqlite_where=held, postgresql_where=held)
    _tables()


def _columns() -> list[sa.Column[Any]]:
    said = [
        sa.Column(name, sa.Text(), nullable=False, server_default="")
        for name in ("kind", "type", "batch")
    ]
    texts = "department same assigned_to claimed_by skipped_by skipped_for".split()
    return [
        *said,
        sa.Column("priority", sa.Integer(), nullable=False, server_default="3"),
        sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.false()),
        *(sa.Column(name, sa.Text()) for name in texts),
        sa.Column("claimed_until", sa.String(length=25)),
    ]


def _fill() -> None:
    op.execute(
        "UPDATE task SET"
        " type = (SELECT type FROM document WHERE document.id = task.document_id),"
        " batch = COALESCE((SELECT receipt.batch FROM receipt JOIN document"
        " ON document.sha256 = receipt.sha256 WHERE document.id = task.document_id"
        " AND NOT receipt.duplicate), ''),"
        " priority = CASE WHEN path LIKE 'patient%' THEN 0 WHEN path LIKE 'pages.%' THEN 1"
        " WHEN path LIKE 'diagnoses.%' OR path LIKE 'medications.%' THEN 2 ELSE 3 END,"
        " shown = EXISTS (SELECT 1 FROM document JOIN scan ON scan.sha256 = document.sha256"
        " WHERE document.id = task.document_id AND document.state = 'filed'"
        " AND NOT scan.withdrawn AND EXISTS (SELECT 1 FROM receipt JOIN batch"
        " ON batch.name = receipt.batch WHERE receipt.sha256 = scan.sha256"
        " AND NOT batch.withdrawn))"
    )
    connection = op.get_bind()
    for (path,) in connection.execute(sa.text("SELECT DISTINCT path FROM task")).all():
        kind = ".".join(part for part in path.split(".") if not part.isdecimal())
        asked = sa.text("UPDATE task SET kind = :kind WHERE path = :path")
        connection.execute(asked, {"kind": kind, "path": path})


def _tables() -> None:
    op.create_table(
        "decision",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=25), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_decision"),
        sa.UniqueConstraint("id", name="uq_decision_id"),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_decision_sha256"),
    )
    for name in ("sha256", "document_id", "at"):
        op.create_index(f"ix_decision_{name}", "decision", [name])
    op.create_table(
        "unfiled",
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_unfiled"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_unfiled_document_id"),
    )
    op.create_index("ix_unfiled_sha256", "unfiled", ["sha256"])


def downgrade() -> None:
    """Take the tables away: what was decided is lost, but for the records that were filed."""
    op.drop_table("unfiled")
    op.drop_table("decision")
    for name in (*QUEUE, *(f"task_{one}" for one in HELD)):
        op.drop_index(name, "task")
    for column in _columns():
        op.drop_column("task", column.name)
    op.drop_column("document", "department")
