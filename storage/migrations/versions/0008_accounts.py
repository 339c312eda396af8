"""People who log in, their sessions and one-time links; the audit by actor and action."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody is in them."""
    op.create_table(
        "account",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("departments", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.String(length=25)),
        sa.Column("made_at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_account"),
        sa.UniqueConstraint("subject", name="uq_account_subject"),
    )
    op.create_table(
        "session",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=25), nullable=False),
        sa.Column("seen_at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_session"),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name="fk_session_account"),
    )
    op.create_index("ix_session_account", "session", ["account"])
    op.create_table(
        "invitation",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Text()),
        sa.Column("until", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_invitation"),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name="fk_invitation_account"),
    )
    op.create_index("ix_invitation_account", "invitation", ["account"])
    for column in ("actor", "action"):
        op.create_index(f"ix_audit_{column}", "audit", [column])


def downgrade() -> None:
    """Take the tables away: what people did stays in the audit, under their names."""
    for column in ("actor", "action"):
        op.drop_index(f"ix_audit_{column}", "audit")
    for name in ("invitation", "session", "account"):
        op.drop_table(name)
