"""ICD-10 codes as written, and from words."""

import re

from extractors.lexicon import nearest_disease

VERSION = "1"

_CODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Z][0-9OoIlSg]{2})\s?(?:[.,·]\s?([0-9OoIlSg]{1,2})|([0-9]))?(?![\w%])"
)
_LIKE_DIGITS = str.maketrans("OoIlSg", "001159")
_ONE_FOR_I = re.compile(r"(?<![\w.,/])[1l|]([0-9]{2})(?:[.,]([0-9]{1,2}))?(?![\w%/.,])")


def written_code(text: str) -> tuple[str, int, int, float] | None:
    """Return the ICD-10 code written in `text`, where it stands, and how sure (0..1).

    `J441`, `J44.1` and `J44,1` are the same code. A digit 1 in the place of the letter I
    (`110` for I10) is taken as the letter where the code stands apart, at lower confidence.
    """
    for match in _CODE.finditer(text):
        stem = match[1][0] + match[1][1:].translate(_LIKE_DIGITS)
        sub = (match[2] or match[3] or "").translate(_LIKE_DIGITS)
        if stem[1:].isdigit():
            sure = 1.0 if match[1] == stem else 0.8
            return (f"{stem}.{sub}" if sub else stem), match.start(), match.end(), sure
    lone = _ONE_FOR_I.search(text)
    if lone is not None:
        code = f"I{lone[1]}" + (f".{lone[2]}" if lone[2] else "")
        return code, lone.start(), lone.end(), 0.75
    return None


def proposed_code(text: str) -> tuple[str, float] | None:
    """Return the code that the words of a diagnosis stand for and how sure, or None."""
    return nearest_disease(text)
