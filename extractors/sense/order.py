"""The times of a document: what happens before what, and how far apart."""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from extractors.sense.findings import Finding, value
from extractors.sense.times import DAY, YEAR, YEAR_PART, Span, dates, span, times, written_on
from models.doubt import Doubt
from models.record import Facts

OLDEST = 120
"""Years; one person is known to have become older (Jeanne Calment, 122)."""
_MOMENTS = (("vital_signs", "measured_at"), ("procedures", "performed_on"))


def stay(facts: Facts) -> Iterator[Finding]:
    """Check that admission, discharge, issue and follow-up come in this order.

    Papers are written up to a day before the discharge that they tell of.
    """
    for (early, first), (late, second) in combinations(dates(facts), 2):
        both = (early, late)
        prepared = both == ("encounter.discharged_at", "encounter.issued_on")
        if first.after(second, DAY if prepared else 0 * DAY):
            yield Finding(Doubt.DATES_OUT_OF_ORDER, both)
        elif _lasts(both) and second.after(first, YEAR):
            yield Finding(Doubt.DATES_FAR_APART, both)


def _lasts(both: tuple[str, str]) -> bool:
    """Say whether it is a stay or a wait; a paper may be issued years after."""
    return both[1] in ("encounter.discharged_at", "encounter.follow_up_on")


def birth(facts: Facts) -> Iterator[Finding]:
    """Check that the patient was born before all else, and not longer ago than people live."""
    born = span(value(facts.patient, "birth_date"))
    if born is None:
        return
    for path, when in dates(facts):
        both = ("patient.birth_date", path)
        if born.after(when):
            yield Finding(Doubt.BORN_LATER, both)
        elif when.start.year - born.end.year > OLDEST:
            yield Finding(Doubt.TOO_OLD, both)


def age(facts: Facts, said: str, witness: float) -> Iterator[Finding]:
    """Check an age against the birth date; it may be counted by years, or one year more.

    `said` is an age that stands on the paper and in no field, as sure as `witness`; empty
    where there is none.
    """
    text = value(facts.patient, "age") or said
    born, today = span(value(facts.patient, "birth_date")), written_on(facts)
    if born is None or today is None or not (text.isascii() and text.isdigit()):
        return
    if abs(today[1].start.year - born.start.year - int(text[:4])) > 1:
        own = ("patient.age",) if value(facts.patient, "age") else ()
        paths = (*own, "patient.birth_date", today[0])
        shares = dict.fromkeys(paths[-2:], YEAR_PART)
        yield Finding(Doubt.AGE_AGAINST_BIRTH, paths, 1.0 if own else witness, shares)


def moments(facts: Facts) -> Iterator[Finding]:
    """Check that what was measured and done lies in the stay, a day before and after allowed."""
    bounds = dict(dates(facts))
    admitted = bounds.get("encounter.admitted_at")
    discharged = bounds.get("encounter.discharged_at")
    for group, key in _MOMENTS:
        for path, when in times(facts, group, key):
            if admitted is not None and admitted.after(when, DAY):
                yield Finding(Doubt.OUTSIDE_STAY, (path, "encounter.admitted_at"))
            if discharged is not None and when.after(discharged, DAY):
                yield Finding(Doubt.OUTSIDE_STAY, (path, "encounter.discharged_at"))


def future(facts: Facts, received: datetime) -> Iterator[Finding]:
    """Check that nothing but the follow-up is later than the scan came, a day allowed."""
    now = Span(received, received)
    born = span(value(facts.patient, "birth_date"))
    told = [*dates(facts), *(found for each in _MOMENTS for found in times(facts, *each))]
    if born is not None:
        told.append(("patient.birth_date", born))
    for path, when in told:
        if path != "encounter.follow_up_on" and when.after(now, DAY):
            yield Finding(Doubt.DATE_IN_FUTURE, (path,))
