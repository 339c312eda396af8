"""A hospital's system that writes lists into a folder, and reads from another what is filed.

`in` takes lists of patients and of stays, CSV or XLSX; `out` has one file for each document.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from flows.arrivals import DONE, MARK, REFUSED, UNFINISHED, Arrivals
from flows.his.adapter import Answer, stay
from flows.lexicons.columns import Bad, Cells, table
from flows.lexicons.sheet import read, sheets
from flows.messages import tr_error
from flows.moved import move, tell
from flows.people.files import BYTES, ROWS, source
from models.errors import DeliveryError, UsageError
from models.hospital import Asked, Notice, Prescription, Stay
from models.settings import Watch
from storage.durable import make_folder, written

IN, OUT = "in", "out"
TOLD = ("document_id version filed_at type patient_id stay_code issued_on address sha256").split()
"""What a file of `out`, or a row of a table, says of a document."""


class FolderHis:
    """A folder on this machine or a share. It cannot be asked: its lists come by themselves."""

    asks, tells = False, True

    def __init__(self, root: Path, settings: Watch) -> None:
        self._root, self._settings = root, settings
        self.name = root.name

    def check(self) -> list[tuple[str, str]]:
        """Return whether both folders are there, and how many files lie in them."""
        found = []
        for name in (IN, OUT):
            place = self._root / name
            files = [path for path in _listed(place) if not path.name.startswith(".")]
            found.append((name, f"files: {len(files)}"))
        return found

    def changes(self, since: str | None) -> Iterator[Answer]:
        """Yield what each finished file of `in` says; it goes to `done` once that is kept."""
        place = self._root / IN
        arrivals = Arrivals(place, self._settings)
        while True:
            paths = [path for path in _listed(place) if _is_list(path)]
            ready = [path for path in paths if arrivals.finished(path, place)]
            if ready or not arrivals.growing:
                break
            arrivals.growing = False
            time.sleep(self._settings.seconds)
        for path in ready:
            try:
                yield self._said(path)
            except UsageError as error:
                self._put_away(path, REFUSED, tr_error(str(error)))

    def look_up(self, asked: Asked, value: str) -> Answer:
        """Say nothing: a folder answers no question."""
        return Answer()

    def tell(self, notice: Notice) -> None:
        """Write what there is to say of a document, in place of what was said before."""
        said = {key: value for key, value in asdict(notice).items() if key in TOLD}
        data = json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
        place = self._root / OUT
        try:
            make_folder(place)
            with written([data], place) as (path, _):
                path.replace(place / f"{notice.document_id}.json")
        except OSError as error:
            raise _away(error) from error

    def _said(self, path: Path) -> Answer:
        """Return what a list says; UsageError where it is one of neither kind."""

        def kept() -> None:
            self._put_away(path, DONE)

        data = read(path, BYTES)
        people: tuple[tuple[int, Cells | Bad], ...] = ()
        try:
            visits = table("stays", sheets(data, ROWS), page="his").rows
        except UsageError:
            return Answer(tuple(source(path).rows), kept=kept)
        found = list(told(visits))
        try:
            people = tuple(source(path).rows)
        except UsageError:
            people = ()  # it names stays, and nobody's name
        orders = tuple(order for _, order in found if order)
        return Answer(people, tuple(visit for visit, _ in found), orders, kept)

    def _put_away(self, path: Path, where: str, why: str = "") -> None:
        try:
            target = move(self._root / IN, self._root, path, where)
            if why:
                tell(target, why)
            path.with_name(path.name + MARK).unlink(missing_ok=True)
        except OSError as error:
            raise _away(error) from error


def told(rows: Iterator[tuple[int, Cells | Bad]]) -> Iterator[tuple[Stay, Prescription | None]]:
    """Yield the stays of a list; rows that tell none are left out."""
    for _, cells in rows:
        try:
            if not isinstance(cells, Bad):
                yield stay(cells)
        except Bad:
            continue


def _is_list(path: Path) -> bool:
    name = path.name.lower()
    hidden = name.startswith((".", "~$"))
    whole = path.is_file() and not path.is_symlink()
    return whole and not hidden and not name.endswith(UNFINISHED)


def _listed(place: Path) -> list[Path]:
    try:
        return sorted(place.iterdir())
    except OSError as error:
        raise _away(error) from error


def _away(error: OSError) -> DeliveryError:
    return DeliveryError(
        "The folder of the hospital's system cannot be used"
        f" ({error.strerror}): see that his.folder is there and holds `in` and `out`."
    )
