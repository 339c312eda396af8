"""Documents are found by their day and their batches: all that are filed are due to be indexed."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Have the index made anew: what it holds comes from the records."""
    op.execute(
        "INSERT INTO due SELECT id FROM document WHERE state = 'filed'"
        " AND id NOT IN (SELECT document_id FROM due)"
    )


def downgrade() -> None:
    """Leave the index as it is: it only holds more than is asked for."""
