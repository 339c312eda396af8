"""The second reader, with the network itself."""

from itertools import pairwise

import pytest

from models.errors import EngineError
from pipeline.read import aster, onnx
from tests.pipeline.paper import NOTE, pixels, sheet, write


def test_lines_of_print_are_read_word_for_word() -> None:
    strips, places = [], []
    for text in NOTE:
        image = sheet(1000, 56)
        places.append(write(image, text, (10, 6), 33))
        strips.append(pixels(image))
    read = aster.read(strips, 200)
    right = sum(
        " ".join(w.text for w in words) == text for words, text in zip(read, NOTE, strict=True)
    )
    assert right >= len(NOTE) - 1
    for words, place in zip(read, places, strict=True):
        assert words[0].box.left == pytest.approx(place.left, abs=0.02)
        assert words[-1].box.right == pytest.approx(place.right, abs=0.02)
        assert all(one.box.right <= other.box.left for one, other in pairwise(words))
        assert all(0 < word.confidence <= 1 for word in words)


def test_a_line_longer_than_the_network_sees_is_read_in_pieces() -> None:
    text = " ".join(NOTE[:4])
    image = sheet(3600, 56)
    write(image, text, (10, 6), 33)
    (words,) = aster.read([pixels(image)], 200)
    read = [word.text for word in words]
    assert sum(word in read for word in text.split()) >= len(text.split()) - 2
    assert [word.box.left for word in words] == sorted(word.box.left for word in words)


@pytest.mark.parametrize("text", ["X", "8", "%"])
def test_a_letter_that_stands_alone_has_a_width(text: str) -> None:
    image = sheet(120, 56)
    place = write(image, text, (45, 6), 33)
    ((word,),) = aster.read([pixels(image)], 200)
    assert word.text == text
    assert word.box.width > 0.1
    assert word.box.left < place.centre < word.box.right


def test_empty_paper_has_no_words() -> None:
    assert aster.read([pixels(sheet(400, 60))], 200) == [()]
    assert aster.read([], 200) == []


def test_a_missing_network_is_told_with_advice() -> None:
    with pytest.raises(EngineError, match="make setup"):
        onnx.weights("asterocr", "assets/nothing.onnx")
    with pytest.raises(EngineError, match="make setup"):
        onnx.package_version("no-such-package")
    assert aster.version()[0].isdigit()
