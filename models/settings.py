"""Every setting, its range and its unit. `configs/default.toml` holds the defaults.

Reading files and environment into these types is done in `flows.settings`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.retention import Kind

Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A part of the settings: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(Section):
    """What is refused before it is decoded."""

    file_bytes: Annotated[int, Field(gt=0)]
    """Largest file, in bytes."""
    pages: Annotated[int, Field(gt=0)]
    """Most pages of one file."""
    page_pixels: Annotated[int, Field(gt=0)]
    """Most pixels (width x height) of one page, as stored or as rendered."""
    free_bytes: Annotated[int, Field(ge=0)]
    """Disk space that is left untouched under SOHOA_HOME, in bytes."""
    seconds: Annotated[int, Field(gt=0)]
    """Longest time that decoding one page may compute, or an outside program take for it."""
    memory: Annotated[int, Field(ge=512 << 20)]
    """Most memory of a process that decodes, in bytes of its address space."""


class Ingest(Section):
    """From file to page images."""

    dpi: Annotated[int, Field(ge=72, le=1200)]
    """Resolution of rendered pages that hold no single image."""
    least_dpi: Annotated[int, Field(ge=50, le=600)]
    """An image that claims less is taken to be an A4 page wide."""


class Clean(Section):
    """From page image to upright, even page."""

    least_dpi: Annotated[int, Field(ge=100, le=600)]
    """Pages of a lower resolution are enlarged to it before they are read."""
    most_dpi: Annotated[int, Field(ge=100, le=600)]
    """Pages of a higher resolution are reduced to it before they are read."""
    deskew_degrees: Annotated[float, Field(ge=0, le=45)]
    """Largest skew that is looked for."""
    leaders: bool
    """Take dotted leaders off before reading."""


class Read(Section):
    """From clean page to words."""

    binding: Literal["tesserocr", "pytesseract"]
    """Tesseract inside this process, or the system's command started for each page."""
    languages: str
    """Tesseract language, as in `vie` or `eng`; several joined by `+`."""
    english: str
    """Tesseract language that pages found to be English are read again with; empty: not again."""
    second: Literal["never", "doubtful", "all"]
    """What the second reader, AsterNet, reads as well: doubtful words, or every line."""
    second_below: Share
    """A word is doubtful that Tesseract is less sure of; so are numbers, and ink without a word."""
    longest: Annotated[int, Field(ge=640, le=4096)]
    """Pixels of the page's longer side as the detector of lines sees it."""
    turned_below: Share
    """A page whose mean word confidence is lower is tried upside down."""
    tessdata: str
    """Folder of language files; empty for Tesseract's own."""


class Quality(Section):
    """What is asked of a scan."""

    rescan_below: Share
    """A page of a lower legibility is filed as read, and asked for again."""


class Forms(Section):
    """How the papers of a chart are told apart."""

    folder: str
    """Folder of a hospital's own forms; empty for `forms` under SOHOA_HOME."""


class Extract(Section):
    """From words to fields."""

    model: bool
    """Use the trained language model beside the rules."""
    sense: bool
    """Check values against each other and against what can be, and doubt what does not fit."""


class Accept(Section):
    """How sure a value must be to pass unseen, by group: one that is less sure waits for review.

    `sohoa thresholds` chooses these from the share of errors that is bearable.
    """

    identity: Share
    """The patient's fields."""
    encounter: Share
    diagnoses: Share
    medications: Share
    lab_results: Share
    vital_signs: Share
    other: Share
    """Type of document, procedures, imaging, allergies."""
    handwritten: Share
    """Anything written by hand, besides what its group asks."""


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


class Run(Section):
    """How the work is shared out."""

    jobs: Annotated[int, Field(ge=0, le=1024)]
    """Pages that are read side by side on a machine; 0 for as many as there are cores."""
    dask: Annotated[str, Field(pattern=r"^((tcp|tls)://\S+)?$")]
    """Address of the Dask scheduler whose workers digitise; empty for this process."""


Schedule = Annotated[str, Field(pattern=r"^((\S+ ){4}\S+)?$")]
"""When something is done, in the five parts of cron; empty for only when it is asked for."""


class Deploy(Section):
    """What `sohoa deploy` registers on a Prefect server. Times are Viet Nam's."""

    pool: Annotated[str, Field(pattern=r"^[\w.-]{1,64}$")]
    """Name of the work pool that workers take runs from."""
    runs: Annotated[int, Field(ge=1, le=1000)]
    """Most runs of one deployment at a time, on all machines together; others wait."""
    folder: str
    """Folder that scanners write to, for `watch`."""
    digitise: Schedule
    watch: Schedule
    verify: Schedule
    export: Schedule
    learn: Schedule


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


class Catalogue(Section):
    """Where rows are kept."""

    url: str
    """SQLAlchemy URL; empty for catalogue.sqlite under SOHOA_HOME."""


_GROUP = "(identity|encounter|diagnoses|medications|lab_results|vital_signs|other)"


class Review(Section):
    """The stewards' desk. The secret of an identity provider comes from SOHOA_OIDC_SECRET."""

    address: Annotated[str, Field(pattern=r"^(https?://[^/\s]+)?$")]
    """Where people reach the desk; empty for the address that it listens on."""
    certificate: str
    """File of the TLS certificate and those above it (PEM); empty for no TLS."""
    key: str
    """File of its key."""
    proxy: str
    """Addresses of the proxy before the desk, parted by commas."""
    idle_minutes: Annotated[int, Field(ge=1, le=1440)]
    """A session that was not used for so long ends."""
    session_hours: Annotated[int, Field(ge=1, le=168)]
    """A session ends so long after the login."""
    failures: Annotated[int, Field(ge=3, le=100)]
    """So many wrong passwords in a row lock an account."""
    locked_minutes: Annotated[int, Field(ge=1, le=1440)]
    """For how long."""
    link_hours: Annotated[int, Field(ge=1, le=720)]
    """How long a one-time link is good."""
    password_length: Annotated[int, Field(ge=8, le=64)]
    """Least letters of a password."""
    claim_minutes: Annotated[int, Field(ge=1, le=480)]
    """A task that somebody took and did not decide is free for others after so long."""
    two_people: Annotated[str, Field(pattern=rf"^({_GROUP}(, ?{_GROUP})*)?$")]
    """Groups of fields, parted by commas, that two people are asked of; as in `accept`."""
    second_share: Share
    """Share of the tasks on fields, chosen by chance, that two people are asked of as well."""
    gold_share: Share
    """Share of the tasks that stewards get one after the other of which the answer is known."""
    oidc_issuer: Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
    """Issuer of an OpenID Connect provider; empty for none."""
    oidc_client: str
    """Name that sohoa has there."""
    oidc_claim: str
    """Claim that holds the account's name."""

    @property
    def twice(self) -> tuple[str, ...]:
        """The groups that two people are asked of."""
        return tuple(part.strip() for part in self.two_people.split(",") if part)


class Watch(Section):
    """How a watched folder is taken from."""

    seconds: Annotated[float, Field(ge=0.1, le=3600)]
    """Between one look and the next."""
    ready: Literal["settled", "renamed", "done"]
    """A file is finished when it has not changed for a while; when it has the name of a scan,
    for programs that write under another; or when a mark lies beside it, or in its folder."""
    settled: Annotated[float, Field(ge=0, le=86_400)]
    """Seconds without change after which a file is finished."""
    after: Literal["move", "leave"]
    """What becomes of a file that is stored: it goes to `done` or `refused`, or stays."""


class Conversion(Section):
    """The hospital's decision to convert paper charts, as dossiers name it."""

    facility: str
    """Name of the hospital; empty where that is not said."""
    decision: str
    """Number of the decision, as on paper: 123/QĐ-BV."""
    decided_on: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
    """Its day, as in 2026-11-27."""


class Sampling(Section):
    """How many of the documents that were filed without a person are looked at nevertheless.

    Single sampling, normal inspection, as in `configs/sampling.toml`; an item is a document.
    """

    level: Literal["S-1", "S-2", "S-3", "S-4", "I", "II", "III"]
    """Level of inspection: how large the sample is."""
    aql: Literal["0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10"]
    """Percent of documents with anything wrong in them up to which batches mostly pass."""


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
    catalogue: Catalogue
    review: Review
    sampling: Sampling
    conversion: Conversion
    watch: Watch
