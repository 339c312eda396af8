"""Tesseract: words and their places, and every way in which an engine can fail."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytesseract
import pytest

from models.errors import EngineError
from models.geometry import Box
from models.page import Word
from models.settings import Read
from pipeline.ink import Image
from pipeline.read import tesseract
from tests.pipeline.paper import NOTE, pixels, settings, sheet, write

READS = {
    name: settings().read.model_copy(update={"binding": name})
    for name in ("tesserocr", "pytesseract")
}
both = pytest.mark.parametrize("how", READS.values(), ids=READS.keys())
TEXT = "Chẩn đoán: Viêm phổi 38,5"


def drawn(text: str = TEXT) -> tuple[Image, list[Box]]:
    """A strip with a line of writing, and where each word was drawn on it."""
    image = sheet(900, 60)
    places, at = [], 20
    for part in text.split():
        places.append(write(image, part, (at, 8), 33))
        at = round(places[-1].right * 900) + 14
    return pixels(image), places


def words_of(strip: Image, how: Read, languages: str = "vie") -> tuple[Word, ...]:
    (words,) = tesseract.read([strip], 200, languages, how, 60)
    return words


@both
def test_words_stand_where_they_were_drawn(how: Read) -> None:
    strip, places = drawn()
    words = words_of(strip, how)
    assert [word.text for word in words] == TEXT.split()
    for word, place in zip(words, places, strict=True):
        assert word.box.centre == pytest.approx(place.centre, abs=0.01)
        assert word.box.middle == pytest.approx(place.middle, abs=0.1)
        assert word.box.covers(place) > 0.8
        assert 0.5 < word.confidence <= 1


@both
def test_strips_come_back_in_their_order(how: Read) -> None:
    strips = [drawn(text)[0] for text in NOTE]
    read = tesseract.read(strips, 200, "vie", how, 60)
    assert [" ".join(word.text for word in words) for words in read] == list(NOTE)


@both
def test_nothing_to_read(how: Read) -> None:
    assert tesseract.read([], 200, "vie", how, 60) == []


@both
def test_what_is_installed(how: Read) -> None:
    assert tesseract.version(how)[0].isdigit()
    assert {"vie", "eng"} <= tesseract.languages()


@both
def test_an_unknown_language_is_refused_with_advice(how: Read) -> None:
    with pytest.raises(EngineError, match=r"`xyz` installed\?.*apt-get install tesseract-ocr-?"):
        words_of(drawn()[0], how, "xyz")


@both
def test_a_folder_without_languages_is_refused(how: Read, tmp_path: Path) -> None:
    elsewhere = how.model_copy(update={"tessdata": str(tmp_path)})
    with pytest.raises(EngineError, match="is the language"):
        words_of(drawn()[0], elsewhere)


@both
def test_a_page_that_takes_too_long_is_given_up(how: Read) -> None:
    strip, _ = drawn()
    with pytest.raises(EngineError, match="longer than 1 s"):
        tesseract.read([strip] * 400, 200, "vie", how, 1)
    assert len(words_of(strip, how)) == len(TEXT.split())


ASK = """
import numpy as np
from tests.pipeline import test_read as t
for ask in (t.tesseract.languages, lambda: t.tesseract.version(t.READS["pytesseract"]),
            *(lambda how=how: t.words_of(t.drawn()[0], how)
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
    strip, _ = drawn()
    engine(tmp_path, monkeypatch, script)
    with pytest.raises(EngineError, match=message) as refusal:
        tesseract.read([strip], 200, "vie", READS["pytesseract"], 1)
    assert refusal.value.exit_code == 4


def test_an_engine_that_may_not_be_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path, monkeypatch, "exit 0")
    (tmp_path / "tesseract").chmod(0o600)
    with pytest.raises(EngineError):
        words_of(drawn()[0], READS["pytesseract"])


def test_messages_bear_no_text_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(tmp_path, monkeypatch, "echo 'Trần Thị Hà' >&2; exit 1")
    with pytest.raises(EngineError) as refusal:
        words_of(drawn()[0], READS["pytesseract"])
    assert "Hà" not in str(refusal.value)
