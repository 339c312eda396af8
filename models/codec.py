"""Typed data to JSON bytes and back, the same bytes for the same data."""

import json
from typing import TypeVar

from pydantic import TypeAdapter

from models.page import Page
from models.record import Facts
from models.signature import Signature

T = TypeVar("T")

PAGE: TypeAdapter[Page] = TypeAdapter(Page)
FACTS: TypeAdapter[Facts] = TypeAdapter(Facts)
SIGNATURES: TypeAdapter[tuple[Signature, ...]] = TypeAdapter(tuple[Signature, ...])


def encode(kind: TypeAdapter[T], thing: T) -> bytes:
    """Return `thing` as UTF-8 JSON with keys in the order of the type."""
    return kind.dump_json(thing)


def decode(kind: TypeAdapter[T], data: bytes) -> T:
    """Return what `encode` wrote; pydantic.ValidationError where the bytes are not that."""
    return kind.validate_json(data)


def canonical(thing: object) -> bytes:
    """Return plain data as UTF-8 JSON with sorted keys and no spaces, for hashing."""
    return json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
