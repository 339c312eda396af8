"""The tables of what proves quality: samples of batches, second words, known answers.

What changes here needs a migration beside it.
"""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from storage.tables import METADATA

# A sample of what was accepted in a batch without a person: its plan, who drew it by which seed,
# and what came of it. `wrong` documents were found in it once there is a verdict.
inspection = Table(
    "inspection",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("batch", Text, ForeignKey("batch.name"), nullable=False, index=True),
    Column("letter", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("aql", Text, nullable=False),
    Column("lot", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("accept", Integer, nullable=False),
    Column("seed", String(32), nullable=False),
    Column("drawn_by", Text, nullable=False),
    Column("drawn_at", String(25), nullable=False),
    Column("verdict", Text),
    Column("seen", Integer),
    Column("wrong", Integer),
    Column("sealed_by", Text),
    Column("sealed_at", String(25)),
)

# The documents of an inspection's lot, and which of them were drawn. They may be gone since.
inspected = Table(
    "inspected",
    METADATA,
    Column("number", Integer, ForeignKey("inspection.number"), primary_key=True),
    Column("document_id", String(25), primary_key=True),
    Column("drawn", Boolean, nullable=False),
    Index("inspected_document", "document_id"),
)

# Words on tasks that two people are asked, until they are decided; `outcome` tells how a word
# fared then: `agreed`, `other` where the decision says something else, `back` where its author
# took it back. `said` is as in `decision`.
opinion = Table(
    "opinion",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String(25), nullable=False, unique=True),
    Column("task_id", String(25), nullable=False, index=True),
    Column("document_id", String(25), nullable=False),
    Column("sha256", String(64), ForeignKey("scan.sha256"), nullable=False, index=True),
    Column("said", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(25), nullable=False),
    Column("outcome", Text),
)

# What stewards' words tell of what the machine had found: made of the document's files and of
# `decision`, when it is filed. Where it had found nothing, `right` and what goes with it are NULL.
judged = Table(
    "judged",
    METADATA,
    Column("decision_id", String(25), primary_key=True),
    Column("document_id", String(25), nullable=False, index=True),
    Column("type", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(25), nullable=False, index=True),
    Column("source", Text),
    Column("extractor", Text),
    Column("confidence", Float),
    Column("right", Boolean),
    Column("reader", Text),
)

# Answers that are known to be right: the task, the word that decided it, and the version of the
# document that was looked at then.
known = Table(
    "known",
    METADATA,
    Column("task_id", String(25), primary_key=True),
    Column("decision_id", String(25), nullable=False),
    Column("document_id", String(25), nullable=False, index=True),
    Column("version", Integer, nullable=False),
)

# Who is asked for a known answer; `until` is as in a claim, and empty once it is not asked of
# that person any more.
posed = Table(
    "posed",
    METADATA,
    Column("by", Text, primary_key=True),
    Column("task_id", String(25), primary_key=True),
    Column("until", String(25), nullable=False),
)

# What people said where the answer was known, whether it was `right`, and whether its author
# took it `back`. `after` is the number of the last decision before it, `said` as in `decision`.
gold = Table(
    "gold",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String(25), nullable=False, unique=True),
    Column("task_id", String(25), nullable=False, index=True),
    Column("decision_id", String(25), nullable=False),
    Column("document_id", String(25), nullable=False),
    Column("sha256", String(64), ForeignKey("scan.sha256"), nullable=False, index=True),
    Column("after", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(25), nullable=False),
    Column("right", Boolean, nullable=False),
    Column("back", Boolean, nullable=False),
)
