"""The steps that `ablation` takes out, one at a time: by a setting, or by another function.

A step that the program no longer has fails loudly.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from importlib import import_module
from typing import Any
from unittest.mock import patch

import numpy as np
import tesserocr
from PIL import Image as Pillow

from models.page import Word
from models.settings import Settings
from pipeline.ink import Image
from pipeline.read.doubt import Stretch, whole
from pipeline.rules import Rules, Segment

Step = Callable[[Settings], AbstractContextManager[Settings]]


def setting(section: str, key: str, value: object) -> Step:
    """Return a step that is taken out by a setting."""

    @contextmanager
    def changed(settings: Settings) -> Iterator[Settings]:
        values = settings.model_dump()
        values[section][key] = value
        yield Settings.model_validate(values)

    return changed


def instead(functions: Mapping[str, Callable[..., Any]]) -> Step:
    """Return a step that is taken out by other functions, given by module and name."""

    @contextmanager
    def changed(settings: Settings) -> Iterator[Settings]:
        with ExitStack() as stack:
            for name, other in functions.items():
                module, _, function = name.rpartition(".")
                stack.enter_context(patch.object(import_module(module), function, other))
            yield settings

    return changed


def whole_image(grey: Image) -> tuple[Image, Any]:
    """Take the image itself for the sheet."""
    return grey, np.eye(3)


def unchanged(image: Image, *_: object) -> Image:
    """Leave an image as it is."""
    return image


def blocks(image: Image, rules: Rules, longest: int) -> list[Segment]:
    """Find lines as Tesseract does by itself (mode 3), in place of the detector."""
    del rules, longest
    engine = _engine()
    engine.SetImage(Pillow.fromarray(image))
    found = engine.GetComponentImages(tesserocr.RIL.TEXTLINE, True)
    boxes = [box for _, box, _, _ in found]
    return [(b["x"], b["y"], b["x"] + b["w"], b["y"] + b["h"]) for b in boxes]


def whole_lines(words: Sequence[Word], strip: Image, below: float) -> list[Stretch]:
    """Ask the second reader for all of a line that has a doubtful word."""
    del strip
    sure = min((word.confidence for word in words), default=0.0)
    return [whole(words)] if sure < below else []


@cache
def _engine() -> Any:
    from pipeline.read import tesseract

    return tesserocr.PyTessBaseAPI(path=tesseract._tessdata(), lang="vie", psm=tesserocr.PSM.AUTO)


STEPS: dict[str, Step] = {
    "everything": instead({}),
    "one reader: Tesseract": setting("read", "second", "never"),
    "one reader: AsterNet": instead(
        {
            "pipeline.read.page._asked": lambda words, *_: [whole(words)],
            "pipeline.read.page.settle": lambda _, other, *__: other,
        }
    ),
    "both readers for all lines": setting("read", "second", "all"),
    "doubtful lines read again whole": instead({"pipeline.read.page.doubtful": whole_lines}),
    "no known pairs of words": instead(
        {"pipeline.read.doubt.fit": lambda *_: 0, "pipeline.read.agree.fits": lambda *_: 0}
    ),
    "lines by Tesseract, no detector": instead({"pipeline.read.lines.find_lines": blocks}),
    "not cut at rules": instead({"pipeline.clean.find_rules": lambda *_: Rules()}),
    "no second try upside down": setting("read", "turned_below", 0.0),
    "English pages read as Vietnamese": setting("read", "english", ""),
    "sheet not cut out": instead({"pipeline.clean.find_sheet": whole_image}),
    "skew and quarter turns left": instead(
        {"pipeline.clean.writing_angle": lambda *_: (0.0, False)}
    ),
    "skew left": setting("clean", "deskew_degrees", 0.0),
    "light left uneven": instead({"pipeline.clean.even_light": unchanged}),
    "specks left": instead({"pipeline.clean.despeckled": unchanged}),
    "weak ink left": instead({"pipeline.clean.strong": unchanged}),
    "combs left": instead({"pipeline.clean.find_combs": lambda *_: ()}),
    "checkboxes left": instead({"pipeline.digitise.without_boxes": lambda page, _: page}),
    "coloured stamps left": instead({"pipeline.digitise.lifted": lambda page, *_: page}),
    "noise kept": instead({"pipeline.read.page._is_writing": lambda *_: True}),
    "no order of reading": instead(
        {"pipeline.layout.reading_order": lambda own, _: range(len(own))}
    ),
    "dotted leaders left": setting("clean", "leaders", False),
    "coarse pages not enlarged": setting("clean", "least_dpi", 100),
}
"""What is taken out, by the name of its line in the table."""
