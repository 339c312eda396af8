"""Bringing the catalogue's tables to this program's version.

Alembic is imported where something is due only: it takes as long as all that `status` does.
"""

from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from models.errors import CatalogueError, MigrationDue
from storage.database import Database
from storage.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

OLDER = "The catalogue is of an older version than this program: give `sohoa migrate`."
_SCRIPTS = files("storage") / "migrations"


def migrate(database: Database) -> bool:
    """Bring the tables to this version; True where anything was due. All of it or nothing.

    Raises MigrationDue where the catalogue is newer than the program.
    """
    with database.write() as connection:
        if not _due(connection):
            return False
        from alembic import command

        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def check(database: Database) -> None:
    """Raise MigrationDue where the versions differ; an empty database is brought up at once."""
    with database.read() as connection:
        due = _due(connection)
        empty = _revision(connection) is None
    if due and not empty:
        raise MigrationDue(OLDER)
    if due:
        migrate(database)


def reach(database: Database) -> None:
    """Raise MigrationDue where the versions differ, CatalogueError where it does not answer."""
    with database.read() as connection:
        if _due(connection):
            raise MigrationDue(OLDER)


def _due(connection: Connection) -> bool:
    known = _revisions()
    revision = _revision(connection)
    if revision == known[-1]:
        return False
    if revision is None:
        if any(inspect(connection).has_table(name) for name in METADATA.tables):
            raise CatalogueError(
                "The database holds tables that sohoa did not make: give it one of its own."
            )
        return True
    if revision not in known:
        raise MigrationDue(
            "The catalogue is of a newer version than this program: install the newer sohoa."
        )
    return True


def _revisions() -> list[str]:
    """Return the versions that this program knows, the oldest first: each script has its name."""
    scripts = (_SCRIPTS / "versions").iterdir()
    return sorted(one.name.partition("_")[0] for one in scripts if one.name.endswith(".py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    return config
