"""Where documents go, whose they are, and how long they are kept."""

from typing import Annotated, Literal

from pydantic import Field

from models.retention import Kind
from models.settings.section import Section, Share


class Link(Section):
    """How sure it must be whose a document is, by the hospital's register."""

    accept: Annotated[float, Field(gt=0.5, le=1)]
    """Probability from which a document is linked to a patient of the register."""
    review: Share
    """From this probability on that the register holds the patient, a person is asked."""


class File(Section):
    """From fields to filed documents."""

    pdf: Literal["run", "export"]
    """When a document's searchable PDF is made: as it is filed, or at its first export."""


System = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$")]
"""An absolute URI that names an identifier system."""


class Fhir(Section):
    """How documents go out as FHIR. Credentials come from SOHOA_FHIR_TOKEN or _USER, _PASSWORD."""

    insurance_system: System
    """Of health insurance numbers."""
    national_system: System
    """Of citizens' numbers (12 digits)."""
    practitioner_system: System
    """Of physicians' licences."""
    stay_system: System
    """Of a stay's record number."""
    patient_system: System
    """Of the hospital's patient numbers."""
    person_system: System
    """Of patients as sohoa tells them apart."""
    document_system: System
    """Of documents."""
    ca_file: str
    """Certificate authority file for TLS; empty for the system's."""
    attempts: Annotated[int, Field(ge=1, le=20)]
    """How often a server that is away or busy is tried."""
    seconds: Annotated[int, Field(gt=0)]
    """Longest time a server may take for one document."""


class Store(Section):
    """Where objects are kept. Keys and secrets come from the environment only."""

    kind: Literal["folder", "s3"]
    folder: str
    """Folder of the embedded store; empty for `store` under SOHOA_HOME."""
    endpoint: str
    """host:port of the S3 server."""
    bucket: str
    region: str
    secure: bool
    """Use TLS."""
    ca_file: str
    """Certificate authority file for TLS; empty for the system's."""
    attempts: Annotated[int, Field(ge=1, le=20)]
    """How often a call is tried while the server is away."""
    seconds: Annotated[int, Field(ge=1, le=3600)]
    """Longest silence of the server that is waited for."""
    encryption: Literal["none", "server", "client"]
    """Who encrypts what is kept: nobody, the S3 server (SSE-S3), or sohoa with its own key."""
    key_file: str
    """File of master keys for `client`, the one in use first; SOHOA_STORE_KEY wins over it."""
    lock: Literal["none", "governance", "compliance"]
    """Object lock that originals are put under by the S3 server."""
    lock_days: Annotated[int, Field(ge=1, le=36_500)]
    """Days for which an original is locked, from its receipt."""
    replaced_days: Annotated[int, Field(ge=1, le=36_500)]
    """Days for which a bucket keeps replaced and removed versions of derived artefacts."""
    derived_days: Annotated[int, Field(ge=0, le=36_500)]
    """Days after which a bucket drops derived artefacts; 0 for never."""
    link_seconds: Annotated[int, Field(ge=1, le=3600)]
    """Life of a link to an object."""


KeptYears = Annotated[int, Field(ge=1, le=200)]


class Retention(Section):
    """For how many years papers of each kind are kept at least, from discharge or issue."""

    outpatient: KeptYears
    inpatient: KeptYears
    accident: KeptYears
    psychiatric: KeptYears
    death: KeptYears
    unknown: KeptYears
    """Papers that tell nothing of their kind."""

    @property
    def years(self) -> dict[Kind, int]:
        """The years by kind."""
        return {kind: getattr(self, kind) for kind in Kind}


class Completeness(Section):
    """Which papers a stay must have, and where they are looked for."""

    check: Literal["records", "declared", "never"]
    """Where papers are looked for: in charts that were declared and stays with a record, in those
    that were declared alone, or nowhere."""
    rules: str
    """File of a hospital's own rules; empty for `completeness.toml` under SOHOA_HOME."""


class Catalogue(Section):
    """Where rows are kept."""

    url: str
    """SQLAlchemy URL; empty for catalogue.sqlite under SOHOA_HOME."""
