"""The pages of a document as searchable PDF/A-2b: the scan, and its words unseen over it.

Pages are turned upright by quarter turns, in the file's own geometry: no pixel is changed for
it, and a stamp at the margin stays. Skew stays as on paper; the words lie along it.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pikepdf.pdfa
from pikepdf.models.metadata import encode_pdf_date

from exports.picture import Layer, Picture
from exports.words import Sheet, TextLayer
from models.errors import EngineError
from models.page import Page

LEAST_POINTS, MOST_POINTS = 3, 14_400
"""The sides that a page of PDF/A-2 may have (ISO 19005-2, 6.1.13)."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: its picture and what was read on it."""

    picture: Picture
    page: Page


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself; no patient text.

    `document` is an id; `scan` is the SHA-256 in hex of the file as scanned, empty for many;
    `made` is when it was read, so that making the file again gives the same bytes; `language`
    is `vi` or `en`.
    """

    document: str
    scan: str
    software: str
    made: datetime
    language: str


def pdf(leaves: Iterable[Leaf], about: About) -> bytes:
    """Return PDF/A-2b of the pages; the same leaves give the same bytes.

    Leaves are taken one by one: only their encoded pictures are held. Raises EngineError where
    the font is missing or the file does not pass as PDF/A.
    """
    words = TextLayer()
    pictures = []
    for leaf in leaves:
        sheet = _sheet(leaf.picture, leaf.page)
        words.add(leaf.page, sheet)
        pictures.append((leaf.picture, sheet, leaf.page.rotation))
    with pikepdf.open(words.finished()) as file:
        for page, (picture, sheet, rotation) in zip(file.pages, pictures, strict=True):
            _paint(file, page, picture, _placing(picture.turn - rotation, sheet))
        out = io.BytesIO()
        archive(file, about, out)
        return out.getvalue()


def _sheet(picture: Picture, page: Page) -> Sheet:
    """Return the size in points of the page, upright."""
    across, down = (
        min(max(side * 72 / picture.dpi, LEAST_POINTS), MOST_POINTS)
        for side in (picture.width, picture.height)
    )
    turned = (picture.turn - page.rotation) % 180 != 0
    return Sheet(down, across) if turned else Sheet(across, down)


def _placing(turn: int, sheet: Sheet) -> tuple[float, ...]:
    """Return the matrix that lays the unit square on a sheet, turned clockwise by `turn`."""
    wide, high = sheet.width, sheet.height
    return {
        0: (wide, 0, 0, high, 0, 0),
        90: (0, -high, wide, 0, 0, high),
        180: (-wide, 0, 0, -high, wide, high),
        270: (0, high, -wide, 0, wide, 0),
    }[turn % 360]


def _paint(
    file: pikepdf.Pdf, page: pikepdf.Page, picture: Picture, placing: tuple[float, ...]
) -> None:
    """Paint the layers of a picture under what is on the page."""
    matrix = " ".join(f"{number:.4f}" for number in placing)
    painted = ""
    for place, layer in enumerate(picture.layers):
        name = pikepdf.Name(f"/Scan{place}")  # the name that pikepdf would give is a random one
        painted += f"{page.add_resource(_image(file, layer), pikepdf.Name.XObject, name)} Do "
    page.contents_add(f"q {matrix} cm {painted}Q".encode(), prepend=True)


def _image(file: pikepdf.Pdf, layer: Layer) -> pikepdf.Stream:
    image = pikepdf.Stream(file, layer.data)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = layer.width, layer.height
    image.Filter = pikepdf.Name(layer.filter)
    fax = layer.filter == "/CCITTFaxDecode"
    image.BitsPerComponent = 1 if fax else 8
    image.ColorSpace = pikepdf.Name.DeviceGray if layer.colours == 1 else pikepdf.Name.DeviceRGB
    if fax:
        image.DecodeParms = pikepdf.Dictionary(K=-1, Columns=layer.width, Rows=layer.height)
    if layer.mask:
        mask = _image(file, layer.mask)
        mask.ImageMask = True
        del mask.ColorSpace
        image.Mask = file.make_indirect(mask)
    return file.make_indirect(image)


def archived(data: bytes, about: About) -> bytes:
    """Return a PDF as PDF/A-2b; EngineError where it does not pass as that."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        archive(file, about, out)
    return out.getvalue()


def archive(file: pikepdf.Pdf, about: About, out: BinaryIO | Path) -> None:
    """Save a file as PDF/A-2b; the same pages give the same bytes.

    Raises EngineError where it does not pass as PDF/A.
    """
    for page in file.pages:
        # reportlab writes an empty transition, which the archival form does not allow.
        if "/Trans" in page:
            del page["/Trans"]
    file.Root.Lang = pikepdf.String(about.language)
    del file.docinfo  # what reportlab says of itself
    with file.open_metadata(set_pikepdf_as_editor=False) as said:
        said["dc:title"] = about.document
        said["dc:identifier"] = about.document
        if about.scan:
            said["dc:source"] = f"sha256:{about.scan}"
        said["dc:language"] = {about.language}
        said["xmp:CreatorTool"] = said["pdf:Producer"] = about.software
        said["xmp:CreateDate"] = said["xmp:ModifyDate"] = about.made.isoformat()
    file.docinfo[pikepdf.Name.CreationDate] = encode_pdf_date(about.made)
    file.docinfo[pikepdf.Name.ModDate] = encode_pdf_date(about.made)
    pikepdf.pdfa.prepare(file, "2b")
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        # The time of making would give other bytes each time.
        said["xmp:MetadataDate"] = about.made.isoformat()
    try:
        pikepdf.pdfa.save(file, out, "2b", repair=False, deterministic_id=True)
    except pikepdf.pdfa.PdfaError as error:
        raise EngineError("A PDF/A could not be made; please report this.") from error
