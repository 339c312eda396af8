"""The hospital's register, what it says to each document, and patients that are merged."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_register_edition": ["edition"],
    "register_national_id": ["national_id"],
    "register_insurance": ["insurance_end"],
    "register_record_number": ["record_number"],
    "register_phone": ["phone"],
    "register_name_and_year": ["name_key", "birth_year"],
    "register_name_and_day": ["name_key", "birth_day"],
    "register_ends_and_year": ["name_ends", "birth_year"],
    "register_birth_and_given": ["birth_date", "given"],
    "register_birth_and_surname": ["birth_date", "surname"],
}

_REVIEW = '{"method":"none","patient_id":null,"patient_key":null,"score":0.0,"status":"review"}'
_NEW = ('{"method":"none","patient_id":null,"patient_key":"', '","score":0.0,"status":"new"}')
"""Links as they were before there was a register, as canonical JSON."""


def upgrade() -> None:
    """Add tables and columns; what is decided without a register stays until there is one."""
    _register()
    op.create_table(
        "name_part",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("part", name="pk_name_part"),
    )
    op.add_column("document", sa.Column("link", sa.Text()))
    op.add_column("patient", sa.Column("merged_into", sa.String(length=25)))
    op.create_index("ix_patient_merged_into", "patient", ["merged_into"])
    for name in ("phone", "address", "coded", "own", "link", "doubt"):
        op.add_column("identity", sa.Column(name, sa.Text()))
    for name in ("born_from", "born_to", "edition"):
        op.add_column("identity", sa.Column(name, sa.Integer()))
    pinned: sa.Column[bool] = sa.Column(
        "pinned", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("identity", pinned)
    op.create_index("ix_identity_edition", "identity", ["edition"])
    for table in ("document", "identity"):
        # Not through `op.execute`, which takes a colon for the name of a parameter.
        op.get_bind().exec_driver_sql(
            f"UPDATE {table} SET link = CASE WHEN patient_key IS NULL THEN '{_REVIEW}'"
            f" ELSE '{_NEW[0]}' || patient_key || '{_NEW[1]}' END"
        )
    op.execute("UPDATE identity SET edition = 0")


def _register() -> None:
    said = "patient_id full_name birth_date sex national_id insurance_number record_number"
    op.create_table(
        "register",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in f"{said} phone address".split()),
        *(sa.Column(name, sa.Text()) for name in "insurance_end name_key name_ends".split()),
        *(sa.Column(name, sa.Text()) for name in "given surname".split()),
        sa.Column("birth_year", sa.Integer()),
        sa.Column("birth_day", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_register"),
        sa.UniqueConstraint("patient_id", name="uq_register_patient_id"),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "register", columns)


def downgrade() -> None:
    """Take away what was added; documents and provisional patients stay."""
    op.drop_index("ix_identity_edition", "identity")
    added = "phone address coded own link doubt born_from born_to edition pinned"
    for name in added.split():
        op.drop_column("identity", name)
    op.drop_index("ix_patient_merged_into", "patient")
    op.drop_column("patient", "merged_into")
    op.drop_column("document", "link")
    op.drop_table("name_part")
    op.drop_table("register")
