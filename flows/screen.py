"""What people see: results on stdout, everything else on stderr."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flows.messages import tr

if TYPE_CHECKING:
    from rich.progress import Progress

WIDE = 10_000
"""Columns of a table that goes to a file or a pipe: no line is broken there."""

EVERY_SECONDS = 5.0
"""How often progress is told where it cannot be drawn."""


def say(text: str) -> None:
    """Tell a person something: on stderr, at once."""
    print(text, file=sys.stderr, flush=True)


def result(text: str) -> None:
    """Write a line of the result: on stdout."""
    print(text, flush=True)


def result_json(thing: object) -> None:
    """Write the result as one JSON document."""
    result(json.dumps(thing, ensure_ascii=False, indent=2))


def result_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows under headings; numbers stand to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    every = [list(row) for row in rows]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, head in enumerate(heads):
        numbers = bool(every) and all(isinstance(row[place], int | float) for row in every)
        table.add_column(Text(head), justify="right" if numbers else "left", overflow="fold")
    for row in every:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else WIDE
    Console(file=sys.stdout, width=width, highlight=False, emoji=False).print(table)


class Pages:
    """Pages done, rate and time left: a bar on a terminal, else a line now and then.

    Call `done` from any thread. `rate` counts from the making of this object.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._done: set[tuple[str, int]] = set()
        self._start = self._told = time.monotonic()
        self._bar: Progress | None = None

    @property
    def count(self) -> int:
        """Pages done so far; one that is tried again counts once."""
        return len(self._done)

    @property
    def rate(self) -> float:
        """Pages per minute so far."""
        return 60 * self.count / max(time.monotonic() - self._start, 1e-3)

    def done(self, sha256: str, number: int) -> None:
        """Count one page of a scan."""
        self._done.add((sha256, number))
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=self.count, rate=self.rate)
        elif time.monotonic() - self._told > EVERY_SECONDS or self.count == self.total:
            self._told = time.monotonic()
            say(self.line())

    def line(self) -> str:
        """Return how far it is, in words."""
        left = round(60 * (self.total - self.count) / max(self.rate, 1e-3))
        return tr(
            "pages: {count} of {total}, {rate:.1f} a minute, {left} left",
            count=self.count,
            total=self.total,
            rate=self.rate,
            left=f"{left // 60}:{left % 60:02d}",
        )

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show progress while the block runs."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        parts = (
            BarColumn(),
            TextColumn(
                tr(
                    "pages: {count} of {total}",
                    count="{task.completed:.0f}",
                    total="{task.total:.0f}",
                )
            ),
            TextColumn(tr("{rate} a minute", rate="{task.fields[rate]:.1f}")),
            TimeRemainingColumn(),
        )
        with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
            bar.add_task("", total=self.total, completed=self.count, rate=0.0)
            self._bar = bar
            yield
            self._bar = None


def agreed(question: str, *, yes: bool) -> bool:
    """Return whether a person agrees; without a terminal nobody is asked and it is so."""
    if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes", "c", "có"}
