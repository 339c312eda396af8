"""Which documents are written by hand, and which reader read what people judged."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; documents of a known form are keyed as before until they are filed anew."""
    column = sa.Column[bool]("hand", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("document", column)
    op.add_column("judged", sa.Column("reader", sa.Text()))
    document = sa.table("document", sa.column("hand"), sa.column("form"))
    op.execute(document.update().where(document.c.form.is_not(None)).values(hand=sa.true()))


def downgrade() -> None:
    """Take the columns away; filing finds them again."""
    op.drop_column("judged", "reader")
    op.drop_column("document", "hand")
