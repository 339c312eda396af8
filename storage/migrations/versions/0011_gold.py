"""Known answers, who is asked one again, and what they said."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what was decided before is no known answer."""
    op.create_table(
        "known",
        *(
            sa.Column(name, sa.String(length=25), nullable=False)
            for name in "task_id decision_id document_id".split()
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_known"),
    )
    op.create_index("ix_known_document_id", "known", ["document_id"])
    op.create_table(
        "posed",
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("task_id", sa.String(length=25), nullable=False),
        sa.Column("until", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("by", "task_id", name="pk_posed"),
    )
    op.create_table(
        "gold",
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(length=25), nullable=False)
            for name in "id task_id decision_id document_id".split()
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("back", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_gold"),
        sa.UniqueConstraint("id", name="uq_gold_id"),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_gold_sha256"),
    )
    for name in ("task_id", "sha256"):
        op.create_index(f"ix_gold_{name}", "gold", [name])


def downgrade() -> None:
    """Take the tables away: what people said to known answers is lost."""
    for name in ("gold", "posed", "known"):
        op.drop_table(name)
