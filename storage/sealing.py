"""Encrypting and decrypting one object: AES-256-GCM in frames, a key of its own for each.

An object's key is made from the store's key, the object's name and the SHA-256 of its bytes.
So other bytes have another key, and a nonce, which counts the frames, never meets two texts
under one key; and the same bytes under the same name give the same encrypted bytes, so that
storing them twice is once and the store's checksums still tell damage. What this tells an
onlooker is no more than that. The key stands, wrapped (RFC 3394), at the head of the object.

    magic (8) | wrapped key (40) | frame | ... | last frame

A frame is FRAME bytes, the last one fewer, and 16 of its tag. Head and name are authenticated
with each frame, its number and whether it is the last are in its nonce, as in STREAM (Hoang,
Reyhanitabar, Rogaway and Vizar 2015): no frame can be left out, moved, or taken elsewhere.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from models.errors import StoreDamaged, StoreError

FRAME = 1 << 20
"""Plain bytes of a frame."""

_MAGIC = b"sohoa\x00\x00\x01"
_HEAD, _TAG = 48, 16


class Sealer:
    """Seals and opens the objects of one store, whose key is `key` (32 bytes)."""

    def __init__(self, key: bytes) -> None:
        self._wrapping = hmac.digest(key, b"sohoa: wrap the keys of objects", "sha256")
        self._making = hmac.digest(key, b"sohoa: make the keys of objects", "sha256")

    def seal(self, name: str, sha256: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the encrypted bytes of an object; `sha256` is that of its plain bytes.

        Raises StoreError at the end where it is not: what came out must not be kept.
        """
        key, digest = self._key(name, sha256), hashlib.sha256()
        head = _MAGIC + aes_key_wrap(self._wrapping, key)
        cipher = AESGCM(key)
        yield head
        for number, (frame, last) in enumerate(_pieces(chunks, FRAME)):
            digest.update(frame)
            yield cipher.encrypt(_nonce(number, last), frame, head + name.encode())
        if digest.hexdigest() != sha256:
            raise StoreError(f"{name}: its bytes changed while they were stored. Try again.")

    def open(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the plain bytes of an object; StoreDamaged where they are not as sealed."""
        stream = _pieces(chunks, FRAME + _TAG, _HEAD)
        head, alone = next(stream)
        digest = hashlib.sha256()
        try:
            if head[:8] != _MAGIC or alone:
                raise InvalidUnwrap
            key = aes_key_unwrap(self._wrapping, head[8:])
            cipher = AESGCM(key)
            for number, (frame, last) in enumerate(stream):
                plain = cipher.decrypt(_nonce(number, last), frame, head + name.encode())
                digest.update(plain)
                yield plain
        except (InvalidTag, InvalidUnwrap) as error:
            raise _damaged(name) from error
        if not hmac.compare_digest(key, self._key(name, digest.hexdigest())):
            raise _damaged(name)

    def _key(self, name: str, sha256: str) -> bytes:
        return hmac.digest(self._making, f"{name}\n{sha256}".encode(), "sha256")


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">3xQ?", number, last)


def _damaged(name: str) -> StoreDamaged:
    return StoreDamaged(f"{name} is damaged: take it from a backup, or make it again.")


def _pieces(chunks: Iterable[bytes], size: int, first: int = 0) -> Iterator[tuple[bytes, bool]]:
    """Yield bytes in pieces of `size`, before them one of `first`; and whether each is the last.

    The last piece holds what is left: at least a byte, or none where there are none at all.
    """
    held, wanted = bytearray(), first or size
    for chunk in chunks:
        held += chunk
        while len(held) > wanted:
            yield bytes(held[:wanted]), False
            del held[:wanted]
            wanted = size
    yield bytes(held), True
