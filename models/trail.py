"""Where an unforeseen error came from, without its words: they may be a patient's."""

import traceback
from pathlib import Path


def kind_and_place(error: object) -> str:
    """Return kind, file and line of an error, as in `ValueError (dates.py:12)`."""
    places = _places(error)
    return f"{type(error).__name__} ({places[0] if places else '?'})"


def trail(error: object) -> str:
    """Return the calls that led to an error, the last one first."""
    return " < ".join(_places(error))


def _places(error: object) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__) if isinstance(error, Exception) else []
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
