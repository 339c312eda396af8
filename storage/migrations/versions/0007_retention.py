"""How long papers are kept, legal holds, and what was disposed of."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. What documents say of their time comes with the index, from records."""
    op.add_column("document", sa.Column("form", sa.Text()))
    op.create_table(
        "kept",
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("first", sa.String(length=10)),
        sa.Column("last", sa.String(length=10)),
        sa.Column("cover", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_kept"),
    )
    op.create_index("ix_kept_since", "kept", ["since"])
    _hold()
    _disposal()
    op.execute(
        "INSERT INTO due SELECT id FROM document WHERE state = 'filed'"
        " AND id NOT IN (SELECT document_id FROM due)"
    )


def _hold() -> None:
    op.create_table(
        "hold",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.String(length=25), nullable=False),
        sa.Column("lifted_by", sa.Text()),
        sa.Column("lifted_at", sa.String(length=25)),
        sa.PrimaryKeyConstraint("number", name="pk_hold"),
    )
    op.create_index("hold_subject", "hold", ["kind", "subject"])


def _disposal() -> None:
    op.create_table(
        "disposal",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("list", sa.String(length=64), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("remaining", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_disposal_sha256"),
        sa.PrimaryKeyConstraint("sha256", name="pk_disposal"),
    )


def downgrade() -> None:
    """Take the tables away; what was disposed of stays in the audit alone."""
    for name in ("disposal", "hold", "kept"):
        op.drop_table(name)
    op.drop_column("document", "form")
