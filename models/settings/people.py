"""Those who look at what was made: the desk, samples, the conversion they answer for and sign."""

from typing import Annotated, Literal

from pydantic import Field

from models.settings.section import Section, Share

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


class Sampling(Section):
    """How many of the documents that were filed without a person are looked at nevertheless.

    Single sampling, normal inspection, as in `configs/sampling.toml`; an item is a document.
    """

    level: Literal["S-1", "S-2", "S-3", "S-4", "I", "II", "III"]
    """Level of inspection: how large the sample is."""
    aql: Literal["0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10"]
    """Percent of documents with anything wrong in them up to which batches mostly pass."""


class Conversion(Section):
    """The hospital's decision to convert paper charts, as dossiers name it."""

    facility: str
    """Name of the hospital; empty where that is not said."""
    decision: str
    """Number of the decision, as on paper: 123/QĐ-BV."""
    decided_on: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
    """Its day, as in 2026-11-27."""


class Signing(Section):
    """The key that copies and dossiers are signed with, and who is trusted to have signed.

    The passphrase or PIN of the key comes from SOHOA_SIGNING_PASSPHRASE or SOHOA_SIGNING_PIN.
    """

    key_file: str
    """PKCS#12 file of key and certificate; empty for none."""
    module: str
    """Library of a token (PKCS#11) that holds the key; empty for none."""
    token: str
    """Label of the token; empty for the only one there is."""
    label: str
    """Label of key and certificate on the token."""
    authorities: str
    """Folder of certificates (PEM): those that sign themselves are trusted, others lead to them."""
    timestamps: Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
    """Address of a time-stamping service (RFC 3161); empty for none."""
    long_term: bool
    """Put into signatures what proves that no certificate was revoked, fetched as each names it."""
    seconds: Annotated[int, Field(ge=1, le=300)]
    """Longest time that a service may take to answer."""
