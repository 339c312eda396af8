"""The tables of the campaign: what people said of it, and what was counted.

What changes here needs a migration beside it.
"""

from sqlalchemy import Column, Integer, String, Table, Text

from storage.tables import METADATA

# What is to be converted, as it was imported last. `year` is that of the discharge.
inventory = Table(
    "inventory",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("year", Integer),
    Column("department", Text, nullable=False),
    Column("box", Text, nullable=False),
    Column("charts", Integer, nullable=False),
    Column("pages", Integer),
    Column("by", Text, nullable=False),
    Column("at", String(25), nullable=False),
)

entered = Table(
    "entered",
    METADATA,
    Column("value", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(25), nullable=False),
)

# What was counted last: derived of the rest, and made anew each time.
counted = Table(
    "counted",
    METADATA,
    Column("at", String(25), primary_key=True),
    Column("figures", Text, nullable=False),
)
