"""One home, opened: settings, store and catalogue."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flows.actor import actor
from flows.forms import own_forms
from flows.seen import logs
from flows.settings import home_of, load
from flows.stay_rules import own_rules
from models.completeness import Rules
from models.forms import Form
from models.settings import Settings
from storage import keys

if TYPE_CHECKING:
    from flows.lexicons.keep import Loaded
    from storage.catalogue import Catalogue
    from storage.store import Store


@dataclass(frozen=True)
class House:
    """Everything that a command works with."""

    home: Path
    settings: Settings
    store: "Store"
    catalogue: "Catalogue"
    forms: tuple[Form, ...] = ()
    """The hospital's own forms."""
    own_rules: Rules | None = None
    """Which papers stays must have, where the hospital has rules of its own."""

    @cached_property
    def rules(self) -> Rules:
        """Which papers stays must have."""
        from extractors.staying import rules

        return self.own_rules or rules()

    @cached_property
    def lists(self) -> "Loaded":
        """The lists that were current when they were first asked for; they stay for this run."""
        from flows.lexicons.keep import loaded

        return loaded(self.store, self.catalogue)


@contextmanager
def opened(environ: Mapping[str, str] = os.environ) -> Iterator[House]:
    """Give the house of this environment, its catalogue checked; close it at the end.

    Raises MigrationDue where catalogue and program are of different versions, SettingsError
    for a form or rule of the hospital's that cannot be used.
    """
    house = entered(environ)
    try:
        with remembered(house.store, house.catalogue):
            yield house
    finally:
        house.catalogue.close()


def entered(environ: Mapping[str, str] = os.environ) -> House:
    """Return the house as `opened` does; it stays open as long as this process."""
    # Imported here: what only reads settings or help need not wait for it.
    from storage.opening import open_catalogue, open_store

    settings, _ = load(environ)
    home = home_of(environ)
    logs.write_to(home, settings.log)
    forms = own_forms(settings.forms, home)
    rules = own_rules(settings.completeness, home)
    store = open_store(settings.store, home, settings.limits.free_bytes, environ)
    catalogue = open_catalogue(settings.catalogue, home, actor=actor(environ))
    try:
        catalogue.check()
    except BaseException:
        catalogue.close()
        raise
    return House(home, settings, store, catalogue, forms, rules)


@contextmanager
def remembered(store: "Store", catalogue: "Catalogue") -> Iterator[None]:
    """Have the store remember the newest event of the audit, where the block adds any.

    Events that somebody takes away at the end of the audit later on are then missed.
    """
    before = catalogue.audit.head()
    try:
        yield
    finally:
        number, sha256 = catalogue.audit.head()
        if number > before[0]:
            said = f'{{"event": {number}, "hash": "{sha256}"}}\n'
            store.put(keys.event(number, sha256), said.encode(), media_type="application/json")
