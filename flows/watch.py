"""Watching a folder: what is finished is digitised and put away, until somebody ends it."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from flows import report, run
from flows.arrivals import DONE, MARK, REFUSED, Arrivals, Ready, State, state_of
from flows.discover import Findings
from flows.handed import Handed, handed, ticket
from flows.house import House, opened
from flows.interrupt import heeded
from flows.messages import tr, tr_error
from flows.moved import move, put_away, tell
from flows.names import batch_name, printable
from flows.receive import Receipt
from flows.run import Ended
from flows.screen import say
from flows.seen import metrics
from flows.sheeted import by_sheet
from models.batch import Declared
from models.errors import MigrationDue, StoreError, UsageError

PAUSE_SECONDS = 30
"""How long nothing is tried after something was away, and how often stopped batches are asked."""


@dataclass
class Watching:
    """A folder that is watched for a home. `bad` are manifests of no use, as they were.

    `unfinished` are batches of which scans may wait: stopped ones, and those of an earlier time.
    """

    arrivals: Arrivals
    jobs: int
    home: Path
    folders: bool
    """Each folder of a batch is one chart."""
    stop: threading.Event = field(default_factory=threading.Event)
    bad: dict[Path, State | None] = field(default_factory=dict)
    unfinished: set[str] = field(default_factory=set)
    asked: float = float("-inf")
    code: int = 0
    """The first exit code of a run that was not 0."""

    @property
    def root(self) -> Path:
        """The watched folder."""
        return self.arrivals.root

    @property
    def _moves(self) -> bool:
        return self.arrivals.settings.after == "move"

    def watch(self, *, once: bool) -> int:
        """Take what is finished until Ctrl-C; `once`: until all that lies there is taken."""
        self.unfinished = {batch_name(path.name) for path in self._known()}
        with heeded(self.stop, _told):
            while not self.stop.is_set():
                pause = self.arrivals.settings.seconds
                metrics.beat(self.home)
                try:
                    busy = self._look()
                except (StoreError, OSError) as error:
                    if once or isinstance(error, MigrationDue):
                        raise
                    _away(error)
                    pause = PAUSE_SECONDS
                else:
                    if once and not busy:
                        break
                self.stop.wait(pause)
        return self.code

    def _known(self) -> list[Path]:
        """Return the folders whose names may be batches of an earlier time."""
        folders = [self.root, self.root / DONE]
        inside = [path for one in folders if one.is_dir() for path in one.iterdir()]
        return [self.root.absolute(), *(path for path in inside if path.is_dir())]

    def _look(self) -> bool:
        """Take what is finished; False where nothing is there, and nothing is being written."""
        found = [part for one in self.arrivals.look() for part in self._parts(one)]
        took = [self._take(one) for one in found if not self.stop.is_set()]
        if time.monotonic() - self.asked >= PAUSE_SECONDS and not self.stop.is_set():
            self.asked = time.monotonic()
            self._go_on()
        return any(took) or self.arrivals.growing

    def _parts(self, one: Ready) -> list[Ready]:
        """Return what lies in no folder of a batch by the sheets that it was scanned with."""
        if one.folder != self.root or one.manifest:
            return [one]
        with opened() as house:
            return by_sheet(house, one)

    def _take(self, one: Ready) -> bool:
        """Digitise what is finished of a batch; False where its manifest is known to be bad."""
        if one.manifest and one.manifest in self.bad:
            if self.bad[one.manifest] == state_of(one.manifest):
                return False
            del self.bad[one.manifest]
        try:
            said = handed(Declared(), one.manifest, folders=self.folders)
        except UsageError as error:
            self._refuse(one, error)
            return True
        before = {file.path: state_of(file.path) for file in one.files}

        def stored(receipt: Receipt) -> None:
            self._stored(one, receipt, before[receipt.file.path])

        with opened() as house:
            ended = run.run(
                house, one.batch, Findings(one.files, 0), self.jobs, said, stored=stored
            )
            self._ended(house, one.batch, ended)
        if ended.trouble:
            raise ended.trouble  # what was not stored lies where it was
        if one.manifest:
            self._keep_list(one, one.manifest, ended)
        if self._moves and one.folder != self.root:
            # What comes next is finished when its own mark is there.
            (one.folder / MARK).unlink(missing_ok=True)
        return True

    def _stored(self, one: Ready, receipt: Receipt, before: State | None) -> None:
        if not (self._moves and put_away(self.root, one.folder, receipt, before)):
            self.arrivals.took(receipt.file.path, before)

    def _keep_list(self, one: Ready, path: Path, ended: Ended) -> None:
        """Put a manifest away once all that it names has come."""
        whole = not (ended.gaps or ended.stopped)
        if whole and self._moves:
            move(self.root, one.folder, path, DONE)
        else:
            self.arrivals.took(path, state_of(path))

    def _go_on(self) -> None:
        """Digitise what waits of batches that are stopped no more."""
        if not self.unfinished:
            return
        with opened() as house:
            # What a sheet named leaves no folder that tells of it.
            known = self.unfinished | {*house.catalogue.slips.batches().values()}
            there = known & {*house.catalogue.receipts.batches()}
            self.unfinished = {one for one in there if house.catalogue.scans.waiting(one)}
            for name in sorted(self.unfinished - house.catalogue.batches.stopped()):
                self._ended(house, name, run.run(house, name, Findings((), 0), self.jobs, Handed()))

    def _ended(self, house: House, name: str, ended: Ended) -> None:
        """Tell what a run came to, in lines."""
        balance = house.catalogue.balances.of(name)
        say(f"{name}: {report.balance_line(balance)}")
        for line in (*report.refusals(ended), *run.problems(ended), *ticket(name, ended.gaps)):
            say(line)
        later = ended.gaps or ended.trouble or ended.stopped
        self.unfinished = self.unfinished | {name} if later else self.unfinished - {name}
        self.code = self.code or report.exit_code(ended, balanced=balance.balanced, alone=False)
        if ended.stopped:
            self.stop.set()

    def _refuse(self, one: Ready, error: UsageError) -> None:
        """Tell what is wrong with a manifest: its batch waits for another one."""
        path = one.manifest
        if path:
            self.bad[path] = state_of(path)
            tell(self.root / REFUSED / one.batch / path.name, tr_error(str(error)))
            say(f"{printable(str(path))}: {tr_error(str(error))}")
        self.code = self.code or error.exit_code


def _told() -> None:
    say(tr("Ending. What is stored goes on with the next sohoa watch, or sohoa run."))


def _away(error: StoreError | OSError) -> None:
    text = str(error) if isinstance(error, StoreError) else error.strerror or ""
    say(
        tr(
            "It is tried again in {seconds} seconds: {problem}",
            seconds=PAUSE_SECONDS,
            problem=tr_error(text),
        )
    )
