"""Loading a register into the catalogue, and deciding anew what machines have decided."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from flows import twins
from flows.house import House
from flows.lexicons.columns import Bad, Problem
from flows.people.files import Rows
from flows.people.values import person
from flows.relinking import relink
from models.errors import UsageError
from storage.person import Person
from storage.register import Loaded

CHUNK = 50_000
"""People that are loaded in one transaction: others can write between them.

Each touches much of every index, whatever its size; so few large ones are faster.
"""


@dataclass(slots=True)
class Report:
    """What became of a register's rows: `bad` are left out, of `partly` a cell is.

    `documents` are those whose patient is another than before.
    """

    rows: int = 0
    loaded: Loaded = field(default_factory=Loaded)
    bad: list[Problem] = field(default_factory=list)
    partly: list[Problem] = field(default_factory=list)
    documents: tuple[str, ...] = ()


def load(house: House, rows: Rows) -> Report:
    """Load a register's rows; UsageError where it has none that can be used.

    Killed and given again it goes on: people that are there already stay as they are.
    """
    report = Report()
    people = _people(rows, report)
    while chunk := list(islice(people, CHUNK)):
        report.loaded += house.catalogue.patients.register.load(chunk)
    if report.rows and report.rows == len(report.bad):
        raise UsageError("No row of the list can be used: nothing is loaded.")
    report.documents = relink(house)
    changed = [house.catalogue.documents.get(one) for one in report.documents]
    twins.complete(house, {row.sha256 for row in changed if row})
    return report


def _people(rows: Rows, report: Report) -> Iterator[Person]:
    """Yield each person once: of rows with the same patient id the first counts."""
    seen: set[str] = set()
    for line, cells in rows:
        report.rows += 1
        try:
            if isinstance(cells, Bad):
                raise cells
            one, wrong = person(cells)
            if one.patient_id in seen:
                raise Bad("the patient id stands in an earlier row too")
        except Bad as error:
            report.bad.append(Problem(line, str(error)))
            continue
        seen.add(one.patient_id)
        report.partly += [Problem(line, what) for what in wrong]
        yield one
