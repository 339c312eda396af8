"""Files that are pages of other scans."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Have each page say which page of which scan it is: so far all are of their own."""
    bound_to: sa.Column[str] = sa.Column(
        "bound_to", sa.String(length=64), nullable=False, server_default=""
    )
    place: sa.Column[int] = sa.Column("place", sa.Integer(), nullable=False, server_default="0")
    for column in (bound_to, place):
        op.add_column("page", column)
    op.execute("UPDATE page SET bound_to = sha256, place = number")
    op.create_index("one_place", "page", ["bound_to", "place"], unique=True)


def downgrade() -> None:
    """Take the columns away: files that were bound are pages of themselves alone again."""
    op.drop_index("one_place", "page")
    for name in ("place", "bound_to"):
        op.drop_column("page", name)
