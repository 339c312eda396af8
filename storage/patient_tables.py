"""The tables of patients and of the hospital's register.

What changes here needs a migration beside it.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false

from storage.tables import METADATA

patient = Table(
    "patient",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("key", String(25), nullable=False, unique=True),
    Column("patient_id", Text),
    Column("status", Text, nullable=False),
    Column("full_name", Text),
    Column("birth_date", Text),
    Column("sex", Text),
    Column("national_id", Text),
    Column("insurance_number", Text),
    Column("hospital_id", Text),
    Column("record_number", Text),
    Column("founded_by", String(25), nullable=False),
    Column("merged_into", String(25), index=True),
)

# What a document says about whose it is: as read, for matching, and the patient decided for it.
identity = Table(
    "identity",
    METADATA,
    Column("document_id", String(25), primary_key=True),
    Column("patient_key", String(25), ForeignKey("patient.key"), index=True),
    Column("full_name", Text),
    Column("folded_name", Text),
    Column("birth_date", Text),
    Column("sex", Text),
    Column("national_id", Text, index=True),
    Column("insurance_number", Text),
    Column("insurance_end", Text, index=True),
    Column("hospital_id", Text, index=True),
    Column("record_number", Text, index=True),
    Column("facility", Text),
    Column("phone", Text),
    Column("address", Text),
    Column("born_from", Integer),
    Column("born_to", Integer),
    Column("coded", Text),
    # What the register says to this document alone, and to which edition of it that belongs.
    Column("own", Text),
    Column("edition", Integer, index=True),
    # What is decided, and why it is asked about; `pinned` where a steward has said so.
    Column("link", Text),
    Column("doubt", Text),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    Index("same_name_and_birth", "folded_name", "birth_date"),
)

# The hospital's register as imported, with the keys that candidates are found by.
register = Table(
    "register",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("edition", Integer, nullable=False, index=True),
    Column("patient_id", Text, nullable=False, unique=True),
    Column("full_name", Text, nullable=False),
    Column("birth_date", Text, nullable=False),
    Column("sex", Text, nullable=False),
    Column("national_id", Text, nullable=False),
    Column("insurance_number", Text, nullable=False),
    Column("record_number", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("insurance_end", Text),
    Column("name_key", Text),
    Column("name_ends", Text),
    Column("given", Text),
    Column("surname", Text),
    Column("birth_year", Integer),
    Column("birth_day", Text),
    Index("register_national_id", "national_id"),
    Index("register_insurance", "insurance_end"),
    Index("register_record_number", "record_number"),
    Index("register_phone", "phone"),
    Index("register_name_and_year", "name_key", "birth_year"),
    Index("register_name_and_day", "name_key", "birth_day"),
    Index("register_ends_and_year", "name_ends", "birth_year"),
    Index("register_birth_and_given", "birth_date", "given"),
    Index("register_birth_and_surname", "birth_date", "surname"),
)

# How many people of the register have a part in their name; the empty part stands for all.
name_part = Table(
    "name_part",
    METADATA,
    Column("part", Text, primary_key=True),
    Column("people", Integer, nullable=False),
)
