"""Which files of a watched folder are finished: by asking again and again.

Nothing tells a program what happens on a network share; looking works on every one.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.discover import NO_SCANS, Findings, Found, discover
from flows.names import batch_name
from models.errors import UsageError
from models.settings import Watch

DONE, REFUSED = "done", "refused"
"""Folders in the watched one that files go to; they are no batches."""
MARK = ".done"
"""Ending of the mark beside a file that is finished; by itself in a folder, it marks that."""
MANIFEST = "manifest.csv"
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".~tmp", MARK)
"""Endings of names under which scanners and copying programs write, and that they then change."""
EMPTY_SECONDS = 600
"""A file of no bytes is mostly one that is yet to be written."""

State = tuple[int, int]
"""Size in bytes and time of change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Files of one batch that are finished; `manifest` is its list, where there is one."""

    batch: str
    folder: Path
    files: tuple[Found, ...]
    manifest: Path | None


def state_of(path: Path) -> State | None:
    """Return what a file is now; None where it is gone."""
    try:
        held = path.lstat()
    except OSError:
        return None
    return held.st_size, held.st_mtime_ns


@dataclass
class Arrivals:
    """A watched folder. `seen` is since when each file has been as it is."""

    root: Path
    settings: Watch
    clock: Callable[[], float] = time.monotonic
    seen: dict[Path, tuple[State, float]] = field(default_factory=dict)
    taken: dict[Path, State] = field(default_factory=dict)
    """Files that are done with and lie where they were."""
    growing: bool = False
    """Whether a file was seen that is waited for until it does not change any more."""

    def look(self) -> list[Ready]:
        """Return what is finished and not taken yet, by batch; OSError where it is away."""
        there: set[Path] = set()
        self.growing = False
        found = [ready for folder in self._folders() if (ready := self._batch(folder, there))]
        self.seen = {path: held for path, held in self.seen.items() if path in there}
        self.taken = {path: state for path, state in self.taken.items() if path in there}
        return found

    def took(self, file: Path, state: State | None) -> None:
        """Remember that a file is done with as it was, and is left where it is."""
        if state:
            self.taken[file] = state

    def _folders(self) -> Iterator[Path]:
        """Yield the watched folder itself, then those in it; each is a batch."""
        yield self.root
        for entry in sorted(os.scandir(self.root), key=lambda entry: entry.name):
            hidden = entry.name.startswith(".") or entry.name in (DONE, REFUSED)
            if not hidden and entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)

    def _batch(self, folder: Path, there: set[Path]) -> Ready | None:
        try:
            files = [file for file in self._files(folder) if _named(file.path)]
        except UsageError:
            return None  # it is gone since it was listed
        listed = folder / MANIFEST
        manifest = listed if listed.is_file() else None
        there.update(file.path for file in files)
        if manifest:
            there.add(manifest)
            if not self.finished(manifest, folder):
                return None
        ready = [file for file in files if self.finished(file.path, folder)]
        new = [file for file in ready if self.taken.get(file.path) != state_of(file.path)]
        changed = manifest and self.taken.get(manifest) != state_of(manifest)
        if not new and not changed:
            return None
        name = batch_name(folder.absolute().name)
        return Ready(name, folder, tuple(new), manifest)

    def _files(self, folder: Path) -> Iterable[Found]:
        if folder != self.root:
            return discover([folder]).files
        own = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
        every: list[Findings] = [discover([path]) for path in own if path.is_file()]
        return [file for found in every for file in found.files]

    def finished(self, path: Path, folder: Path) -> bool:
        """Say whether nobody writes a file any more, by the way of telling that is set."""
        now, state = self.clock(), state_of(path)
        if state is None:
            return False
        if self.settings.ready == "done":
            beside = path.with_name(path.name + MARK)
            return beside.exists() or (folder != self.root and (folder / MARK).exists())
        before, since = self.seen.get(path, (None, now))
        if before != state:
            since = now
        self.seen[path] = (state, since)
        if self.settings.ready == "renamed":
            return True
        quiet = now - since >= (self.settings.settled if state[0] else EMPTY_SECONDS)
        self.growing |= bool(state[0]) and not quiet
        return quiet


def _named(path: Path) -> bool:
    """Say whether a file has the name that it will keep, and is no list."""
    name = path.name.lower()
    return not name.endswith((*UNFINISHED, *NO_SCANS)) and not name.startswith("~$")
