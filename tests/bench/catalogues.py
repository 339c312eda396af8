"""Catalogues to be asked by a bench, on either database, and how long their answers take."""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import text

from storage.catalogue import Catalogue
from tests.servers import cluster


def options(parser: argparse.ArgumentParser) -> None:
    """Add which database is asked, and whether what it was asked before counts."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--postgres", action="store_true", help="a server of its own, not a file")
    which.add_argument("--url", help="this database; it is not filled again where it has rows")
    parser.add_argument("--times", type=int, default=60, help="questions of each kind")
    parser.add_argument("--cold", action="store_true", help="before each, forget those before")


@contextmanager
def opened(asked: argparse.Namespace) -> Iterator[tuple[Catalogue, Callable[[], None]]]:
    """Give the catalogue that the options name, and what has the machine forget it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.postgres:
            with cluster(folder) as server, _catalogue(server.url) as catalogue:

                def forget() -> None:
                    catalogue.close()
                    server.restart()
                    forget_files(server.data)
                    settle(catalogue, "SELECT 1")

                yield catalogue, forget
            return
        with _catalogue(asked.url or f"sqlite:///{folder}/catalogue.sqlite") as catalogue:
            yield catalogue, partial(forget_sqlite, catalogue)


@contextmanager
def _catalogue(url: str) -> Iterator[Catalogue]:
    with Catalogue(url, actor="lan") as catalogue:
        catalogue.check()
        yield catalogue


def forget_sqlite(catalogue: Catalogue) -> None:
    """Have nothing of the file of a catalogue in memory."""
    database = catalogue._database
    if not database.sqlite or database.url.database is None:
        raise SystemExit("--cold wants a file, or --postgres: other servers are not ours to stop.")
    catalogue.close()
    forget_files(Path(database.url.database).parent)
    settle(catalogue, "SELECT 1")


def forget_files(folder: Path) -> None:
    """Have the system hold nothing of the files of a folder in memory."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def settle(catalogue: Catalogue, how: str = "") -> None:
    """Run a statement by itself; by default what each database does by itself after a while."""
    database = catalogue._database
    how = how or ("ANALYZE" if database.sqlite else "VACUUM ANALYZE")
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(how))


def table(
    questions: Mapping[str, Callable[[], object]], times: int, forget: Callable[[], None] | None
) -> None:
    """Ask each so many times; print the median and the 95th percentile of each, in ms."""
    every: list[float] = []
    print(f"{'question':<32}{'median':>9}{'p95':>9}")
    for name, question in questions.items():
        took = [_timed(question, forget) for _ in range(times)]
        every += took
        print(f"{name:<32}{statistics.median(took):>9.1f}{_p95(took):>9.1f}", flush=True)
    print(f"{'all':<32}{statistics.median(every):>9.1f}{_p95(every):>9.1f}")


def _timed(question: Callable[[], object], forget: Callable[[], None] | None) -> float:
    if forget:
        forget()
    begun = time.monotonic()
    question()
    return 1000 * (time.monotonic() - begun)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
