"""Papers for the desk: drawn where their words were read, so that no page is read for a test."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFont

from flows import readings
from flows.configuration import reading_key
from flows.house import House
from models.codec import encode
from models.decision import Picture
from models.document import Scan
from models.page import Line, Mark, MarkKind, Page
from storage import keys
from storage.rows import DocumentRow
from tests.extractors.forms import PRESCRIPTION, page
from tests.flows.command import FONT
from tests.flows.filed import done

SECOND = """
    Họ và tên: {name}    Mã BN: {number}
    Bệnh nhân tỉnh, tiếp xúc tốt, không sốt, ăn ngủ được, tiếp tục theo dõi tại phòng
    Huyết áp ổn định, mạch đều, phổi thông khí rõ, bụng mềm, không đau, đi lại được
"""


def second_page(name: str = "TRẦN THỊ HA", number: int = 20241234) -> Page:
    """A page that goes on after a prescription."""
    return page(SECOND.format(name=name, number=number))


def prescription(name: str = "TRẦN THỊ HA", number: int = 20241234) -> Page:
    """A prescription of somebody."""
    return page(PRESCRIPTION.format(name=name, number=number, day=12))


def doubted(read: Page, text: str, other: str, confidence: float = 0.5) -> Page:
    """The same page, on which the second reader read `other` where the first read `text`."""

    def change(line: Line) -> Line:
        words = (
            replace(word, other=other, confidence=confidence) if word.text == text else word
            for word in line.words
        )
        return replace(line, words=tuple(words))

    return replace(read, lines=tuple(map(change, read.lines)))


def by_hand(read: Page) -> Page:
    """The same page as if a hand had written all of it."""
    marks = tuple(Mark(word.box, MarkKind.HANDWRITING) for word in read.words)
    return replace(read, marks=marks)


def drawn(read: Page) -> Image.Image:
    """The page as its words lie on it."""
    image = Image.new("RGB", (read.width, read.height), "white")
    pen = ImageDraw.Draw(image)
    for word in read.words:
        box = word.box
        left, top = box.left * read.width, box.top * read.height
        wide, high = box.width * read.width, box.height * read.height
        size = high
        while ImageFont.truetype(FONT, size).getlength(word.text) > wide and size > 6:
            size -= 1
        pen.text((left, top), word.text, fill="black", font=ImageFont.truetype(FONT, size))
    return image


def file(house: House, name: str, pages: Sequence[Page], batch: str = "b") -> DocumentRow:
    """File a scan of one document, drawn and read; return the document."""
    scan = received(house, name, pages, batch)
    for number, read in enumerate(pages, 1):
        keep(house, scan.sha256, number, read)
    row, *_ = done(house, scan.sha256)
    return row


def going_on(house: House, name: str, pages: Sequence[Page], batch: str = "b") -> DocumentRow:
    """File a document of which each page is a file of one chart."""
    scans = [received(house, f"{name}/{n}", [read], batch) for n, read in enumerate(pages, 1)]
    files = {one.file: name for one in house.catalogue.batches.came(batch)}
    house.catalogue.batches.group(batch, files)
    house.catalogue.binding.bind(batch)
    for number, (scan, read) in enumerate(zip(scans, pages, strict=True), 1):
        picture = Picture(scan.sha256, 1, scan.media_type) if number > 1 else None
        keep(house, scans[0].sha256, number, read, picture)
    row, *_ = done(house, scans[0].sha256)
    return row


def received(house: House, name: str, pages: Sequence[Page], batch: str) -> Scan:
    """Receive a scan of pages that are drawn."""
    buffer = io.BytesIO()
    first, *rest = [drawn(read) for read in pages]
    first.save(buffer, "TIFF", save_all=True, append_images=rest, dpi=(150, 150))
    data = buffer.getvalue() + name.encode()
    scan = Scan(hashlib.sha256(data).hexdigest(), "image/tiff", len(data), len(pages))
    house.store.put(keys.original(scan.sha256), data)
    house.catalogue.receipts.open_batch(batch)
    house.catalogue.receipts.receive(batch, f"{name}.tif", scan)
    return scan


def keep(
    house: House, sha256: str, number: int, read: Page, picture: Picture | None = None
) -> None:
    """Keep what was read on a page, as if it had been read."""
    page = replace(read, number=number)
    reading = readings.Reading(page, {}, "2026-11-02T08:15:00+07:00", picture=picture)
    key = reading_key(sha256, number, house.settings, picture=picture)
    path = keys.derived(sha256, number, "read", key, "json")
    house.store.put(path, encode(readings.READING, reading))
