"""Master keys of an encrypted store, and the store's own key wrapped by them.

The store's key lies in the store, at `keys.STORE_KEY`, wrapped (RFC 3394) by the master key
in use. A new master key wraps it anew: no object is encrypted again.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from models.errors import SettingsError, StoreError

NAME = "SOHOA_STORE_KEY"
"""Variable of the environment that holds master keys."""

_BYTES = 32
_CIPHER = "AES-256-GCM"


class Masters:
    """The master keys at hand; the first is the one in use."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {key_id(key): key for key in keys}
        self.current = key_id(keys[0])

    def wrap(self, store_key: bytes) -> bytes:
        """Return what the store keeps of its key: the same each time for the same keys."""
        wrapped = aes_key_wrap(self._keys[self.current], store_key)
        kept = {"cipher": _CIPHER, "key": base64.b64encode(wrapped).decode()}
        return json.dumps(kept | {"master": self.current}, indent=1, sort_keys=True).encode()

    def unwrap(self, kept: bytes) -> bytes:
        """Return the store's key from what it keeps; StoreError where no key here opens it."""
        try:
            said = json.loads(kept)
            master, wrapped = str(said["master"]), base64.b64decode(said["key"], validate=True)
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                "The key of the store (keys/store.json) is damaged: take it from a backup."
            ) from error
        if master not in self._keys:
            raise StoreError(
                f"The store is encrypted under the master key {master}, which is not at hand: give"
                " it in SOHOA_STORE_KEY or store.key_file."
            )
        try:
            return aes_key_unwrap(self._keys[master], wrapped)
        except InvalidUnwrap as error:
            raise StoreError(
                "The key of the store (keys/store.json) is damaged: take it from a backup."
            ) from error


def key_id(key: bytes) -> str:
    """Return the name of a master key, which says nothing of it."""
    return hashlib.sha256(b"sohoa master key" + key).hexdigest()[:16]


def masters(environ: Mapping[str, str], key_file: str) -> Masters:
    """Return the master keys of the environment, or else of a file; SettingsError without any.

    Each is 32 bytes in base64 or hex; several stand apart by spaces, commas or lines.
    """
    text = environ.get(NAME, "") or (_read(Path(key_file)) if key_file else "")
    words = re.split(r"[\s,]+", text.strip())
    if words == [""]:
        raise SettingsError(
            "store.encryption is client, but there is no master key: make one with"
            " `openssl rand -base64 32` and give it in SOHOA_STORE_KEY or store.key_file."
        )
    return Masters([_key(word) for word in words])


def _key(word: str) -> bytes:
    try:
        is_hex = len(word) == 2 * _BYTES
        key = bytes.fromhex(word) if is_hex else base64.b64decode(word, validate=True)
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        # The word is not repeated: it may be a key with one sign wrong.
        raise SettingsError(
            "A master key is 32 bytes in base64 or hex, as `openssl rand -base64 32` makes them;"
            " one in SOHOA_STORE_KEY or store.key_file is not."
        )
    return key


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o007:
            raise SettingsError(
                "Everybody may read store.key_file: give chmod o= for it, and think of the keys in"
                " it as known."
            )
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SettingsError(
            "store.key_file cannot be read: see that it is there and belongs to this user."
        ) from error
