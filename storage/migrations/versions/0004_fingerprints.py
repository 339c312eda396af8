"""A fingerprint of each page, for telling sheets that were scanned twice."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; pages that are filed get theirs when they are filed again."""
    op.add_column("page", sa.Column("fingerprint", sa.Text()))
