"""A hospital's system of which we may read views of its database, by any SQLAlchemy URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice

from sqlalchemy import Connection, NullPool, column, create_engine
from sqlalchemy import table as named
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    IntegrityError,
    NoSuchModuleError,
    NoSuchTableError,
    SQLAlchemyError,
)

from flows.his.adapter import Answer
from flows.his.folder import TOLD, told
from flows.his.viewed import PORTION, View
from flows.lexicons.columns import Bad, Cells
from models.errors import DeliveryError, SettingsError
from models.hospital import Asked, Notice
from models.settings import His

URL = "SOHOA_HIS_URL"
CONNECT_SECONDS = 10


class ViewHis:
    """Two views that are read, and a table that is written to where there is one."""

    asks = True

    def __init__(self, url: str, settings: His) -> None:
        """Raise SettingsError where the URL is none, or its database's driver is not installed."""
        try:
            address, how = make_url(url), {}
            if address.get_backend_name() == "postgresql":
                address = address.set(drivername="postgresql+psycopg")
                how = {"connect_timeout": CONNECT_SECONDS}
            # Parameters are patients' numbers: they must not get into error messages. No
            # connection is left open at the hospital's database.
            self._engine = create_engine(
                address, hide_parameters=True, poolclass=NullPool, connect_args=how
            )
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise SettingsError(
                f"{URL} is no URL as SQLAlchemy has it, or the driver that it names is not"
                " installed: see docs/his.md."
            ) from error
        self._settings = settings
        self.tells = bool(settings.outbox)
        self.name = address.host or address.get_backend_name()

    def check(self) -> list[tuple[str, str]]:
        """Return the columns that each view has of those that are known."""
        found = []
        with self._reading() as connection:
            for kind, name in self._views().items():
                view = View(connection, kind, name)
                found.append((name, ", ".join(view.columns)))
        if self._settings.outbox:
            found.append((self._settings.outbox, "there"))
        return found

    def changes(self, since: str | None) -> Iterator[Answer]:
        """Yield rows that were changed; a view that does not tell when is read as a whole only."""
        with self._reading() as connection:
            for kind, name in self._views().items():
                view = View(connection, kind, name)
                if since is not None and "changed_at" not in view.columns:
                    continue
                rows = view.rows(view.changed(since) if since else None)
                while some := list(islice(rows, PORTION)):
                    yield _answer(kind, some)

    def look_up(self, asked: Asked, value: str) -> Answer:
        """Return the patients with a number and their stays; a stay and its patient."""
        views = self._views()
        with self._reading() as connection:
            people = View(connection, "patients", views["patients"])
            stays = View(connection, "stays", views["stays"]) if "stays" in views else None
            visits: list[tuple[int, Cells | Bad]] = []
            if asked in (Asked.RECORD, Asked.STAY, Asked.PRESCRIPTION):
                visits = list(stays.under(asked.value, [value])) if stays else []
                whose = [cells["patient_id"] for _, cells in visits if not isinstance(cells, Bad)]
                rows = list(people.under("patient_id", whose))
            else:
                rows = list(people.under("patient_id" if asked is Asked.STAYS else asked, [value]))
                whose = [cells["patient_id"] for _, cells in rows if not isinstance(cells, Bad)]
                visits = list(stays.under("patient_id", whose)) if stays else []
        return _joined(_answer("patients", rows), _answer("stays", visits))

    def tell(self, notice: Notice) -> None:
        """Write the row of a document; there is one for each."""
        schema, _, name = self._settings.outbox.rpartition(".")
        target = named(name, *(column(key) for key in TOLD), schema=schema or None)
        said = {key: value for key, value in asdict(notice).items() if key in TOLD}
        mine = target.c.document_id == notice.document_id
        with _explained(self._settings.outbox):
            try:
                with self._engine.begin() as connection:
                    connection.execute(target.insert().values(said))
            except IntegrityError:
                with self._engine.begin() as connection:
                    connection.execute(target.update().where(mine).values(said))

    def _views(self) -> dict[str, str]:
        views = {"patients": self._settings.patients, "stays": self._settings.stays}
        return {kind: name for kind, name in views.items() if name}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Give a connection that cannot write, whatever its role may do."""
        with _explained(", ".join(self._views().values())), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(postgresql_readonly=True)
            if connection.dialect.name != "sqlite":
                yield connection
                return
            connection.exec_driver_sql("PRAGMA query_only = ON")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("PRAGMA query_only = OFF")


def _answer(kind: str, rows: list[tuple[int, Cells | Bad]]) -> Answer:
    if kind == "patients":
        return Answer(tuple(rows))
    found = list(told(iter(rows)))
    orders = tuple(order for _, order in found if order)
    return Answer(stays=tuple(visit for visit, _ in found), prescriptions=orders)


def _joined(people: Answer, stays: Answer) -> Answer:
    return Answer(people.people, stays.stays, stays.prescriptions)


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Turn the database's errors into ours; its words may be a patient's."""
    try:
        yield
    except NoSuchTableError as error:
        raise DeliveryError(
            f"The hospital's database shows us no {what}: see his.patients and his.stays, and"
            " that our role may read them."
        ) from error
    except SQLAlchemyError as error:
        raise DeliveryError(
            f"The hospital's database does not answer, or our role may not use {what}: see that it"
            f" is there, and {URL}."
        ) from error
