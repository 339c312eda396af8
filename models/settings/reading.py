"""From files to fields."""

from typing import Annotated, Literal

from pydantic import Field

from models.settings.section import Section, Share


class Limits(Section):
    """What is refused before it is decoded."""

    file_bytes: Annotated[int, Field(gt=0)]
    """Largest file, in bytes."""
    pages: Annotated[int, Field(gt=0)]
    """Most pages of one file."""
    page_pixels: Annotated[int, Field(gt=0)]
    """Most pixels (width x height) of one page, as stored or as rendered."""
    free_bytes: Annotated[int, Field(ge=0)]
    """Disk space that is left untouched under SOHOA_HOME, in bytes."""
    seconds: Annotated[int, Field(gt=0)]
    """Longest time that decoding one page may compute, or an outside program take for it."""
    memory: Annotated[int, Field(ge=512 << 20)]
    """Most memory of a process that decodes, in bytes of its address space."""


class Ingest(Section):
    """From file to page images."""

    dpi: Annotated[int, Field(ge=72, le=1200)]
    """Resolution of rendered pages that hold no single image."""
    least_dpi: Annotated[int, Field(ge=50, le=600)]
    """An image that claims less is taken to be an A4 page wide."""


class Clean(Section):
    """From page image to upright, even page."""

    least_dpi: Annotated[int, Field(ge=100, le=600)]
    """Pages of a lower resolution are enlarged to it before they are read."""
    most_dpi: Annotated[int, Field(ge=100, le=600)]
    """Pages of a higher resolution are reduced to it before they are read."""
    deskew_degrees: Annotated[float, Field(ge=0, le=45)]
    """Largest skew that is looked for."""
    leaders: bool
    """Take dotted leaders off before reading."""


class Read(Section):
    """From clean page to words."""

    binding: Literal["tesserocr", "pytesseract"]
    """Tesseract inside this process, or the system's command started for each page."""
    languages: str
    """Tesseract language, as in `vie` or `eng`; several joined by `+`."""
    english: str
    """Tesseract language that pages found to be English are read again with; empty: not again."""
    second: Literal["never", "doubtful", "all"]
    """What the second reader, AsterNet, reads as well: doubtful words, or every line."""
    second_below: Share
    """A word is doubtful that Tesseract is less sure of; so are numbers, and ink without a word."""
    longest: Annotated[int, Field(ge=640, le=4096)]
    """Pixels of the page's longer side as the detector of lines sees it."""
    turned_below: Share
    """A page whose mean word confidence is lower is tried upside down."""
    tessdata: str
    """Folder of language files; empty for Tesseract's own."""


class Quality(Section):
    """What is asked of a scan."""

    rescan_below: Share
    """A page of a lower legibility is filed as read, and asked for again."""


class Forms(Section):
    """How the papers of a chart are told apart."""

    folder: str
    """Folder of a hospital's own forms; empty for `forms` under SOHOA_HOME."""


class Extract(Section):
    """From words to fields."""

    model: bool
    """Use the trained language model beside the rules."""
    sense: bool
    """Check values against each other and against what can be, and doubt what does not fit."""


class Accept(Section):
    """How sure a value must be to pass unseen, by group: one that is less sure waits for review.

    `sohoa thresholds` chooses these from the share of errors that is bearable.
    """

    identity: Share
    """The patient's fields."""
    encounter: Share
    diagnoses: Share
    medications: Share
    lab_results: Share
    vital_signs: Share
    other: Share
    """Type of document, procedures, imaging, allergies."""
    handwritten: Share
    """Anything written by hand, besides what its group asks."""
