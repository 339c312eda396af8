"""Retention and legal hold of single objects, where the S3 server has object lock."""

from datetime import datetime

from minio import Minio
from minio.error import S3Error
from minio.retention import Retention

from models.settings import Store as StoreSettings
from storage.bucket import setup
from storage.bucket.errors import explained, unlocked
from storage.keys import checked
from storage.store import Protection

_NONE = ("NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError")


class Locks:
    """The locks of one bucket. Every method raises KeyError where the object is not there."""

    def __init__(self, client: Minio, settings: StoreSettings) -> None:
        self._client = client
        self._settings = settings
        self._bucket = settings.bucket

    def of(self, key: str) -> Protection:
        """Return what protects an object; nothing does in a bucket without object lock."""
        with explained(self._settings, checked(key)):
            self._client.stat_object(self._bucket, key)
            found, held = self._retention(key), self._held(key)
        mode = found.mode.lower() if found else None
        return Protection(mode, found.retain_until_date if found else None, held)

    def retain(self, key: str, until: datetime) -> None:
        """Lock an object until a time, in the mode of `store.lock`; a lock only gets longer."""
        with explained(self._settings, checked(key)):
            self._lockable(key)
            found = self._retention(key)
            if found and found.retain_until_date >= until:
                return
            mode = found.mode if found else self._settings.lock.upper()
            self._client.set_object_retention(self._bucket, key, Retention(mode, until))

    def hold(self, key: str, *, on: bool) -> None:
        """Put an object under legal hold, or lift that."""
        with explained(self._settings, checked(key)):
            self._lockable(key)
            if on:
                self._client.enable_object_legal_hold(self._bucket, key)
            else:
                self._client.disable_object_legal_hold(self._bucket, key)

    def _retention(self, key: str) -> Retention | None:
        try:
            return self._client.get_object_retention(self._bucket, key)
        except S3Error as error:
            if error.code in _NONE:
                return None
            raise

    def _held(self, key: str) -> bool:
        try:
            return bool(self._client.is_object_legal_hold_enabled(self._bucket, key))
        except S3Error as error:
            if error.code == "NoSuchObjectLegalHold":
                return False
            raise

    def _lockable(self, key: str) -> None:
        """Raise StoreError without object lock in the bucket, which some servers let pass."""
        self._client.stat_object(self._bucket, key)
        if not setup.locks(self._client, self._bucket):
            raise unlocked(self._settings)
