"""What the scan room says of a batch, and how that agrees with the files that came."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from models.errors import UsageError

LONGEST = 100
"""Most letters of a label."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A batch as it was handed over; None is what nobody said.

    `box` and `shelf` are the labels on them, `operator` who scanned. `charts` are folders of
    paper, `pages` sides as scanned, blank ones too.
    """

    box: str | None = None
    shelf: str | None = None
    operator: str | None = None
    charts: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a manifest: a file, or a folder with all that is in it, by its path there."""

    path: str
    chart: str
    pages: int | None = None

    def names(self, file: str) -> bool:
        """Return whether a file of the batch is the one, or in the folder, that is meant."""
        return file == self.path or file.startswith(f"{self.path}/")


@dataclass(frozen=True, slots=True)
class Came:
    """A file of a batch. `sha256` is None where its bytes could not be kept."""

    file: str
    sha256: str | None
    pages: int
    chart: str | None = None


class Off(StrEnum):
    """In what a batch is not as it was declared."""

    PAGES = "pages"
    CHARTS = "charts"
    MISSING = "missing"
    """What a line names did not come."""
    COUNT = "count"
    """What a line names has another number of pages."""
    UNLISTED = "unlisted"
    """A file that no line names."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that was declared and found otherwise. `path` is empty for the batch itself.

    `declared` is None where nothing was said of it; of a missing file `found` is 0.
    """

    off: Off
    path: str
    declared: int | None
    found: int


SENTENCES = {
    (Off.PAGES, True): "{declared} pages were declared, {found} came: {off} are missing.",
    (Off.PAGES, False): "{declared} pages were declared, {found} came: {off} too many.",
    (Off.CHARTS, True): "{declared} charts were declared, {found} came: {off} are missing.",
    (Off.CHARTS, False): "{declared} charts were declared, {found} came: {off} too many.",
    (Off.COUNT, True): "{path}: {declared} pages were declared, {found} came: {off} are missing.",
    (Off.COUNT, False): "{path}: {declared} pages were declared, {found} came: {off} too many.",
    (Off.MISSING, True): "{path}: it did not come.",
    (Off.UNLISTED, False): "{path}: {found} pages came that the manifest does not name.",
}
"""What a clerk is told, in English, by what is off and whether it is too little."""


def told(gap: Gap) -> tuple[str, dict[str, object]]:
    """Return the sentence for a gap, in English, and the values for its names."""
    little = gap.off is Off.MISSING or gap.found < (gap.declared or 0)
    off = abs(gap.found - (gap.declared or 0))
    return SENTENCES[gap.off, little], {**asdict(gap), "off": off}


def gaps(declared: Declared, lines: Sequence[Line], files: Sequence[Came]) -> tuple[Gap, ...]:
    """Return in what a batch is not as declared: itself first, then file by file.

    The same bytes under two names are counted once in the pages of the batch. Charts are only
    compared where the files tell of which they are.
    """
    found, charts = pages_of(files), {one.chart for one in files if one.chart}
    whole = []
    if declared.pages is not None and declared.pages != found:
        whole.append(Gap(Off.PAGES, "", declared.pages, found))
    if declared.charts is not None and charts and declared.charts != len(charts):
        whole.append(Gap(Off.CHARTS, "", declared.charts, len(charts)))
    listed = [gap for line in lines if (gap := _of_line(line, files))]
    others = [one for one in files if lines and not any(line.names(one.file) for line in lines)]
    return (*whole, *listed, *(Gap(Off.UNLISTED, one.file, None, one.pages) for one in others))


def pages_of(files: Sequence[Came]) -> int:
    """Return how many pages came, the same bytes counted once."""
    return sum({one.sha256 or one.file: one.pages for one in files}.values())


def _of_line(line: Line, files: Sequence[Came]) -> Gap | None:
    mine = [one for one in files if line.names(one.file)]
    if not mine:
        return Gap(Off.MISSING, line.path, line.pages, 0)
    found = pages_of(mine)
    same = line.pages is None or line.pages == found
    return None if same else Gap(Off.COUNT, line.path, line.pages, found)


def checked(said: Declared) -> Declared:
    """Return what was given by options or a form; UsageError for what is no label."""
    return replace(
        said, box=_label(said.box), shelf=_label(said.shelf), operator=_label(said.operator)
    )


def _label(text: str | None) -> str | None:
    """Return a label with single spaces, None for an empty one; UsageError for what is none."""
    plain = " ".join((text or "").split())
    if len(plain) > LONGEST or not plain.isprintable():
        raise UsageError("A label has at most 100 letters.")
    return plain or None
