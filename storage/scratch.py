"""Files for passing use, in the system's temporary folder."""

import errno
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import StoreError, StoreFull


@contextmanager
def filled(key: str, chunks: Iterable[bytes]) -> Iterator[Path]:
    """Give a file of these bytes, which only this user reads; it is removed afterwards."""
    with tempfile.NamedTemporaryFile(prefix="sohoa-") as stream:
        try:
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
        except OSError as error:
            raise unread(key, error) from None
        yield Path(stream.name)


def unread(key: str, error: OSError) -> StoreError:
    """Return ours for the system's error; a path may name a patient and is left out."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull(
            f"No space is left in the temporary folder for {key}: make room there, or name another"
            " folder in TMPDIR, and give the same command again."
        )
    return StoreError(f"{key}: its file cannot be read ({error.strerror}).")
