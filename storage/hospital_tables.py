"""What is known of the hospital's system, asked of it, and told to it.

What changes here needs a migration beside it.
"""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables import METADATA

# Stays as the hospital's system has them; an empty text where it says nothing.
hospital_stay = Table(
    "hospital_stay",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("patient_id", Text, nullable=False),
    Column("stay_code", Text, nullable=False),
    Column("record_number", Text, nullable=False, index=True),
    Column("department", Text, nullable=False),
    Column("admitted_at", Text, nullable=False),
    Column("discharged_at", Text, nullable=False),
    UniqueConstraint("patient_id", "stay_code", "record_number"),
)
Index("hospital_stay_code", hospital_stay.c.stay_code)

# Electronic prescriptions of patients, by code.
hospital_prescription = Table(
    "hospital_prescription",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("patient_id", Text, nullable=False),
)

# Numbers of documents by which the system is asked; `state` is waiting, unknown (it answered,
# and has none) or found.
lookup = Table(
    "lookup",
    METADATA,
    Column("document_id", String(25), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", String(25), nullable=False),
    Index("lookup_due", "state", "next_at"),
    Index("lookup_value", "kind", "value"),
)

# What the system is told of documents. `seen` is the version that was looked at last, `version`
# the one to be told, `told` the one that it was told; 0 stands for none.
notice = Table(
    "notice",
    METADATA,
    Column("document_id", String(25), primary_key=True),
    Column("seen", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", String(25), nullable=False),
)
Index(
    "notice_due",
    notice.c.next_at,
    sqlite_where=notice.c.version != notice.c.told,
    postgresql_where=notice.c.version != notice.c.told,
)
