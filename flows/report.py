"""What a run came to, as a table and as JSON."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from flows.house import House
from flows.listing import Entry, entries, entries_table
from flows.messages import tr, tr_error
from flows.screen import result
from models.errors import ImbalanceError, ScanRefused, StoreError
from storage.rows import Balance, Received

if TYPE_CHECKING:
    from flows.run import Ended

MOST_ROWS = 200
"""Documents in the table of a run; `sohoa list` shows them all."""

MOST_LINES = 50
"""Lines about refused files or waiting scans; `sohoa status` shows all refusals."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The end of a run. ``documents` are the first of the `count` there are."""

    batch: str
    documents: tuple[Entry, ...]
    count: int
    balance: Balance
    pages: int
    seconds: float
    problems: tuple[dict[str, str], ...]

    @property
    def rate(self) -> float:
        """Pages per minute, starting up counted."""
        return round(60 * self.pages / self.seconds, 1) if self.seconds else 0.0

    def as_json(self) -> dict[str, object]:
        """Return it with the keys of `--json`."""
        return {
            "batch": self.batch,
            "documents": [asdict(entry) for entry in self.documents],
            "balance": self.balance.as_json(),
            "pages_read": self.pages,
            "seconds": round(self.seconds, 1),
            "pages_per_minute": self.rate,
            "problems": list(self.problems),
        }


def summary(house: House, batch: str, ended: "Ended", most: int | None = MOST_ROWS) -> Summary:
    """Return what the batch holds now, `most` documents of it, and what this run did to it."""
    rows = house.catalogue.documents.find(batch=batch)
    problems = tuple(
        {"file": house.catalogue.receipts.names(end.sha256).file_name, "problem": end.problem}
        for end in ended.outcomes
        if end.problem and end.exit_code
    )
    return Summary(
        batch=batch,
        documents=entries(house, rows, most),
        count=len(rows),
        balance=house.catalogue.balances.of(batch),
        pages=ended.pages,
        seconds=ended.seconds,
        problems=problems,
    )


def balance_line(balance: Balance) -> str:
    """Return how the pages of a batch add up."""
    text = tr(
        "pages: {received} received = {filed} filed + {blank} blank + {rejected} rejected"
        " + {waiting} waiting; files received twice: {duplicates}",
        **{
            key: getattr(balance, key)
            for key in ("received", "filed", "blank", "rejected", "waiting", "duplicates")
        },
    )
    return text if balance.balanced else f"{text}  {tr('IT DOES NOT BALANCE')}"


def write(ended: Summary) -> None:
    """Write the end of a run for people."""
    entries_table(ended.documents)
    if ended.count > len(ended.documents):
        result(
            tr(
                "... and {count} more: sohoa list --batch {batch}",
                count=ended.count - len(ended.documents),
                batch=ended.batch,
            )
        )
    result(balance_line(ended.balance))
    if ended.pages:
        result(tr("pages per minute: {rate}", rate=ended.rate))
    for problem in ended.problems[:MOST_LINES]:
        result(
            tr(
                "{file} waits: {problem}",
                file=problem["file"],
                problem=tr_error(problem["problem"]),
            )
        )


def refusals(ended: "Ended") -> list[str]:
    """Return a line for each file that was refused or came twice in this run."""
    lines = []
    for receipt in ended.receipts:
        if receipt.refusal:
            lines.append(
                tr(
                    "{file}: refused ({reason}). {advice}",
                    file=receipt.file.name,
                    reason=tr(receipt.refusal.reason.value),
                    advice=tr_error(str(receipt.refusal)),
                )
            )
        elif receipt.state is Received.DUPLICATE:
            lines.append(
                tr(
                    "{file}: the same bytes were received before; counted once.",
                    file=receipt.file.name,
                )
            )
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES
        lines[MOST_LINES:] = [tr("... and {count} more: sohoa status", count=rest)]
    return lines


def exit_code(ended: "Ended", *, balanced: bool, alone: bool) -> int:
    """Return the exit code of a run; `alone`: it was asked for one file, by name."""
    codes = {end.exit_code for end in ended.outcomes} - {0}
    if ended.trouble:
        return StoreError.exit_code
    if codes:
        return min(codes)
    if not balanced or ended.gaps:
        return ImbalanceError.exit_code
    refused = alone and any(receipt.refusal for receipt in ended.receipts)
    return ScanRefused.exit_code if refused else 0
