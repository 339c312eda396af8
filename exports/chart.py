"""All documents of a patient in one searchable PDF/A-2b, a bookmark for each."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from exports.pdf import About, archive


@dataclass(frozen=True, slots=True)
class Part:
    """A document: the file of its pages, which must stay until the chart is made, and its name."""

    path: Path
    title: str


def chart(parts: Iterable[Part], about: About, out: Path) -> None:
    """Write the documents one after the other; the same ones give the same bytes.

    Raises EngineError where what comes out does not pass as PDF/A.
    """
    # What pages hold is read from their files as the chart is saved.
    with ExitStack() as files, pikepdf.new() as made:
        begins: list[tuple[str, int]] = []
        for part in parts:
            begins.append((part.title, len(made.pages)))
            made.pages.extend(files.enter_context(pikepdf.open(part.path)).pages)
        with made.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, first) for title, first in begins)
        made.Root.PageMode = pikepdf.Name.UseOutlines
        archive(made, about, out)
