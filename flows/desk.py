"""What the stewards' desk may do on a home: `review.desk.Desk`."""

from dataclasses import dataclass

from flows import anew, index, readings, relinking, searchable
from flows.house import House
from models.page import Page
from models.settings import Settings
from storage import keys
from storage.catalogue import Catalogue
from storage.rows import DocumentRow
from storage.store import Store


@dataclass(frozen=True)
class HouseDesk:
    """A house as the desk sees it."""

    house: House

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

    def file_due(self) -> int:
        """File anew what stewards said since it was filed; return how many documents."""
        return anew.file_due(self.house)

    def relink(self) -> None:
        """File anew the documents that are another patient's than when they were filed."""
        relinking.relink(self.house)
        index.catch_up(self.house)

    def catch_up(self) -> None:
        """Have the search find what was filed since it was last asked."""
        index.catch_up(self.house)

    def pdf(self, row: DocumentRow) -> str:
        """Return the key of a document's searchable PDF, which is made if there is none yet."""
        searchable.complete(self.house, [row])
        return keys.record(row.id, row.version, searchable.PDF)
