"""Which documents are written by hand, and what people key of them beside what was found."""

from collections.abc import Mapping

from exports import record
from flows.house import House
from models.decision import TYPE
from models.forms import Form
from models.record import Facts, Source, kind_of
from pipeline.split.register import packaged


def forms(house: House) -> Mapping[str, Form]:
    """Return all forms of the register by id, the hospital's own too."""
    return {form.id: form for form in (*packaged(), *house.forms)}


def by_hand(machine: Facts) -> bool:
    """Say whether a document is written by hand: most of what stands in its fields is.

    So is one of which no field was found at all. Forms nobody filled in are not.
    """
    found = [field for path, field in record.fields(machine) if path != TYPE]
    inked = [field.source for field in found if field.text != ""]
    return not found or 2 * inked.count(Source.HANDWRITTEN) > len(inked)


def lacking(facts: Facts, form: Form | None) -> list[str]:
    """Return the kinds of field that a form needs and of which nothing was found, in its order."""
    there = {kind_of(path) for path, _ in record.fields(facts)}
    return [kind for kind in (form.needed if form else ()) if kind not in there]
