"""Bringing the catalogue's tables to this program's version."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from models.errors import CatalogueError, MigrationDue
from storage.database import Database
from storage.tables import METADATA


def migrate(database: Database) -> bool:
    """Bring the tables to this version; True where anything was due. All of it or nothing.

    Raises MigrationDue where the catalogue is newer than the program.
    """
    config = _config()
    with database.write() as connection:
        if not _due(connection, config):
            return False
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def check(database: Database) -> None:
    """Raise MigrationDue where the versions differ; an empty database is brought up at once."""
    with database.read() as connection:
        due = _due(connection, _config())
        empty = _revision(connection) is None
    if due and not empty:
        raise MigrationDue(
            "The catalogue is of an older version than this program: give `sohoa migrate`."
        )
    if due:
        migrate(database)


def _due(connection: Connection, config: Config) -> bool:
    scripts = ScriptDirectory.from_config(config)
    revision = _revision(connection)
    if revision == scripts.get_current_head():
        return False
    if revision is None:
        if any(inspect(connection).has_table(name) for name in METADATA.tables):
            raise CatalogueError(
                "The database holds tables that sohoa did not make: give it one of its own."
            )
        return True
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise MigrationDue(
            "The catalogue is of a newer version than this program: install the newer sohoa."
        )
    return True


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
