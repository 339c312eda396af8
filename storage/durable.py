"""Files that are there wholly or not at all, and still there after a power cut."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 1 << 20
"""Bytes that are read at once."""

_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it; each stays after a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o750, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk write the names of a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def written(chunks: Iterable[bytes], folder: Path) -> Iterator[tuple[Path, str]]:
    """Give a nameless-to-be file of these bytes, synced, and their SHA-256; then remove it."""
    descriptor, name = tempfile.mkstemp(dir=folder)
    path, digest = Path(name), hashlib.sha256()
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in chunks:
                digest.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fchmod(stream.fileno(), 0o640)
            os.fsync(stream.fileno())
        yield path, digest.hexdigest()
    finally:
        path.unlink(missing_ok=True)


def name_once(path: Path, target: Path) -> None:
    """Give a written file its name; FileExistsError where the name is taken."""
    try:
        target.hardlink_to(path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # No hard links here. The caller's lock keeps writers of other bytes away.
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        path.replace(target)
    sync_folder(target.parent)


def chunks_of(path: Path) -> Iterator[bytes]:
    """Return the bytes of a file, piece by piece."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        digest.update(chunk)
    return digest.hexdigest()
