"""What the scan room says of batches, of which chart each file is, and separator sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; of batches that are there nobody said anything."""
    op.create_table(
        "declared",
        sa.Column("batch", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in "box shelf operator".split()),
        *(sa.Column(name, sa.Integer()) for name in "charts pages".split()),
        sa.Column("list_sha256", sa.String(length=64)),
        sa.PrimaryKeyConstraint("batch", name="pk_declared"),
        sa.ForeignKeyConstraint(["batch"], ["batch.name"], name="fk_declared_batch"),
    )
    op.create_table(
        "listed",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("chart", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer()),
        sa.PrimaryKeyConstraint("batch", "path", name="pk_listed"),
        sa.ForeignKeyConstraint(["batch"], ["batch.name"], name="fk_listed_batch"),
    )
    op.create_table(
        "slip",
        sa.Column("id", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in "kind batch".split()),
        sa.Column("patient_id", sa.Text()),
        sa.Column("made_at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slip"),
    )
    op.create_table(
        "slip_page",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slip", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "number", name="pk_slip_page"),
        sa.ForeignKeyConstraint(["sha256"], ["scan.sha256"], name="fk_slip_page_sha256"),
        sa.ForeignKeyConstraint(["slip"], ["slip.id"], name="fk_slip_page_slip"),
    )
    op.add_column("receipt", sa.Column("chart", sa.Text()))


def downgrade() -> None:
    """Take the tables away: what was declared is lost, and what separator sheets mean."""
    op.drop_column("receipt", "chart")
    for name in ("slip_page", "slip", "listed", "declared"):
        op.drop_table(name)
