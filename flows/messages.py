"""What is said to people on a terminal, in English or Vietnamese.

Every sentence is written in English where it is needed and goes through `tr`. The catalogue is
read when Vietnamese is asked for, and only then.
"""

import re
from collections.abc import Mapping

from review.texts import Texts, texts

EXAMPLES = "Examples:"
"""First line of the paragraph of a help text that is left as it is."""

_active = texts("en")


def choose(language: str | None, environ: Mapping[str, str]) -> str:
    """Make `language`, else that of LANG, the language of `tr`; return `en` or `vi`."""
    global _active
    wanted = language or ("vi" if environ.get("LANG", "").startswith("vi") else "en")
    _active = texts(wanted)
    return wanted


def spoken() -> Texts:
    """Return the texts of the chosen language."""
    return _active


def tr(message: str, /, **values: object) -> str:
    """Return the sentence in the chosen language, `{names}` in it replaced by `values`."""
    return _active(message, **values)


def tr_error(text: str) -> str:
    """Return a finished English sentence of another room in the chosen language."""
    return _active.finished(text)


def tr_help(text: str) -> str:
    """Return a help text with each of its paragraphs in the chosen language."""
    return "\n\n".join(_help_part(part) for part in paragraphs(text))


def _help_part(part: str) -> str:
    head, _, rest = part.partition("\n")
    if head == EXAMPLES:
        return f"{tr(head)}\n{rest}"
    # A paragraph is one sentence after another, wherever its lines end.
    return tr(" ".join(part.split()))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a docstring that has lost its indent."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
