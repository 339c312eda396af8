"""Removing every version of objects, for what was disposed of."""

from minio import Minio
from minio.error import S3Error

from models.errors import StoreError

_KEPT = ("AccessDenied", "InvalidRequest", "ObjectLocked")


def erase(client: Minio, bucket: str, name: str) -> None:
    """Remove an object, or all whose keys begin with a `name` that ends in a slash, for good.

    Marks that say an object is removed go as well. Raises StoreError where the server keeps one,
    S3Error else.
    """
    found = client.list_objects(bucket, prefix=name, recursive=True, include_version=True)
    for one in list(found):
        if one.object_name == name or (name.endswith("/") and one.object_name):
            try:
                client.remove_object(bucket, one.object_name, version_id=one.version_id)
            except S3Error as error:
                if error.code not in _KEPT:
                    raise
                raise StoreError(
                    f"The S3 server keeps {name} ({error.code}): a lock or legal hold is on it, or"
                    " the keys may not remove versions (s3:DeleteObjectVersion)."
                ) from error
