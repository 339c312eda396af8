"""The signatures that files came with."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what came before nothing is known."""
    op.add_column("scan", sa.Column("signatures", sa.Text()))


def downgrade() -> None:
    """Take the column away; the originals hold the signatures themselves."""
    op.drop_column("scan", "signatures")
