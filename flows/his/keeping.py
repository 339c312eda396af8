"""Keeping what the hospital's system says, and deciding anew whose documents are."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from flows import filing, twins
from flows.his import noting
from flows.his.adapter import Answer
from flows.house import House
from flows.lexicons.columns import Bad, Cells
from flows.people.load import load
from flows.people.values import person
from flows.relinking import relink

Row = tuple[int, Cells | Bad]
KEPT = "birth_date sex national_id insurance_number record_number phone address".split()
"""Columns of the register that an answer without them leaves as they are."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many people, stays and links of documents are new or changed."""

    people: int = 0
    stays: int = 0
    documents: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            self.people + other.people,
            self.stays + other.stays,
            self.documents + other.documents,
        )


def keep(house: House, answer: Answer) -> Kept:
    """Keep what an answer says; then what brought it is done with.

    Documents are decided anew by the register as it then is.
    """
    stays = house.catalogue.hospital.keep(answer.stays, answer.prescriptions)
    made = Kept(stays=stays)
    if people := list(_usable(house, answer.people)):
        report = load(house, iter(people))
        changed = report.loaded.new + report.loaded.changed
        made += Kept(changed, documents=len(report.documents))
    answer.kept()
    return made


def settle(house: House) -> Kept:
    """Decide documents anew whose numbers are known by now; then they are asked no more."""
    ids = house.catalogue.lookups.known()
    made = decide(house, ids)
    house.catalogue.lookups.settle(ids)
    return made


def decide(house: House, document_ids: Collection[str]) -> Kept:
    """Decide anew whose documents are that are nobody's of the register yet."""
    scans = set()
    for one in sorted(document_ids):
        row = house.catalogue.documents.get(one)
        link = house.catalogue.patients.link(one)
        if row is None or not row.current or (link and noting.owner(link)):
            continue
        said = noting.record(house, one, row.version)
        filing.linked(house, one, row.sha256, row.numbers, said.facts)
        scans.add(row.sha256)
    moved = relink(house) if scans else ()
    if moved:
        twins.complete(house, scans)
    return Kept(documents=len(moved))


def _usable(house: House, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield each person once, of whom a row tells enough; what it does not say stays as it was."""
    seen: set[str] = set()
    for line, cells in rows:
        try:
            if isinstance(cells, Bad):
                continue
            number = person(cells)[0].patient_id
        except Bad:
            continue
        if number not in seen:
            seen.add(number)
            held = house.catalogue.patients.register.get(number)
            kept = {key: str(getattr(held, key)) for key in KEPT if held and not cells.get(key)}
            yield line, {**cells, **kept}
