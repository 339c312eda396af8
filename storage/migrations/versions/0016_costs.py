"""What digitising cost: core-seconds and seconds of each run for each scan."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was digitised before was not measured."""
    op.create_table(
        "cost",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("core_seconds", sa.Float(), nullable=False),
        sa.Column("wall_seconds", sa.Float(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_cost"),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_cost_sha256"),
    )
    op.create_index("ix_cost_sha256", "cost", ["sha256"])


def downgrade() -> None:
    """Take the table away: what digitising cost is lost."""
    op.drop_table("cost")
