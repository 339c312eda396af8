"""Tesseract: words and their places, and every way in which an engine can fail."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytesseract
import pytest
from PIL import Image

from models.errors import EngineError
from models.geometry import Box
from models.page import IDENTITY
from models.settings import Read
from pipeline.clean import CleanPage
from pipeline.read import tesseract
from pipeline.rules import Rules
from tests.pipeline.paper import NOTE, note, pixels, settings, sheet, write

READS = {
    # Words that stand alone: the mode that seeks them one by one.
    name: settings().read.model_copy(update={"binding": name, "psm": 11})
    for name in ("tesserocr", "pytesseract")
}
both = pytest.mark.parametrize("how", READS.values(), ids=READS.keys())
TEXT = ["Chẩn", "đoán", "Viêm", "phổi", "38,5"]


def page_of(image: Image.Image) -> CleanPage:
    return CleanPage(pixels(image), 200, IDENTITY, 0, Rules())


def drawn() -> tuple[CleanPage, dict[str, Box]]:
    """A small page of single words, and where each was drawn."""
    image = sheet(900, 300)
    places = {}
    for k, text in enumerate(TEXT):
        places[text] = write(image, text, (40 + 170 * k, 60 + 60 * (k % 2)), 33)
    return page_of(image), places


@both
def test_words_stand_where_they_were_drawn(how: Read) -> None:
    page, places = drawn()
    words = tesseract.read(page, "vie", how, 60)
    assert sorted(word.text for word in words) == sorted(TEXT)
    for word in words:
        place = places[word.text]
        assert word.box.centre == pytest.approx(place.centre, abs=0.01)
        assert word.box.middle == pytest.approx(place.middle, abs=0.02)
        assert word.box.covers(place) > 0.8
        assert 0.5 < word.confidence <= 1


def test_both_ways_read_the_same_words() -> None:
    page = page_of(note(200, times=1).crop((0, 0, 1654, 500)))
    one, other = (tesseract.read(page, "vie", how, 60) for how in READS.values())
    assert [word.text for word in one] == [word.text for word in other]


@both
def test_an_empty_page_has_no_words(how: Read) -> None:
    assert tesseract.read(page_of(sheet(400, 300)), "vie", how, 60) == ()


@both
def test_pages_leave_nothing_behind_for_the_next(how: Read) -> None:
    page, _ = drawn()
    first = tesseract.read(page, "vie", how, 60)
    tesseract.read(page_of(sheet(300, 400)), "vie", how, 60)
    assert tesseract.read(page, "vie", how, 60) == first


@both
def test_what_is_installed(how: Read) -> None:
    assert tesseract.version(how)[0].isdigit()
    assert {"vie", "eng"} <= tesseract.languages()


@both
def test_an_unknown_language_is_refused_with_advice(how: Read) -> None:
    with pytest.raises(EngineError, match=r"`xyz` installed\?.*apt-get install tesseract-ocr-?"):
        tesseract.read(drawn()[0], "xyz", how, 60)


@both
def test_a_folder_without_languages_is_refused(how: Read, tmp_path: Path) -> None:
    elsewhere = how.model_copy(update={"tessdata": str(tmp_path)})
    with pytest.raises(EngineError, match="is the language"):
        tesseract.read(drawn()[0], "vie", elsewhere, 60)


@both
def test_a_page_that_takes_too_long_is_given_up(how: Read) -> None:
    newsprint = sheet(2480, 3508)
    for k in range(88):
        write(newsprint, " ".join(NOTE[k % 7 : k % 7 + 2]), (100, 60 + 38 * k), 28)
    page = page_of(newsprint)
    with pytest.raises(EngineError, match="longer than 1 s"):
        tesseract.read(page, "vie", how, 1)
    small, _ = drawn()
    assert len(tesseract.read(small, "vie", how, 60)) == len(TEXT)


ASK = """
import numpy as np
from tests.pipeline import test_read as t
for ask in (t.tesseract.languages, lambda: t.tesseract.version(t.READS["pytesseract"]),
            *(lambda how=how: t.tesseract.read(t.drawn()[0], "vie", how, 9)
              for how in t.READS.values())):
    try:
        ask()
    except t.EngineError as refusal:
        print(refusal)
"""


def test_a_missing_engine_is_told_with_advice(tmp_path: Path) -> None:
    """The program alone in a process whose PATH is empty."""
    bare = {**os.environ, "PATH": str(tmp_path)}
    asked = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, env=bare, timeout=60
    )
    assert asked.returncode == 0, asked.stderr
    told = asked.stdout.splitlines()
    assert len(told) == 4
    assert all("not installed" in line and "make setup" in line for line in told)


def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of our own in Tesseract's place."""
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(program))


BROKEN = {
    "it fails": ("exit 1", "."),
    "it is killed": ("kill -9 $$", "."),
    "it takes too long": ("exec sleep 20", "longer than 1 s"),
    "it writes nothing": ("exit 0", "."),
    "it writes no UTF-8": ("printf '\\377\\376\\n' > \"$2.tsv\"", "."),
    "it complains in no UTF-8": ("printf '\\377\\376\\n' >&2; exit 1", "."),
}


@pytest.mark.parametrize(("script", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_engine_is_told(
    script: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = drawn()
    engine(tmp_path, monkeypatch, script)
    with pytest.raises(EngineError, match=message) as refusal:
        tesseract.read(page, "vie", READS["pytesseract"], 1)
    assert refusal.value.exit_code == 4


def test_an_engine_that_may_not_be_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path, monkeypatch, "exit 0")
    (tmp_path / "tesseract").chmod(0o600)
    with pytest.raises(EngineError):
        tesseract.read(drawn()[0], "vie", READS["pytesseract"], 60)


def test_messages_bear_no_text_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(tmp_path, monkeypatch, "echo 'Trần Thị Hà' >&2; exit 1")
    with pytest.raises(EngineError) as refusal:
        tesseract.read(drawn()[0], "vie", READS["pytesseract"], 60)
    assert "Hà" not in str(refusal.value)
