"""Bytes that unpack to far more than they are, made without unpacking them."""

import struct
import zlib
from functools import cache

MEGA = 1 << 20
_BLOCK = 16 * MEGA
_ADLER = 65521


@cache
def _block() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(bytes(_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)


def zeros(blocks: int) -> bytes:
    """A zlib stream of `blocks` times 16 MiB of zeros: about 16 kB for each."""
    sums = struct.pack(">I", (blocks * _BLOCK % _ADLER) << 16 | 1)
    return b"\x78\xda" + _block() * blocks + b"\x03\x00" + sums


def twice(blocks: int) -> bytes:
    """A zlib stream of such a stream: some hundred bytes for each 16 MiB."""
    return zlib.compress(zeros(blocks), 9)


def gunzipped(blocks: int) -> bytes:
    """The raw deflate stream of `blocks` times 16 MiB of zeros, as an archive holds it."""
    return _block() * blocks + b"\x03\x00"


def crc(blocks: int) -> int:
    """The CRC-32 of what comes out."""
    value = 0
    for _ in range(blocks):
        value = zlib.crc32(bytes(_BLOCK), value)
    return value
