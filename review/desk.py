"""What the pages work on."""

from typing import Protocol

from models.settings import Settings
from storage.catalogue import Catalogue


class Desk(Protocol):
    """One home, as `flows` opened it."""

    @property
    def settings(self) -> Settings:
        """All settings."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue; what a person changes goes through `Visit.catalogue`."""
