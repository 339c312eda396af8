"""The version of every stage that decides what is read on a page."""

from pipeline import clean, ingest, layout, legibility, marks, quality
from pipeline.read import agree, aster, lines, tesseract

READING = {
    "ingest": ingest.VERSION,
    "clean": clean.VERSION,
    "quality": quality.VERSION,
    "legibility": legibility.VERSION,
    "lines": lines.VERSION,
    "tesseract": tesseract.VERSION,
    "asternet": aster.VERSION,
    "agree": agree.VERSION,
    "marks": marks.VERSION,
    "layout": layout.VERSION,
}
