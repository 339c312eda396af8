"""Passwords: what is asked of one, and Argon2 (RFC 9106) by argon2-cffi."""

import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from models.errors import UsageError

LONGEST = 256
"""Letters; more is no password, and costs time to hash."""

_SIDE_BY_SIDE = threading.Semaphore(2)
"""Each takes 64 MiB: a flood of logins must not fill the memory."""

_hasher = PasswordHasher()


def hashed(password: str, name: str, least: int) -> str:
    """Return what is kept of a password of an account.

    UsageError where it has fewer than `least` letters, or holds the account's name.
    """
    plain = _plain(password)
    if not least <= len(plain) <= LONGEST:
        raise UsageError(f"A password has at least {least} letters, and at most {LONGEST}.")
    if name in plain.casefold() or len(set(plain)) < 4:
        raise UsageError("A password must not hold the account's name, nor one letter repeated.")
    with _SIDE_BY_SIDE:
        return _hasher.hash(plain)


def fits(password: str, kept: str | None) -> bool:
    """Return whether a password is the one of which this is kept; as slow where nothing is."""
    with _SIDE_BY_SIDE:
        try:
            _hasher.verify(kept or _nobody(), _plain(password[:LONGEST]))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return kept is not None


@lru_cache
def _nobody() -> str:
    return _hasher.hash("nobody has this")


def _plain(password: str) -> str:
    # Keyboards write the same Vietnamese letter in several ways (NIST SP 800-63B: NFKC).
    return unicodedata.normalize("NFKC", password)
