"""What a database's failures mean, and what to do about each."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from models.errors import CatalogueAway, CatalogueError, StoreFull

_FULL = ("SQLITE_FULL", "53100")


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn database errors into ours; `where` is its address without the password.

    The database's own words are left out, and cut off from the error: they quote rows.
    """
    try:
        yield
    except DBAPIError as error:
        raise _failure(where, error) from None
    except SQLAlchemyError as error:
        raise CatalogueError(f"The catalogue {where} failed: {type(error).__name__}.") from None


def _failure(where: str, error: DBAPIError) -> Exception:
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    if code in _FULL:
        return StoreFull(
            f"No space is left for the catalogue {where}: make room and give the same command"
            " again; nothing is lost."
        )
    if isinstance(error, IntegrityError):
        return CatalogueError(f"The catalogue {where} refused a row that breaks its rules: {code}.")
    if isinstance(error, OperationalError):
        return CatalogueAway(
            f"The catalogue {where} cannot be read or written ({code or 'no connection'}): see that"
            " the file or the server is there and belongs to this user, then try again."
        )
    return CatalogueError(f"The catalogue {where} failed: {type(error).__name__}, {code}.")
