"""Handwriting-like fonts that have every Vietnamese letter, for values filled in by hand.

They are installed by `./setup.sh train` from training/fonts/package-lock.json.
"""

import re
from base64 import b64encode
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts" / "node_modules" / "@fontsource"
HANDS = {
    "Dancing Script": "dancing-script",
    "Itim": "itim",
    "Mali": "mali",
    "Mansalva": "mansalva",
    "Mynerve": "mynerve",
    "Pangolin": "pangolin",
    "Patrick Hand": "patrick-hand",
    "Playpen Sans": "playpen-sans",
    "Sriracha": "sriracha",
}
"""Font family and package."""


@cache
def faces(family: str) -> str:
    """Return the CSS that brings a family of HANDS into a page, its files inside.

    Raises FileNotFoundError where the fonts are not installed.
    """
    folder = FOLDER / HANDS[family]
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is missing: run ./setup.sh train")
    css = (folder / "400.css").read_text(encoding="utf-8")

    def inside(match: re.Match[str]) -> str:
        data = b64encode((folder / match[1]).read_bytes()).decode()
        return f"src: url(data:font/woff2;base64,{data})"

    # Each face names a woff2 file and, for old browsers, a woff file.
    return re.sub(r"src: url\(\./([^)]+\.woff2)\)[^;]*", inside, css)
