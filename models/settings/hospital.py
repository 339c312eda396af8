"""The hospital's own system (HIS)."""

from typing import Annotated, Literal

from pydantic import Field

from models.settings.section import Section


class His(Section):
    """How the hospital's system is asked and told. A database's URL comes from SOHOA_HIS_URL.

    Credentials of a FHIR server are those of `fhir`.
    """

    kind: Literal["none", "fhir", "folder", "view"]
    """What it offers: nothing, FHIR R4, a folder for files, views of its database."""
    address: Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
    """`fhir`: base address of the server."""
    plain_http: bool
    """`fhir`: allow http to another machine, unprotected."""
    folder: str
    """`folder`: holds `in`, which the system writes to, and `out`, which it reads."""
    patients: str
    """`view`: name of the view of patients, its schema before a dot."""
    stays: str
    """`view`: name of the view of stays; empty for none."""
    outbox: str
    """`view`: table that what is filed is written to; empty for none."""
    minutes: Annotated[int, Field(ge=1, le=10_080)]
    """Wait before a number is asked again that the system did not know, or refused; it doubles
    each time, up to 60 days."""
