"""Batches as the scan room hands them over: what it declares, and what it is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.discover import Findings, Found
from flows.house import House
from flows.manifest import Manifest, manifest
from flows.messages import tr
from flows.names import printable
from models.batch import Declared, Gap, Line, told

SHOWN = 20
"""How many files of a ticket are named on a terminal."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What is said with a batch: its lines, None where there is no manifest, and charts.

    `folders` tells that each folder is one chart.
    """

    declared: Declared = field(default_factory=Declared)
    lines: tuple[Line, ...] | None = None
    folders: bool = False

    def charts(self, files: Iterable[str]) -> dict[str, str]:
        """Return the chart of each file of which the manifest says it."""
        lines = self.lines or ()
        named = {file: [line.chart for line in lines if line.names(file)] for file in files}
        return {file: found[0] for file, found in named.items() if found}

    def charts_of(self, files: Sequence[Found]) -> dict[str, str]:
        """Return the chart of each file: as the manifest says, else its folder's name."""
        own = {file.name: _folder(file) for file in files} if self.folders else {}
        return own | self.charts(file.name for file in files)


def handed(said: Declared, path: Path | None, *, folders: bool) -> Handed:
    """Return what is said by options and by the manifest at `path`; options win over it."""
    if path is None:
        return Handed(said, None, folders)
    listed: Manifest = manifest(path)
    told = {key: getattr(said, key) for key in Declared.__slots__}
    given = {key: value for key, value in told.items() if value is not None}
    return Handed(replace(listed.declared, **given), listed.lines, folders)


def without(findings: Findings, path: Path | None) -> Findings:
    """Return the files but for the manifest, which may lie among them."""
    if path is None:
        return findings
    own = path.absolute()
    files = tuple(file for file in findings.files if file.path.absolute() != own)
    return replace(findings, files=files)


def keep(house: House, name: str, said: Handed, files: Sequence[Found]) -> tuple[Gap, ...]:
    """Keep what was said of a batch whose files are received; return in what it is not so."""
    house.catalogue.batches.group(name, said.charts_of(files))
    house.catalogue.batches.declare(name, said.declared, said.lines)
    return settled(house, name)


def settled(house: House, name: str) -> tuple[Gap, ...]:
    """Return in what a batch is not as it was declared; where it is, its charts are bound."""
    gaps = house.catalogue.batches.gaps(name)
    if not gaps:
        house.catalogue.binding.bind(name)
    return gaps


def ticket(name: str, gaps: Sequence[Gap]) -> list[str]:
    """Return what the scan room is to do about a batch that is not as declared."""
    if not gaps:
        return []
    said = [f"- {sentence(gap)}" for gap in gaps[:SHOWN]]
    if len(gaps) > SHOWN:
        said.append(tr("... and {count} more", count=len(gaps) - SHOWN))
    wrong = tr("If the count was wrong: sohoa batch declare {batch} --pages NUMBER", batch=name)
    if any(gap.path for gap in gaps):
        wrong = tr(
            "If the manifest is wrong: correct it; sohoa batch declare {batch} --manifest FILE",
            batch=name,
        )
    return [
        tr("TICKET: batch {batch} is not as it was declared. It waits until it is.", batch=name),
        *said,
        tr("If pages are missing: scan them, and give the same command again."),
        wrong,
        tr(
            "If something does not belong here: sohoa withdraw SCAN (sohoa batch show {batch}"
            " names the scans)",
            batch=name,
        ),
    ]


def sentence(gap: Gap) -> str:
    """Return one thing that is not as declared, in a clerk's words."""
    message, values = told(gap)
    return tr(message, **values)


def words(said: Declared) -> str:
    """Return a line that tells what was declared; empty where nothing was."""
    parts = [
        tr("box {label}", label=said.box) if said.box else "",
        tr("shelf {label}", label=said.shelf) if said.shelf else "",
        tr("scanned by {name}", name=said.operator) if said.operator else "",
        tr("{count} charts declared", count=said.charts) if said.charts is not None else "",
        tr("{count} pages declared", count=said.pages) if said.pages is not None else "",
    ]
    return ", ".join(filter(None, parts))


def _folder(file: Found) -> str:
    """Return the first folder below the PATH given, else the folder that the file lies in."""
    first, _, rest = file.name.partition("/")
    return first if rest else printable(file.path.absolute().parent.name)
