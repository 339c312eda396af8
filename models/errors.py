"""What this program refuses to do, and the exit code of each refusal.

SohoaError 1
  UsageError 2             the command asks for something that cannot be
    SettingsError 2        a setting is unknown or out of range
  ScanRefused 3            no readable scan; `reason` is a RejectReason
  EngineError 4            an outside program or a model is missing or failed
    SigningError 4         the key, its certificate or the time-stamping service cannot be used
  StoreError 5             the object store refused or lost an object
    StoreFull 5            no space is left for one more object
    StoreAway 5            its server does not answer, or fails whatever it is asked
    StoreDamaged 5         an object's bytes are not those that were stored
    CatalogueError 5       the catalogue cannot be read or written
      CatalogueAway 5      its file or server cannot be reached
    MigrationDue 5         catalogue and program are of different versions
  DeliveryError 5          a FHIR server is away, or refuses
    DocumentRefused 5      it refuses this one document
  ImbalanceError 6         pages do not add up

Messages carry ids, page numbers and advice, never patient text.
"""

from enum import StrEnum


class RejectReason(StrEnum):
    """Why a file, or a page of it, is not digitised."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    UNKNOWN_FORMAT = "unknown_format"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"
    OUTSIDE_FOLDER = "outside_folder"
    DISAPPEARED = "disappeared"
    DISPOSED = "disposed"


class SohoaError(Exception):
    """Base of every error that a user is told about without a traceback."""

    exit_code = 1


class UsageError(SohoaError):
    """The command asks for something that cannot be."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting is unknown or out of range."""


class ScanRefused(SohoaError):
    """A file is no readable scan; `pages` is the number it declares, at least 1."""

    exit_code = 3

    def __init__(self, reason: RejectReason, advice: str, *, pages: int = 1) -> None:
        super().__init__(advice)
        self.reason = reason
        self.pages = max(1, pages)


class EngineError(SohoaError):
    """An outside program or a model is missing or failed."""

    exit_code = 4


class SigningError(EngineError):
    """The key, its certificate or the time-stamping service cannot be used."""


class StoreError(SohoaError):
    """The object store refused or lost an object."""

    exit_code = 5


class StoreFull(StoreError):
    """No space is left for one more object."""


class StoreAway(StoreError):
    """The store's server does not answer, or fails whatever it is asked."""


class StoreDamaged(StoreError):
    """The bytes of an object are not those that were stored."""


class CatalogueError(StoreError):
    """The catalogue cannot be read or written."""


class CatalogueAway(CatalogueError):
    """The catalogue's file or server cannot be reached."""


class MigrationDue(CatalogueError):
    """Catalogue and program are of different versions."""


class DeliveryError(SohoaError):
    """A FHIR server is away, or refuses."""

    exit_code = 5


class DocumentRefused(DeliveryError):
    """A server refuses one document; it may take others."""


class ImbalanceError(SohoaError):
    """Pages received are not the sum of pages filed, blank, rejected and waiting."""

    exit_code = 6
