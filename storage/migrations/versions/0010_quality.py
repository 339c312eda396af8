"""Samples of batches, words that await a second person, and what stewards' words tell."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("judged", "opinion", "inspected", "inspection")


def upgrade() -> None:
    """Make the tables; every task that is there asks one person."""
    op.add_column("task", sa.Column("eyes", sa.Integer(), nullable=False, server_default="1"))
    _samples()
    _words()


def _samples() -> None:
    op.create_table(
        "inspection",
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in "batch letter level aql".split()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in "lot size accept".split()),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.String(length=25), nullable=False),
        sa.Column("verdict", sa.Text()),
        sa.Column("seen", sa.Integer()),
        sa.Column("wrong", sa.Integer()),
        sa.Column("sealed_by", sa.Text()),
        sa.Column("sealed_at", sa.String(length=25)),
        sa.PrimaryKeyConstraint("number", name="pk_inspection"),
        sa.ForeignKeyConstraint(["batch"], ["batch.name"], name="fk_inspection_batch"),
    )
    op.create_index("ix_inspection_batch", "inspection", ["batch"])
    op.create_table(
        "inspected",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", "document_id", name="pk_inspected"),
        sa.ForeignKeyConstraint(["number"], ["inspection.number"], name="fk_inspected_number"),
    )
    op.create_index("inspected_document", "inspected", ["document_id"])


def _words() -> None:
    op.create_table(
        "opinion",
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(length=25), nullable=False)
            for name in "id task_id document_id".split()
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_opinion"),
        sa.UniqueConstraint("id", name="uq_opinion_id"),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_opinion_sha256"),
    )
    for name in ("task_id", "sha256"):
        op.create_index(f"ix_opinion_{name}", "opinion", [name])
    op.create_table(
        "judged",
        sa.Column("decision_id", sa.String(length=25), nullable=False),
        sa.Column("document_id", sa.String(length=25), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in "type kind reason by".split()),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("extractor", sa.Text()),
        sa.Column("confidence", sa.Float()),
        sa.Column("right", sa.Boolean()),
        sa.PrimaryKeyConstraint("decision_id", name="pk_judged"),
    )
    for name in ("document_id", "at"):
        op.create_index(f"ix_judged_{name}", "judged", [name])


def downgrade() -> None:
    """Take the tables away: samples, and words that waited for a second person, are lost."""
    for name in TABLES:
        op.drop_table(name)
    op.drop_column("task", "eyes")
