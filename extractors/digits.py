"""Letters that readers see for digits."""

import re

_BETWEEN = re.compile(r"(?<=[\d/.,])[óòoOöÓ](?=[\d/.,\s]|$)|(?<=\d)[Il|](?=[\d/.,\s]|$)")
_FIRST = re.compile(r"(?<![\w])[óÓ](?=[\d.,/])")


def mend(text: str) -> str:
    """Return text of the same length with letters among digits read as digits.

    `3ó.8` is 36.8 and `115/ó0` is 115/60: fonts whose 6 is read as `ó` are common.
    """

    def digit(match: re.Match[str]) -> str:
        return "0" if match[0] in "oOö" else "1" if match[0] in "Il|" else "6"

    return _FIRST.sub("6", _BETWEEN.sub(digit, text))
