"""Patients, and an audit that can only be added to, whoever writes to the database."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WORDS = "the audit is append-only"


def upgrade() -> None:
    """Make the tables, those first that others point to."""
    _patient()
    _identity()
    _audit()
    _guard()


def _patient() -> None:
    op.create_table(
        "patient",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=25), nullable=False),
        sa.Column("patient_id", sa.Text()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text()),
        sa.Column("birth_date", sa.Text()),
        sa.Column("sex", sa.Text()),
        sa.Column("national_id", sa.Text()),
        sa.Column("insurance_number", sa.Text()),
        sa.Column("hospital_id", sa.Text()),
        sa.Column("record_number", sa.Text()),
        sa.Column("founded_by", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_patient"),
        sa.UniqueConstraint("key", name="uq_patient_key"),
    )


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.Column("patient_key", sa.String(length=25)),
        sa.Column("full_name", sa.Text()),
        sa.Column("folded_name", sa.Text()),
        sa.Column("birth_date", sa.Text()),
        sa.Column("sex", sa.Text()),
        sa.Column("national_id", sa.Text()),
        sa.Column("insurance_number", sa.Text()),
        sa.Column("insurance_end", sa.Text()),
        sa.Column("hospital_id", sa.Text()),
        sa.Column("record_number", sa.Text()),
        sa.Column("facility", sa.Text()),
        sa.ForeignKeyConstraint(["patient_key"], ["patient.key"], name="fk_identity_patient_key"),
        sa.PrimaryKeyConstraint("document_id", name="pk_identity"),
    )
    op.create_index("ix_identity_hospital_id", "identity", ["hospital_id"])
    op.create_index("ix_identity_insurance_end", "identity", ["insurance_end"])
    op.create_index("ix_identity_national_id", "identity", ["national_id"])
    op.create_index("ix_identity_patient_key", "identity", ["patient_key"])
    op.create_index("ix_identity_record_number", "identity", ["record_number"])
    op.create_index("same_name_and_birth", "identity", ["folded_name", "birth_date"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=25), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])


def _guard() -> None:
    """Have the database refuse to change or remove an event."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{action.lower()} BEFORE {action} ON audit"
                f" BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )
