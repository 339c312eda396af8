"""`sohoa his check`, `sohoa his sync`."""

import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import DRY_RUN, JSON
from flows.messages import tr, tr_error
from flows.screen import EVERY_SECONDS, result, result_json, result_table, say
from models.errors import DeliveryError

if TYPE_CHECKING:
    from flows.his.sync import Round
    from flows.house import House

All = Annotated[
    bool, typer.Option("--all", help="Read all patients and stays that it has, not what changed.")
]


def check(as_json: JSON = False) -> int:
    """Look whether the hospital's system answers, and what it has of what is needed.

    What it is stands in his.kind: a FHIR R4 server, a folder for files, or views of a database.

    Examples:
      sohoa his check
      SOHOA_HIS_KIND=fhir SOHOA_HIS_ADDRESS=https://his.example.vn/fhir sohoa his check
    """
    from flows.his.opening import required
    from flows.house import opened

    with opened() as house:
        system = required(house.settings, os.environ)
        found = system.check()
        waiting = waiting_of(house)
    if as_json:
        parts = [{"part": part, "found": what} for part, what in found]
        result_json({"system": system.name, "parts": parts, **waiting})
        return 0
    result(tr("{system} answers", system=system.name))
    result_table([tr("part"), tr("found")], [(part, tr_error(what)) for part, what in found])
    if not system.asks:
        result(tr("It cannot be asked: its lists are read as they come."))
    if not system.tells:
        result(tr("It cannot be told what is filed: set his.outbox to a table for that."))
    return 0


def sync(everything: All = False, dry_run: DRY_RUN = False, as_json: JSON = False) -> int:
    """Ask the hospital's system what waits to be asked, and tell it what is filed.

    Where it is away, what is left waits for the next time. To give it twice is to give it once.

    Examples:
      sohoa his sync
      sohoa his sync --dry-run --json
      sohoa his sync --all
    """
    from flows.his import noting
    from flows.his.opening import required
    from flows.his.sync import sync as one_round
    from flows.house import opened

    with opened() as house:
        system = required(house.settings, os.environ)
        if dry_run:
            noting.note(house)
            waiting = waiting_of(house)
            if as_json:
                result_json(waiting)
            else:
                _tell(waiting)
            return 0
        made = one_round(house, system, _Progress().tell, everything=everything)
        waiting = waiting_of(house)
    counts = {
        **asdict(made.kept),
        "asked": made.asked,
        "found": made.found,
        "told": made.told,
        "refused": made.refused,
    }
    if as_json:
        result_json({**counts, "away": bool(made.away), **waiting})
    else:
        heads = [tr(head) for head in ("people", "stays", "documents with another patient")]
        heads += [tr(head) for head in ("asked", "found", "told", "refused")]
        result_table(heads, [tuple(counts.values())])
        _tell(waiting)
    if made.away:
        say(f"sohoa: {tr_error(made.away)}")
    return DeliveryError.exit_code if made.away else 0


class _Progress:
    """How far a round is, told now and then."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def tell(self, made: "Round") -> None:
        if time.monotonic() - self._told > EVERY_SECONDS:
            self._told = time.monotonic()
            say(tr("asked: {asked}, told: {told}", asked=made.asked, told=made.told))


def waiting_of(house: "House") -> dict[str, int]:
    """Return how much waits to be asked and told."""
    from storage.lookups import UNKNOWN

    lookups, settings = house.catalogue.lookups, house.settings.his
    tells = settings.kind != "view" or bool(settings.outbox)
    return {
        "waiting_to_ask": lookups.waiting(),
        "unknown_to_it": lookups.waiting(UNKNOWN),
        "waiting_to_tell": house.catalogue.notices.waiting() if tells else 0,
    }


def _tell(waiting: dict[str, int]) -> None:
    for line in lines(waiting):
        result(line)


def lines(waiting: dict[str, int]) -> list[str]:
    """Return in words how much waits."""
    ask, unknown, told = waiting.values()
    return [
        tr("numbers to ask the hospital's system by: {count}", count=ask),
        tr("numbers that it did not know, asked again later: {count}", count=unknown),
        tr("documents to tell it of: {count}", count=told),
    ]
