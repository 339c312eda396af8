"""The tables of the people who log in.

What changes here needs a migration beside it. Of what lets somebody in only hashes are kept.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from storage.tables import METADATA

account = Table(
    "account",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("roles", Text, nullable=False),
    Column("departments", Text, nullable=False),
    Column("language", Text, nullable=False),
    # Argon2, with its salt; none until the person has chosen one.
    Column("password", Text),
    # Issuer and subject of the identity provider, once the person came from there.
    Column("subject", Text, unique=True),
    Column("disabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", String(25)),
    Column("made_at", String(25), nullable=False),
)

session = Table(
    "session",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("account", Text, ForeignKey("account.name"), nullable=False, index=True),
    Column("made_at", String(25), nullable=False),
    Column("seen_at", String(25), nullable=False),
)

# A link that lets somebody choose a password, once. The one of no account makes the first.
invitation = Table(
    "invitation",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("account", Text, ForeignKey("account.name"), index=True),
    Column("until", String(25), nullable=False),
)
