"""What the hospital's system has of stays, is asked, and is told."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; all that is filed is looked at once a system is set."""
    op.create_table(
        "hospital_stay",
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in (
                "patient_id stay_code record_number department admitted_at discharged_at".split()
            )
        ),
        sa.PrimaryKeyConstraint("number", name="pk_hospital_stay"),
        sa.UniqueConstraint(
            "patient_id", "stay_code", "record_number", name="uq_hospital_stay_patient_id"
        ),
    )
    op.create_index("ix_hospital_stay_record_number", "hospital_stay", ["record_number"])
    op.create_index("hospital_stay_code", "hospital_stay", ["stay_code"])
    op.create_table(
        "hospital_prescription",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_hospital_prescription"),
    )
    op.create_table(
        "lookup",
        sa.Column("document_id", sa.String(length=25), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "value", "state")),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "kind", name="pk_lookup"),
    )
    op.create_index("lookup_due", "lookup", ["state", "next_at"])
    op.create_index("lookup_value", "lookup", ["kind", "value"])
    op.create_table(
        "notice",
        sa.Column("document_id", sa.String(length=25), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("seen", "version", "told", "tries")
        ),
        sa.Column("next_at", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_notice"),
    )
    due = sa.text("version != told")
    op.create_index("notice_due", "notice", ["next_at"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    """Take the tables away; what the system was told is in the audit."""
    for name in ("notice", "lookup", "hospital_prescription", "hospital_stay"):
        op.drop_table(name)
