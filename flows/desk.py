"""What the stewards' desk may do on a home: `review.desk.Desk`."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from flows import anew, campaign, index, keyed, readings, searchable
from flows.house import House
from models.campaign.counts import Counted
from models.completeness import Rules
from models.forms import Form
from models.page import Page
from models.settings import Settings
from storage import keys
from storage.catalogue import Catalogue
from storage.rows import DocumentRow
from storage.store import Store

if TYPE_CHECKING:
    from extractors.lexicon import Lexicon


@dataclass(frozen=True)
class HouseDesk:
    """A house as the desk sees it."""

    house: House
    _filing: threading.Lock = field(default_factory=threading.Lock, init=False, compare=False)
    """Pages and the worker file one after the other."""

    @property
    def settings(self) -> Settings:
        """All settings."""
        return self.house.settings

    @property
    def store(self) -> Store:
        """The store."""
        return self.house.store

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue; what a person changes goes through `Visit.catalogue`."""
        return self.house.catalogue

    def reading(self, sha256: str, number: int) -> Page:
        """Return a page as it was read; StoreError where nothing is kept of it."""
        return readings.latest(self.house, sha256, number).page

    @property
    def lexicon(self) -> "Lexicon":
        """The lists that extraction asks."""
        return self.house.lists.lexicon

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """All forms of the register by id, the hospital's own too."""
        return keyed.forms(self.house)

    @property
    def rules(self) -> Rules:
        """Which papers stays must have."""
        return self.house.rules

    def file_due(self, sha256: str | None = None) -> int:
        """File anew what stewards said since it was filed, of one scan or of all.

        Returns how many documents.
        """
        with self._filing:
            return anew.file_due(self.house, sha256)

    def catch_up(self) -> None:
        """Have the search find what was filed since it was last asked."""
        index.catch_up(self.house)

    def count(self) -> Counted:
        """Count anew how far the conversion is, and keep that."""
        return campaign.counted(self.house)

    def pdf(self, row: DocumentRow) -> str:
        """Return the key of a document's searchable PDF, which is made if there is none yet."""
        searchable.complete(self.house, [row])
        return keys.record(row.id, row.version, searchable.PDF)
