"""Batches, files, pages, documents and tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, those first that others point to."""
    _batch()
    _scan()
    _document()
    _page()
    _receipt()
    _task()
    _version()


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=25), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_batch"),
    )


def _scan() -> None:
    op.create_table(
        "scan",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.String(length=25), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'read', 'filed', 'rejected')", name="ck_scan_state"
        ),
        sa.PrimaryKeyConstraint("sha256", name="pk_scan"),
    )


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=25), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_key", sa.String(length=25)),
        sa.Column("fields", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("filed_at", sa.String(length=25), nullable=False),
        sa.Column("superseded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('filed', 'superseded')", name="ck_document_state"),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_document_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
    )
    op.create_index("ix_document_patient_key", "document", ["patient_key"])
    op.create_index("ix_document_sha256", "document", ["sha256"])


def _page() -> None:
    op.create_table(
        "page",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("document_id", sa.String(length=25)),
        sa.CheckConstraint(
            "state IN ('waiting', 'read', 'filed', 'blank', 'rejected')", name="ck_page_state"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_page_sha256"),
        sa.PrimaryKeyConstraint("sha256", "number", name="pk_page"),
    )


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64)),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("advice", sa.Text()),
        sa.Column("duplicate", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.String(length=25), nullable=False),
        sa.CheckConstraint("state IN ('received', 'refused')", name="ck_receipt_state"),
        sa.ForeignKeyConstraint(["batch"], ["batch.name"], name="fk_receipt_batch"),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_receipt_sha256"),
        sa.PrimaryKeyConstraint("number", name="pk_receipt"),
    )
    op.create_index(
        "counted_once",
        "receipt",
        ["sha256"],
        unique=True,
        sqlite_where=sa.text("NOT duplicate"),
        postgresql_where=sa.text("NOT duplicate"),
    )
    op.create_index("ix_receipt_sha256", "receipt", ["sha256"])
    op.create_index("one_receipt", "receipt", ["batch", "file_name", "sha256"], unique=True)
    op.create_index(
        "one_unknown",
        "receipt",
        ["batch", "file_name"],
        unique=True,
        sqlite_where=sa.text("sha256 IS NULL"),
        postgresql_where=sa.text("sha256 IS NULL"),
    )


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.String(length=25), nullable=False),
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=25), nullable=False),
        sa.CheckConstraint("state IN ('open', 'decided')", name="ck_task_state"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_task_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_document_id", "task", ["document_id"])


def _version() -> None:
    op.create_table(
        "version",
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record_sha256", sa.String(length=64), nullable=False),
        sa.Column("filed_at", sa.String(length=25), nullable=False),
        sa.Column("configuration", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_version_document_id"),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_version"),
    )
