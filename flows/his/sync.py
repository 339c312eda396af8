"""One round with the hospital's system: what waits is made up for, as far as it answers."""

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.his import keeping, noting
from flows.his.adapter import Answer, His
from flows.his.keeping import Kept
from flows.his.opening import his
from flows.house import House
from flows.messages import tr, tr_error
from flows.screen import say
from flows.seen.logs import log
from models.errors import (
    CatalogueError,
    DeliveryError,
    DocumentRefused,
    SohoaError,
    StoreAway,
    StoreError,
    StoreFull,
)
from storage import clock
from storage.lookups import FOUND, UNKNOWN, WAITING, Question

PORTION = 100
"""Numbers that are asked, or documents that are told, between one keeping and the next."""
PASSES = 2
"""Whose documents are known only by an answer is asked about their stays then."""
AFTER_RUN = 120.0
"""Seconds that a run takes for it at its end; all of it is for the command and the job."""
OVERLAP = timedelta(hours=1)
"""What was changed so long before the last round is asked for again: clocks differ."""
LONGEST = timedelta(days=60)
PULLED = "pull"
"""Action of the event of the audit that says since when changes are known."""

Each = Callable[["Round"], None]


@dataclass(slots=True)
class Round:
    """What a round came to. `away` is why it ended early; what is left waits."""

    kept: Kept = Kept()  # noqa: RUF009  # frozen
    asked: int = 0
    found: int = 0
    told: int = 0
    refused: int = 0
    away: str = ""
    until: float = float("inf")
    """When it ends at the latest, by `time.monotonic`."""

    @property
    def late(self) -> bool:
        """Whether its time is over."""
        return time.monotonic() > self.until


def sync(
    house: House,
    system: His,
    each: Each,
    *,
    everything: bool = False,
    seconds: float = float("inf"),
) -> Round:
    """Ask and tell the system what waits; with `everything` read all that it has.

    Where it is away, or after so many seconds, the round ends, and what is left waits for the
    next one. Each answer is kept before its question is done with, so a round that is killed
    loses none.
    """
    made = Round(until=time.monotonic() + seconds)
    noting.note(house, made.until)
    made.kept += keeping.settle(house)
    try:
        _changes(house, system, made, each, everything=everything)
        for _ in range(PASSES):
            _questions(house, system, made, each)
            noting.note(house, made.until)
        _notices(house, system, made, each)
    except DeliveryError as error:
        made.away = str(error)
    counts = {"asked": made.asked, "found": made.found, "told": made.told}
    log.info("hospital's system", extra={**counts, "away": bool(made.away)})
    return made


def after_run(house: House) -> None:
    """Do a round after a run; what hinders it hinders no run, and is told."""
    try:
        system = his(house.settings, os.environ)
        made = sync(house, system, lambda _: None, seconds=AFTER_RUN) if system else Round()
    except SohoaError as error:
        made = Round(away=str(error))
    if made.away:
        say(tr_error(made.away))
    if made.away or made.late:
        say(tr("What the hospital's system is to be asked and told waits: sohoa his sync."))


def _changes(house: House, system: His, made: Round, each: Each, *, everything: bool) -> None:
    subject, now = f"his:{system.name}", clock.iso(datetime.now(clock.ZONE) - OVERLAP)
    last = house.catalogue.audit.newest(1, action=PULLED, subject=subject)
    since = json.loads(last[0].after)["since"] if last else None
    # What a system had before it was set is asked for by number, unless it cannot be asked.
    if since or everything or not system.asks:
        for answer in system.changes(None if everything else since):
            made.kept += keeping.keep(house, answer)
            each(made)
        made.kept += keeping.settle(house)
    if system.asks:
        house.catalogue.audit.note(PULLED, subject, {}, {"since": now})


def _questions(house: House, system: His, made: Round, each: Each) -> None:
    now = clock.now()
    while (
        system.asks and not made.late and (due := house.catalogue.lookups.questions(PORTION, now))
    ):
        answers: list[tuple[Question, Answer]] = []
        try:
            for question in due:
                if made.late:
                    break
                if answer := _answer(house, system, question, made):
                    answers.append((question, answer))
        finally:
            _answered(house, system, answers, made)  # also what came before it went away
            each(made)


def _answer(house: House, system: His, question: Question, made: Round) -> Answer | None:
    made.asked += 1
    try:
        return system.look_up(question.kind, question.value)
    except DocumentRefused:
        made.refused += 1
        later = _later(house, question.tries)
        house.catalogue.lookups.answered(question, WAITING, later, system.name)
        return None


def _answered(
    house: House, system: His, answers: Sequence[tuple[Question, Answer]], made: Round
) -> None:
    """Keep what was answered, and decide documents by it; then the questions are done with."""
    lookups = house.catalogue.lookups
    told = [(question, answer) for question, answer in answers if not answer.empty]
    every = Answer(
        tuple(row for _, answer in told for row in answer.people),
        tuple(stay for _, answer in told for stay in answer.stays),
        tuple(order for _, answer in told for order in answer.prescriptions),
    )
    if told:
        made.kept += keeping.keep(house, every)
    made.kept += keeping.decide(house, {id for one, _ in told for id in lookups.asking(one)})
    made.found += len(told)
    for question, answer in answers:
        later = _later(house, question.tries)
        lookups.answered(question, UNKNOWN if answer.empty else FOUND, later, system.name)


def _notices(house: House, system: His, made: Round, each: Each) -> None:
    notices, now = house.catalogue.notices, clock.now()
    while system.tells and not made.late and (due := notices.owed(PORTION, now)):
        for owed in due:
            if made.late:
                break
            try:
                system.tell(noting.notice(house, owed))
            except (StoreAway, StoreFull, CatalogueError):
                raise
            except (DocumentRefused, KeyError, StoreError):
                # Refused there, or damaged here, which sohoa verify tells: others go on.
                made.refused += 1
                notices.put_off(owed, _later(house, owed.tries))
            else:
                made.told += 1
                notices.told(owed, system.name)
        each(made)


def _later(house: House, tries: int) -> str:
    """Return when something is tried again that was refused, or not known."""
    wait = timedelta(minutes=house.settings.his.minutes) * 2 ** min(tries, 20)
    return clock.iso(datetime.now(clock.ZONE) + min(wait, LONGEST))
