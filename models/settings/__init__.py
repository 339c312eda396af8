"""Every setting, its range and its unit. `configs/default.toml` holds the defaults.

Reading files and environment into these types is done in `flows.settings`.
"""

from models.settings.keeping import Catalogue, Completeness, Fhir, File, Link, Retention, Store
from models.settings.people import Conversion, Review, Sampling, Signing
from models.settings.reading import Accept, Clean, Extract, Forms, Ingest, Limits, Quality, Read
from models.settings.running import Deploy, Log, Metrics, Run, Watch
from models.settings.section import Section

__all__ = [
    "Accept",
    "Catalogue",
    "Clean",
    "Completeness",
    "Conversion",
    "Deploy",
    "Extract",
    "Fhir",
    "File",
    "Forms",
    "Ingest",
    "Limits",
    "Link",
    "Log",
    "Metrics",
    "Quality",
    "Read",
    "Retention",
    "Review",
    "Run",
    "Sampling",
    "Settings",
    "Signing",
    "Store",
    "Watch",
]


class Settings(Section):
    """All settings."""

    limits: Limits
    ingest: Ingest
    clean: Clean
    read: Read
    quality: Quality
    forms: Forms
    extract: Extract
    accept: Accept
    link: Link
    file: File
    run: Run
    deploy: Deploy
    fhir: Fhir
    store: Store
    retention: Retention
    completeness: Completeness
    catalogue: Catalogue
    review: Review
    sampling: Sampling
    conversion: Conversion
    signing: Signing
    watch: Watch
    log: Log
    metrics: Metrics
