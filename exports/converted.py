"""A copy of a converted document: a line at the foot of each page says how it came to be.

Room for the line is made below the page, so that nothing is covered and the page keeps its
scale. The file's metadata say the same, in properties that PDF/A knows without being told of them.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
from reportlab.lib import colors
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from exports.pdf import MOST_POINTS
from exports.words import FONT, font
from models.errors import EngineError

SIZE, LEADING, MARGIN = 7.0, 9.0, 24.0
"""Points, on a page of A4; on narrower pages all three are less by as much."""
_WIDE = 595.0


@dataclass(frozen=True, slots=True)
class Note:
    """What a copy says of its conversion: a `line` to be read, and the same as named `values`."""

    line: str
    values: Mapping[str, str]


def converted(path: Path, note: Note) -> bytes:
    """Return the copy of a document's PDF/A-2b as PDF/A-2b; the same come to the same bytes.

    Raises EngineError where the font is missing or the file does not pass as PDF/A.
    """
    with pikepdf.open(path) as file:
        _footed(file, note.line)
        with file.open_metadata(set_pikepdf_as_editor=False) as said:
            said["dc:description"] = note.line
            said["pdf:Keywords"] = "; ".join(f"{key}={value}" for key, value in note.values.items())
        out = io.BytesIO()
        try:
            pikepdf.pdfa.save(file, out, "2b", repair=False, deterministic_id=True)
        except pikepdf.pdfa.PdfaError as error:
            raise EngineError("A PDF/A could not be made; please report this.") from error
        return out.getvalue()


def _footed(file: pikepdf.Pdf, line: str) -> None:
    """Make room under each page, and write a line into it."""
    boxes = [[float(edge) for edge in page.mediabox] for page in file.pages]
    with _lines([box[2] - box[0] for box in boxes], line) as drawn:
        for page, (left, lower, right, upper), foot in zip(
            file.pages, boxes, drawn.pages, strict=True
        ):
            name = pikepdf.Name("/Foot")  # the name that pikepdf would give is a random one
            page.add_resource(file.copy_foreign(foot.as_form_xobject()), pikepdf.Name.XObject, name)
            # A page as long as pages may be has its foot over the margin.
            low = max(lower - float(foot.mediabox[3]), upper - MOST_POINTS)
            page.mediabox = pikepdf.Array([left, low, right, upper])
            # What the unseen words set, as not to be seen, holds until the end of the page.
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q q 1 0 0 1 {left:.4f} {low:.4f} cm {name} Do Q".encode())


def _lines(widths: list[float], line: str) -> pikepdf.Pdf:
    """Return a page of each width, as high as the line takes at it."""
    font()
    buffer = io.BytesIO()
    # Its first font must be ours too: the built-in ones are not embedded.
    named: Any = {"initialFontName": FONT}  # the stubs take it for a number
    canvas = Canvas(buffer, invariant=1, pageCompression=1, **named)
    for width in widths:
        scale = min(1.0, width / _WIDE)
        margin, leading = MARGIN * scale, LEADING * scale
        parts = simpleSplit(line, FONT, SIZE * scale, width - 2 * margin)
        height = leading * (len(parts) + 1)
        canvas.setPageSize((width, height))
        canvas.setStrokeColor(colors.grey)
        canvas.setLineWidth(0.4 * scale)
        canvas.line(margin, height - leading / 3, width - margin, height - leading / 3)
        canvas.setFont(FONT, SIZE * scale)
        for number, part in enumerate(parts, 1):
            canvas.drawString(margin, height - leading * (number + 0.25), part)
        canvas.showPage()
    canvas.save()
    buffer.seek(0)
    return pikepdf.open(buffer)
