"""An index to search documents by. Those that are filed are due to be indexed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what they hold comes from the records."""
    op.create_table(
        "entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_entry"),
        sa.UniqueConstraint("document_id", name="uq_entry_document_id"),
    )
    op.create_table(
        "due",
        sa.Column("document_id", sa.String(length=25), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_due"),
    )
    if op.get_bind().dialect.name == "sqlite":
        # Marks tell words apart here; words without marks are a column of their own.
        op.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            "(text, marks, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE words (number integer PRIMARY KEY, text text NOT NULL,"
            " marks tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_words_marks ON words USING gin (marks)")
    op.execute("INSERT INTO due SELECT id FROM document WHERE state = 'filed'")


def downgrade() -> None:
    """Take the index away: it can be made again."""
    for name in ("words", "due", "entry"):
        op.drop_table(name)
