"""The catalogue: batches, files, documents, tasks, decisions, patients, people, events."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from models.decision import Decision, Picture, pictures
from storage import migration, snapshot
from storage.accounts import Accounts
from storage.audit import Audit
from storage.balances import Balances
from storage.batches import Batches
from storage.binding import Binding
from storage.books import Books
from storage.campaign import Campaign
from storage.costs import Costs
from storage.counting import Counting
from storage.database import Database
from storage.decisions import Decisions
from storage.disposals import Disposals
from storage.documents import Documents
from storage.entrance import Entrance
from storage.figures import Figures
from storage.holdings import Holdings
from storage.holds import Holds
from storage.hospital import Hospital
from storage.inspections import Inspections
from storage.keeping import Keeping
from storage.lexicons import Lexicons
from storage.lookups import Lookups
from storage.mending import Mending
from storage.notices import Notices
from storage.patients import Patients
from storage.proposals import Proposals
from storage.queue import Queue
from storage.receipts import Receipts
from storage.scans import Scans
from storage.search import Search
from storage.sessions import Sessions
from storage.signings import Signings
from storage.slips import Slips
from storage.standing import Standing, standing
from storage.stays import Stays
from storage.tasks import Tasks
from storage.withdrawals import Withdrawals


class Catalogue:
    """One database and its parts, each by the job it does.

    Every method that writes is one transaction, harmless when called twice, and adds to the
    audit what it changed, in the name of `actor`. Errors are CatalogueError, StoreFull where
    the disk is full, and SettingsError for a `url` that is none of ours.
    """

    def __init__(self, url: str, *, actor: str = "sohoa") -> None:
        self._fill(Database(url, actor))

    def by(self, actor: str) -> Self:
        """Return the same catalogue, its changes in the name of another; close it but once."""
        theirs = copy.copy(self)
        theirs._fill(self._database.by(actor))
        return theirs

    def _fill(self, database: Database) -> None:
        self._database = database
        self.receipts = Receipts(self._database)
        self.scans = Scans(self._database)
        self.binding = Binding(self._database)
        self.documents = Documents(self._database)
        self.tasks = Tasks(self._database)
        self.queue = Queue(self._database)
        self.decisions = Decisions(self._database)
        self.inspections = Inspections(self._database)
        self.figures = Figures(self._database)
        self.costs = Costs(self._database)
        self.campaign = Campaign(self._database)
        self.counting = Counting(self._database)
        self.patients = Patients(self._database)
        self.proposals = Proposals(self._database, self.patients.register)
        self.hospital = Hospital(self._database)
        self.lookups = Lookups(self._database)
        self.notices = Notices(self._database)
        self.withdrawals = Withdrawals(self._database)
        self.balances = Balances(self._database)
        self.batches = Batches(self._database)
        self.slips = Slips(self._database)
        self.lexicons = Lexicons(self._database)
        self.audit = Audit(self._database)
        self.holdings = Holdings(self._database)
        self.books = Books(self._database)
        self.mending = Mending(self._database)
        self.search = Search(self._database)
        self.keeping = Keeping(self._database)
        self.stays = Stays(self._database)
        self.signings = Signings(self._database)
        self.holds = Holds(self._database)
        self.disposals = Disposals(self._database)
        self.accounts = Accounts(self._database)
        self.entrance = Entrance(self._database)
        self.sessions = Sessions(self._database)

    @property
    def where(self) -> str:
        """The database's address without the password."""
        return self._database.where

    def shown(self, sha256: str, number: int, paper: Sequence[Decision]) -> Picture | None:
        """Return what is seen on a page in place of the scan's own file; None where that is.

        That is a file that is bound to the scan; where the page was scanned again, that. `paper`
        is what was said of the scan's pages.
        """
        return pictures(paper).get(number) or self.scans.file(sha256, number)

    def standing(self) -> Standing:
        """Return how everything stands, in counts."""
        return standing(self._database)

    def take(self, path: Path) -> None:
        """Write all of it, as of one moment, to an SQLite file that is not there yet."""
        snapshot.take(self._database, path)

    def put_back(self, path: Path) -> None:
        """Fill an empty catalogue with what `take` wrote; CatalogueError where it is not empty."""
        snapshot.put_back(path, self._database)

    def empty(self) -> bool:
        """Return whether there is no row."""
        return snapshot.empty(self._database)

    def migrate(self) -> bool:
        """Bring the tables to this version; True where that was due."""
        return migration.migrate(self._database)

    def check(self) -> None:
        """Raise MigrationDue where catalogue and program differ; an empty one is made ready."""
        migration.check(self._database)

    def reach(self) -> None:
        """Raise MigrationDue where catalogue and program differ; nothing is written."""
        migration.reach(self._database)

    def close(self) -> None:
        """Give back all connections."""
        self._database.engine.dispose()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
