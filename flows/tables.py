"""Writing tables of documents."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from exports.deidentify.document import deidentified, known, owner
from exports.deidentify.secret import Secret
from exports.deidentify.words import Words
from exports.stored import stored
from exports.table.files import write
from exports.table.rows import Filed
from flows.delivery import replaced, written
from flows.house import House
from models.forms import is_identity
from storage import keys
from storage.rows import DocumentRow


def tables(
    house: House, rows: Sequence[DocumentRow], out: Path, secret: Secret | None = None
) -> int:
    """Write the tables of these documents, with a `secret` de-identified; return of how many.

    Raises StoreError where OUT cannot be written to.
    """
    documents = filed(house, rows) if secret is None else nameless(house, rows, secret)
    with written(out), replaced(out) as folder:
        return write(documents, folder)


def nameless(house: House, rows: Sequence[DocumentRow], secret: Secret) -> Iterator[Filed]:
    """Yield the documents de-identified, in the order of their pseudonyms.

    They are gone through twice: what one document tells of a patient is taken out of the others.
    Identity papers tell that too, and are in no such table themselves.
    """
    names: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, set[str]] = defaultdict(set)
    doctors: set[str] = set()
    for document in filed(house, rows):
        told, whose = known(document.stored), owner(document.stored)
        names[whose] |= told.names
        numbers[whose] |= told.numbers
        doctors |= told.doctors
    all_doctors = Words(doctors)
    shared = [row for row in rows if not is_identity(row.form)]
    for document in filed(house, sorted(shared, key=lambda row: secret.pseudonym(row.id))):
        whose = owner(document.stored)
        theirs = Words(names[whose], numbers[whose])
        yield deidentified(document, theirs, all_doctors, secret)


def filed(house: House, rows: Sequence[DocumentRow]) -> Iterator[Filed]:
    """Yield what is filed of each document."""
    for row in rows:
        said = stored(house.store.get(keys.record(row.id, row.version, "record.json")))
        text = house.store.get(keys.record(row.id, row.version, "text.txt")).decode()
        yield Filed(said, row.version, text)
