"""Scan files with their truth: what a scanner delivers, and what it says."""

import io
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image as Pillow

from training.forms.sheet import Sheet, Truth
from training.paper import Image, Printer
from training.scanner import scanned

DPI = 200
QUALITY = 52
_EPOCH = time.gmtime(0)


@dataclass(frozen=True)
class Plan:
    """One scan file to be made.

    `upside_down` and `blank_after` are page numbers from 1; `colour` keeps the inks' colours.
    """

    name: str
    sheets: tuple[Sheet, ...]
    condition: str
    seed: int
    upside_down: int = 0
    blank_after: int = 0
    colour: bool = False


def make(plan: Plan, printer: Printer, scans: Path, truths: Path) -> int:
    """Write a scan and its truth; return the number of pages."""
    images, pages, documents = _scan(plan, printer)
    path = scans / plan.name
    if plan.condition == "born-digital":
        path.write_bytes(_settled(printer.pdf(plan.sheets[0])))
    else:
        save(images, path)
    truth = {"scan": plan.name, "pages": pages, "documents": documents}
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    truths.joinpath(f"{plan.name}.json").write_text(text + "\n", encoding="utf-8")
    return len(pages)


def save(images: Sequence[Image], path: Path) -> None:
    """Write pages, grey or BGR, as the kind of file that the name's ending tells."""
    pages = [Pillow.fromarray(image[..., ::-1] if image.ndim == 3 else image) for image in images]
    rest, dpi = pages[1:], (DPI, DPI)
    if path.suffix == ".pdf":
        pages[0].save(
            path,
            save_all=True,
            append_images=rest,
            resolution=DPI,
            quality=QUALITY,
            creationDate=_EPOCH,
            modDate=_EPOCH,
        )
    elif path.suffix == ".tif":
        # As a fax machine or a scanner set to text: black and white, CCITT group 4.
        sharp = [page.point(lambda level: 255 * (level > 150)).convert("1") for page in pages]
        sharp[0].save(path, save_all=True, append_images=sharp[1:], compression="group4", dpi=dpi)
    elif path.suffix == ".png":
        # 16 greys, as office scanners store them.
        pages[0].point(lambda level: level // 16 * 17).save(path, dpi=dpi, optimize=True)
    else:
        pages[0].save(path, quality=QUALITY + 8, dpi=dpi)


def _scan(plan: Plan, printer: Printer) -> tuple[list[Image], list[Truth], list[Truth]]:
    images: list[Image] = []
    pages: list[Truth] = []
    documents: list[Truth] = []
    for sheet in plan.sheets:
        numbers = []
        for image, text in zip(_printed(plan, printer, sheet), sheet.inks(), strict=True):
            number = len(pages) + 1
            rotation = 180 if number == plan.upside_down else 0
            pages.append(_page(plan, images, image, text, rotation))
            numbers.append(number)
            if number == plan.blank_after:
                blank = np.full_like(image, 252)
                pages.append(_page(plan, images, blank, "", 0))
        documents.append({"pages": numbers, **sheet.truth})
    return images, pages, documents


def _printed(plan: Plan, printer: Printer, sheet: Sheet) -> list[Image]:
    if plan.condition == "born-digital":
        return [np.full((8, 8), 255, np.uint8) for _ in sheet.pages]
    return printer.images(sheet, colour=plan.colour)


def _page(plan: Plan, images: list[Image], image: Image, text: str, rotation: int) -> Truth:
    skew = 0.0
    if plan.condition != "born-digital":
        image, skew = scanned(image, plan.condition, plan.seed * 100 + len(images))
    images.append(np.ascontiguousarray(np.rot90(image, 2)) if rotation else image)
    return {
        "page": len(images),
        "condition": plan.condition,
        "rotation": rotation,
        "skew": round(skew, 2),
        "blank": not text,
        "dpi": DPI,
        "text": text,
    }


def _settled(pdf: bytes) -> bytes:
    """Return a PDF without the times and the random name that it was made with."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.docinfo
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()
