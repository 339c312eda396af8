"""Whether the text that a PDF was born with can be trusted to be what is seen."""

import re
from collections.abc import Iterable

import pikepdf

# Vietnamese fonts from before Unicode put tone letters on other letters' codes:
# TCVN3 families are named .Vn..., VNI ones VNI-..., VPS ones VPS .... The page looks right
# and its text is not.
_OLD_FONT = re.compile(r"^/?(?:[A-Z]{6}\+)?(?:\.?Vn[A-Z0-9]|VNI[- ]|VPS[- ])")
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_MOST_STRANGE = 0.02


def trusted(fonts: Iterable[pikepdf.Object], text: str = "") -> bool:
    """Tell whether these fonts say which letters they draw, and `text` is all letters.

    A font must have a map to Unicode, or an encoding by letter names, which a Type 3 or
    Identity-coded font has not. At most 2 % of the characters may be unassigned or private.
    """
    if any(not _says(font) for font in fonts):
        return False
    return len(_STRANGE.findall(text)) <= _MOST_STRANGE * len(text)


def _says(font: pikepdf.Object) -> bool:
    if _OLD_FONT.match(str(font.get("/BaseFont", ""))):
        return False
    if "/ToUnicode" in font:
        return True
    if font.get("/Subtype") == "/Type0":
        return not str(font.get("/Encoding", "/Identity-H")).startswith("/Identity")
    return font.get("/Subtype") != "/Type3"
