"""What a look at the signatures of a PDF comes to, and what is signed."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What is to be thought of a signature; all but `VALID` is a doubt for a person."""

    VALID = "valid"
    """Of somebody known, and nothing was changed since."""
    CHANGED = "changed"
    """What was signed is not what stands there now."""
    UNKNOWN = "unknown"
    """Nothing was changed, but no authority that is trusted answers for the signer."""
    EXPIRED = "expired"
    """Nothing was changed, but the certificate had ended, and no stamp proves an earlier time."""
    REVOKED = "revoked"
    """Nothing was changed, but the certificate was revoked."""
    WEAK = "weak"
    """It is made in a way that can be forged today."""
    UNCHECKED = "unchecked"
    """It is of a kind, or damaged so, that it cannot be checked."""


TOLD = {
    State.VALID: "signed by somebody known, and unchanged since",
    State.CHANGED: "changed after it was signed",
    State.UNKNOWN: "unchanged since it was signed, but no authority that is trusted answers for its"
    " signer",
    State.EXPIRED: "unchanged since it was signed, but its signer's certificate had ended",
    State.REVOKED: "unchanged since it was signed, but its signer's certificate was revoked",
    State.WEAK: "signed in a way that can be forged today",
    State.UNCHECKED: "signed, and that cannot be checked",
}
"""What each state says of what is signed, for people."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature in a PDF, as it was when somebody looked.

    `signer` is the name in the certificate, a person's mostly; `certificate` the SHA-256, in
    hex, of that; both are empty where none can be read. `at` (ISO 8601) is when it was made, as
    it says itself or, where `stamped`, as a trusted service says. `whole` tells that it is over
    all of the file.
    """

    state: State
    signer: str = ""
    certificate: str = ""
    at: str | None = None
    stamped: bool = False
    whole: bool = False


class Level(StrEnum):
    """How long a signature can be proved (PAdES, ETSI EN 319 142-1)."""

    B = "B-B"
    """While its certificate is good."""
    T = "B-T"
    """A time-stamping service proves when it was made."""
    LT = "B-LT"
    """And it holds what proves that its certificates were not revoked then."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """Certificates, DER: who is `trusted`, and those `between` them and signers."""

    trusted: tuple[bytes, ...] = ()
    between: tuple[bytes, ...] = ()
