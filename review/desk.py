"""What the pages work on."""

from collections.abc import Mapping
from typing import Protocol

from extractors.lexicon import Lexicon
from models.campaign.counts import Counted
from models.completeness import Rules
from models.forms import Form
from models.page import Page
from models.settings import Settings
from storage.catalogue import Catalogue
from storage.rows import DocumentRow
from storage.store import Store


class Desk(Protocol):
    """One home, as `flows` opened it."""

    @property
    def settings(self) -> Settings:
        """All settings."""

    @property
    def store(self) -> Store:
        """The store."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue; what a person changes goes through `Visit.catalogue`."""

    def reading(self, sha256: str, number: int) -> Page:
        """Return a page as it was read; StoreError where nothing is kept of it."""

    @property
    def lexicon(self) -> Lexicon:
        """The lists that extraction asks."""

    @property
    def forms(self) -> Mapping[str, Form]:
        """All forms of the register by id, the hospital's own too."""

    @property
    def rules(self) -> Rules:
        """Which papers stays must have, the hospital's own rules over ours."""

    def file_due(self, sha256: str | None = None) -> int:
        """File anew what stewards said since it was filed, of one scan or of all.

        Returns how many documents.
        """

    def catch_up(self) -> None:
        """Have the search find what was filed since it was last asked."""

    def count(self) -> Counted:
        """Count anew how far the conversion is, and keep that."""

    def pdf(self, row: DocumentRow) -> str:
        """Return the key of a document's searchable PDF, which is made if there is none yet."""
