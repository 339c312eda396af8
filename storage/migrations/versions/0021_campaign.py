"""What people said of the campaign: the inventory, what they entered; and what was counted."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody has said anything yet."""
    op.create_table(
        "inventory",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("year", sa.Integer()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("department", "box")),
        sa.Column("charts", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(25), nullable=False),
    )
    op.create_table(
        "entered",
        sa.Column("value", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("text", "source", "by")),
        sa.Column("at", sa.String(25), nullable=False),
    )
    op.create_table(
        "counted",
        sa.Column("at", sa.String(25), primary_key=True),
        sa.Column("figures", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Forget what was said of the campaign; the audit tells that it was."""
    for table in ("counted", "entered", "inventory"):
        op.drop_table(table)
