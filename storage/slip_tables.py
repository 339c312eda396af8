"""Separator sheets: those that were printed, and the pages of scans that they are."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from storage.tables import METADATA

slip = Table(
    "slip",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("patient_id", Text),
    Column("made_at", String(25), nullable=False),
)

# Derived of the readings of a scan, as the words of its pages are.
slip_page = Table(
    "slip_page",
    METADATA,
    Column("sha256", String(64), ForeignKey("scan.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("slip", String(16), ForeignKey("slip.id"), nullable=False),
)
