"""How well sohoa reads, beside another program (`peer`), by condition and on real scans.

python -m tests.bench.reading --bench BENCH --scans SCANS [--every N] [--jobs 2] [--speed]

BENCH holds `dev/scans` and `dev/truth`, and may hold `score.py`; SCANS holds images and their
`truth.jsonl`. Errors are summed over pages; the interval is a bootstrap over pages.
"""

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from flows.settings import load
from tests.bench import peer, sohoa, throughput
from tests.bench.bound import bound
from tests.bench.folders import REAL, TruePage, given, say
from tests.bench.measures import Counts, Ruler, counted, ruler, spread, total

Texts = Mapping[tuple[str, int], str]
CONDITIONS = ("clean", "moderate", "heavy", "hand", "photo")
ALL = "all"
COLUMNS = "pages", "line CER", "95 % interval", "page CER", "words F1", "wrong marks"


def main() -> None:
    """Print the table, and with --speed that of the throughput too."""
    options = arguments(__doc__ or "", _speed)
    with tempfile.TemporaryDirectory(prefix="sohoa-reading-") as name:
        folder = Path(name)
        pages = given(options.bench, options.scans, folder, options.every)
        by = ruler(options.bench)
        pages = [page for page in pages if by.page_text(page.text)]
        read = {"sohoa": of_sohoa(pages, folder, options.jobs)}
        if peer.program():
            read[f"{peer.NAME} {peer.version()}"] = of_peer(pages, folder, options.jobs)
        else:
            say(peer.MISSING)
        table(pages, read, by)
        if options.speed:
            throughput.compare([p.scan for p in pages if p.condition != REAL], options.jobs)


def arguments(
    doc: str, more: Callable[[argparse.ArgumentParser], object] = id
) -> argparse.Namespace:
    """Read what all programs of this kind are told on the command line, and `more`."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--scans", type=Path, default=Path("../shared/reference/scans/government"))
    parser.add_argument("--every", type=int, default=1, help="take every Nth rendered scan only")
    parser.add_argument("--jobs", type=int, default=2, help="pages at once")
    more(parser)
    return parser.parse_args()


def _speed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--speed", action="store_true", help="measure the throughput too")


def of_sohoa(pages: Sequence[TruePage], folder: Path, jobs: int) -> Texts:
    """Return what `sohoa run` and `sohoa export` give as text.txt, by page."""
    home = folder / "var"
    say("sohoa reads ...")
    sohoa.run(sohoa.copied([page.scan for page in pages], folder / "scans"), home, jobs)
    return sohoa.texts(home, folder / "export")


def of_peer(pages: Sequence[TruePage], folder: Path, jobs: int) -> Texts:
    """Return what the other program gives as its sidecar, by page."""
    say(f"{peer.NAME} reads ...")
    (folder / "bound").mkdir()
    scans = {page.key[0]: page.scan for page in pages}
    settings = load({})[0]
    files = [bound(scan, folder / "bound", settings) for scan in scans.values()]
    read = zip(scans, peer.read(files, jobs), strict=True)
    return {
        (name, number): text for name, texts in read for number, text in enumerate(texts, start=1)
    }


def table(pages: Sequence[TruePage], read: Mapping[str, Texts], by: Ruler) -> None:
    """Print a line for each condition and program: rates in %."""
    widths = [max(14, len(column) + 2) for column in COLUMNS]
    heads = zip(COLUMNS, widths, strict=True)
    print(f"{'in %':10}{'':18}" + "".join(f"{column:>{width}}" for column, width in heads))
    counts = {name: measured(pages, texts, by) for name, texts in read.items()}
    for condition in (*CONDITIONS, ALL, REAL):
        places = [k for k, page in enumerate(pages) if belongs(page, condition)]
        for name in read if places else ():
            cells = row([counts[name][k] for k in places])
            line = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
            print(f"{condition:10}{name:18}{line}")


def measured(pages: Sequence[TruePage], texts: Texts, by: Ruler) -> list[Counts]:
    """Return the counts of each page; a page without a text is read as nothing."""
    return [counted(page.text, texts.get(page.key, ""), by) for page in pages]


def belongs(page: TruePage, condition: str) -> bool:
    """Return whether a page is counted under a condition; `all` is all that are rendered."""
    return page.condition == condition or (condition == ALL and page.condition != REAL)


def row(pages: Sequence[Counts]) -> list[str]:
    """Return the cells of one line of the table."""
    of, (low, high) = total(pages), spread(pages)
    return [
        str(len(pages)),
        percent(of.line_errors, of.line_letters),
        f"{100 * low:.2f} - {100 * high:.2f}",
        percent(of.page_errors, of.page_letters),
        percent(2 * of.words_both, of.words_read + of.words_true),
        percent(of.marks_wrong, of.marks),
    ]


def percent(part: int, whole: int) -> str:
    """Return a share in %."""
    return f"{100 * part / max(1, whole):.2f}"


if __name__ == "__main__":
    main()
