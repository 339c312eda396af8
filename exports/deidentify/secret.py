"""What stands in place of identities: pseudonyms and shifts of dates, made with a secret key."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from models.errors import UsageError

VARIABLE = "SOHOA_DEIDENTIFY_KEY"
LEAST = 32
"""Characters of a key: 16 bytes in hex, which nobody tries out."""
WEEKS = 104
"""Dates move by at most so many weeks, back or forth, and by one at least."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A key; whoever has it can tell which pseudonym is whose."""

    key: bytes

    def pseudonym(self, name: str) -> str:
        """Return another name of the same form: its first letter, and 24 hex digits."""
        return name[:1] + self._digest("name", name).hex()[:24]

    def shift(self, owner: str) -> timedelta:
        """Return by how much the dates of a patient move: whole weeks, so that weekdays stay."""
        chosen = int.from_bytes(self._digest("shift", owner)[:8]) % (2 * WEEKS)
        return timedelta(weeks=chosen - WEEKS if chosen < WEEKS else chosen - WEEKS + 1)

    def _digest(self, purpose: str, name: str) -> bytes:
        return hmac.digest(self.key, f"{purpose}/{name}".encode(), hashlib.sha256)


def secret(environ: Mapping[str, str]) -> Secret:
    """Return the key that the environment holds; UsageError where it has none, or a short one."""
    key = environ.get(VARIABLE, "")
    if len(key) < LEAST:
        raise UsageError(
            "--deidentify needs a key in SOHOA_DEIDENTIFY_KEY, of 32 characters or more: make one "
            "with `openssl rand -hex 32`, keep it, and never hand it out with the tables."
        )
    return Secret(key.encode())
