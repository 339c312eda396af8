"""Signed copies of documents, each kept beside the version that it is of, and signed dossiers."""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from flows.authorities import authorities
from flows.copies import copy, note
from flows.house import House
from models.signature import Level, State
from review.texts import texts
from storage import keys
from storage.rows import DocumentRow
from storage.signings import Copy

if TYPE_CHECKING:
    from exports.signing.sign import Pen


DOSSIER = "Dossier of a conversion from paper"
"""What the signature of one says it was made for."""


def due(house: House, rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """Return the documents of whose current version there is no signed copy."""
    there = house.catalogue.signings.signed([row.id for row in rows])
    return [row for row in rows if (row.id, row.version) not in there]


def sign(
    house: House,
    rows: Sequence[DocumentRow],
    environ: Mapping[str, str],
    done: Callable[[int], None],
) -> Counter[Level]:
    """Sign a copy of each document and keep it; return how many, by how long they can be proved.

    `done` is told of each. Raises SigningError or SettingsError where the key, or a service,
    cannot be used; those before it are kept, and giving the same command again goes on.
    """
    from exports.signing.sign import pen

    made: Counter[Level] = Counter()
    with pen(house.settings.signing, authorities(house.settings.signing), environ) as ready:
        for row in rows:
            made[_one(house, ready, row)] += 1
            done(1)
    return made


def signed(
    house: House, paper: bytes, environ: Mapping[str, str]
) -> tuple[bytes, Mapping[str, str]]:
    """Return a dossier signed, and what the audit tells of that; as it is where there is no key."""
    from exports.signing.key import configured
    from exports.signing.sign import pen

    settings = house.settings.signing
    if not configured(settings):
        return paper, {}
    with pen(settings, authorities(settings), environ) as ready:
        made = ready.sign(paper, texts("vi")(DOSSIER), house.settings.conversion.facility)
        return made.data, {"certificate": ready.certificate, "level": made.level}


def keep(house: House, batch: str, paper: bytes, data: bytes, seal: Mapping[str, str]) -> None:
    """Note that a dossier was written; a signed one is kept in the store."""
    files = {"pdf": paper, "json": data}
    after = {ext: hashlib.sha256(some).hexdigest() for ext, some in files.items()}
    if seal:
        for ext, some in files.items():
            house.store.put(keys.dossier(after[ext], ext), some)
    house.catalogue.audit.note("dossier", f"batch:{batch}", {}, {**after, **seal})


def _one(house: House, pen: "Pen", row: DocumentRow) -> Level:
    """Keep a signed copy of a document: the bytes first, then the event that tells of them."""
    said = note(house, row)
    plain = copy(house, row, said)
    for number in count(1):
        key = keys.signed(row.id, row.version, number)
        if not house.store.has(key):
            new = pen.sign(plain, said.line, house.settings.conversion.facility)
            house.store.put(key, new.data, media_type="application/pdf")
            data, level = new.data, new.level
        else:
            # A command that was killed between the two left it; a stranger's is left alone.
            data, level = house.store.get(key), pen.level
            if not _ours(house, pen, data, plain):
                continue
        sha256 = hashlib.sha256(data).hexdigest()
        house.catalogue.signings.note(
            Copy(row.id, row.version, number, sha256, pen.certificate, level)
        )
        return level
    raise AssertionError("numbers do not end")


def _ours(house: House, pen: "Pen", data: bytes, plain: bytes) -> bool:
    """Return whether a file is this very copy, signed with this key and nothing after."""
    from pipeline.decoding import signatures

    if not data.startswith(plain):
        return False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signed.pdf"
        path.write_bytes(data)
        found = signatures(path, authorities(house.settings.signing), house.settings.limits)
    good = (State.VALID, State.UNKNOWN)
    return [(one.certificate, one.whole, one.state in good) for one in found] == [
        (pen.certificate, True, True)
    ]
