"""What documents tell of their stay: which papers it must have."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is in it comes from the records, as the index does."""
    column = sa.Column[str]("signs", sa.Text(), nullable=False, server_default="")
    op.add_column("kept", column)
    op.execute(
        "INSERT INTO due SELECT id FROM document WHERE state = 'filed'"
        " AND id NOT IN (SELECT document_id FROM due)"
    )


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("kept", "signs")
