"""Pages with known text: those of a bench folder, real ones, or pages made for the purpose."""

import json
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

REAL = "real"
OWN_FORMS = 40
OWN_SEED = 77_000
"""Far from the seeds of the samples and of what the language model is trained on."""


@dataclass(frozen=True, slots=True)
class TruePage:
    """Page `number`, from 1, of a scan, and the words that stand on it, in reading order."""

    scan: Path
    number: int
    condition: str
    text: str

    @property
    def key(self) -> tuple[str, int]:
        """Name of the scan (NFC) and number: what a reader's text is found under."""
        return unicodedata.normalize("NFC", self.scan.name), self.number


def given(bench: Path, scans: Path, spare: Path, every: int = 1) -> list[TruePage]:
    """Return the pages, without blank ones, of every `every`-th rendered scan and of the real.

    Without a bench folder pages are made in `spare`. Says what is absent.
    """
    return [*rendered(bench, spare, every), *real(scans)]


def rendered(bench: Path, spare: Path, every: int = 1) -> list[TruePage]:
    """Return the pages of every `every`-th scan of the bench folder; else of own pages."""
    folder = bench / "dev"
    if not (folder / "truth").is_dir():
        say(f"{bench}: no dev/truth there. {OWN_FORMS // every} forms of our own are made instead.")
        folder = _made(spare / "own", every)
        every = 1
    pages = []
    for path in sorted((folder / "truth").glob("*.json"))[::every]:
        truth = json.loads(path.read_text(encoding="utf-8"))
        scan = folder / "scans" / truth["scan"]
        pages += [
            TruePage(scan, page["page"], page["condition"], page["text"])
            for page in truth["pages"]
            if not page["blank"]
        ]
    return pages


def real(scans: Path) -> list[TruePage]:
    """Return the pages of a folder of single-page images with truth.jsonl; none without it."""
    truth = scans / "truth.jsonl"
    if not truth.is_file():
        say(f"{scans}: no truth.jsonl there. Real pages are left out.")
        return []
    rows = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines() if line]
    return [TruePage(scans / row["image"], 1, REAL, row["text"]) for row in rows]


def say(line: str) -> None:
    """Tell the person who measures; tables alone go to stdout."""
    print(line, file=sys.stderr, flush=True)


def _made(folder: Path, every: int) -> Path:
    try:
        from training.samples import development, write
    except ImportError as error:
        raise SystemExit(f"Making pages needs `./setup.sh train` ({error.name}).") from error
    write(development(OWN_FORMS, OWN_SEED)[::every], folder / "scans", folder / "truth")
    return folder
