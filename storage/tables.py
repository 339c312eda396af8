"""The tables of the catalogue. What changes here needs a migration beside it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _states(*names: str) -> CheckConstraint:
    listed = ", ".join(f"'{name}'" for name in names)
    return CheckConstraint(f"state IN ({listed})", name="state")


batch = Table(
    "batch",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("created_at", String(25), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)

scan = Table(
    "scan",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("withdrawn", Boolean, nullable=False),
    Column("received_at", String(25), nullable=False),
    # Those that a PDF came with, as they were found when it came, in JSON.
    Column("signatures", Text),
    _states("received", "read", "filed", "rejected"),
)

receipt = Table(
    "receipt",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("batch", Text, ForeignKey("batch.name"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), ForeignKey("scan.sha256"), index=True),
    Column("pages", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("advice", Text),
    Column("duplicate", Boolean, nullable=False),
    Column("received_at", String(25), nullable=False),
    Column("chart", Text),
    _states("received", "refused"),
)
# One receipt for each file and its bytes; one for a file whose bytes are not known;
# and the same bytes count once, wherever they came.
Index("one_receipt", receipt.c.batch, receipt.c.file_name, receipt.c.sha256, unique=True)
Index(
    "one_unknown",
    receipt.c.batch,
    receipt.c.file_name,
    unique=True,
    sqlite_where=text("sha256 IS NULL"),
    postgresql_where=text("sha256 IS NULL"),
)
Index(
    "counted_once",
    receipt.c.sha256,
    unique=True,
    sqlite_where=text("NOT duplicate"),
    postgresql_where=text("NOT duplicate"),
)

page = Table(
    "page",
    METADATA,
    Column("sha256", String(64), ForeignKey("scan.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("document_id", String(25)),
    Column("fingerprint", Text),
    # Which page of which scan it is: of its own, or of another file's that it is bound to.
    Column("bound_to", String(64), nullable=False),
    Column("place", Integer, nullable=False),
    _states("waiting", "read", "filed", "blank", "rejected"),
)
Index("one_place", page.c.bound_to, page.c.place, unique=True)

document = Table(
    "document",
    METADATA,
    Column("id", String(25), primary_key=True),
    Column("sha256", String(64), ForeignKey("scan.sha256"), nullable=False, index=True),
    Column("numbers", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("review", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("patient_key", String(25), index=True),
    Column("link", Text),
    Column("fields", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("filed_at", String(25), nullable=False),
    Column("superseded_by", Text, nullable=False),
    # Id of its form in the register; derived, as the fingerprints of pages are.
    Column("form", Text),
    Column("department", Text),
    # Whether it is written by hand; derived too.
    Column("hand", Boolean, nullable=False, server_default=false()),
    _states("filed", "superseded"),
)

version = Table(
    "version",
    METADATA,
    Column("document_id", String(25), ForeignKey("document.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("record_sha256", String(64), nullable=False),
    Column("filed_at", String(25), nullable=False),
    Column("configuration", Text, nullable=False),
)

# From `kind` on, what the queue asks by, but for the last five columns it follows from the rest:
# `kind` is the path without numbers, `batch` the one that brought the scan first, `shown`
# whether the document is neither superseded nor withdrawn, `same` what tasks share that ask
# of the same value, read as the same words, in the same kind of field; `eyes` how many people
# are asked, each without knowing what others said.
task = Table(
    "task",
    METADATA,
    Column("id", String(25), primary_key=True),
    Column("document_id", String(25), ForeignKey("document.id"), nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", String(25), nullable=False),
    Column("kind", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("department", Text),
    Column("priority", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("same", Text),
    Column("eyes", Integer, nullable=False, server_default="1"),
    Column("assigned_to", Text),
    Column("claimed_by", Text),
    Column("claimed_until", String(25)),
    Column("skipped_by", Text),
    Column("skipped_for", Text),
    _states("open", "decided"),
)
_OPEN, _ORDER = (task.c.state, task.c.shown), (task.c.priority, task.c.made_at, task.c.id)
# What follows the order is there to be counted from the index alone.
_COUNTED = (task.c.department, task.c.batch, task.c.reason, task.c.type)
Index("task_queue", *_OPEN, *_ORDER, *_COUNTED)
for _asked in _COUNTED[1:]:
    _others = [column for column in _COUNTED if column is not _asked]
    Index(f"task_{_asked.name}", *_OPEN, _asked, *_ORDER, *_others)
Index("task_same", *_OPEN, task.c.same, *_ORDER)
for _whose in (task.c.assigned_to, task.c.claimed_by):
    _held = _whose.is_not(None)
    Index(f"task_{_whose.name}", _whose, sqlite_where=_held, postgresql_where=_held)

# The current list of each kind that the hospital has loaded: hash of the list in the store, and
# of the file that it was made from. Weights that were learnt are one more kind: the file is what
# they were learnt from, the entries are how many values that were.
lexicon = Table(
    "lexicon",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("entries", Integer, nullable=False),
    Column("imported_at", String(25), nullable=False),
)

audit = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", String(25), nullable=False),
    Column("actor", Text, nullable=False, index=True),
    Column("action", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False, index=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
