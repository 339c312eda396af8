"""The table of what digitising cost.

What changes here needs a migration beside it.
"""

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table

from storage.tables import METADATA

# What a run used for a scan; nothing is ever changed. `pages` are those that it took up.
cost = Table(
    "cost",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("run", String(32), nullable=False),
    Column("sha256", String(64), ForeignKey("scan.sha256"), nullable=False, index=True),
    Column("core_seconds", Float, nullable=False),
    Column("wall_seconds", Float, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("at", String(25), nullable=False),
)
