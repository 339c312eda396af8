"""What is said to people, in English or Vietnamese.

Every sentence is written in English where it is needed and goes through `tr`. Keys of JSON
never do. The catalogue is read when Vietnamese is asked for, and only then.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

LANGUAGES = ("en", "vi")
EXAMPLES = "Examples:"
"""First line of the paragraph of a help text that is left as it is."""

_active: dict[str, str] = {}


def choose(language: str | None, environ: Mapping[str, str]) -> str:
    """Make `language`, else that of LANG, the language of `tr`; return `en` or `vi`."""
    wanted = language or ("vi" if environ.get("LANG", "").startswith("vi") else "en")
    _active.clear()
    if wanted == "vi":
        _active.update(catalogue("vi"))
    return wanted


def tr(message: str, /, **values: object) -> str:
    """Return the sentence in the chosen language, `{names}` in it replaced by `values`."""
    text = _active.get(message) or message
    return text.format(**values) if values else text


def tr_error(text: str) -> str:
    """Return a finished English sentence of another room in the chosen language.

    The rooms below know no languages: their errors arrive as sentences with the values
    already in them, and are found again by the catalogue's entries with `{names}`.
    """
    if not _active or text in _active:
        return _active.get(text, text)
    for pattern, message in _patterns():
        if match := pattern.fullmatch(text):
            values = {name: tr_error(value) for name, value in match.groupdict().items()}
            return _active[message].format(**values)
    return text


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


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """Return message and translation of every entry in the catalogue of `language`."""
    from babel.messages.pofile import read_po

    with _path(language).open("rb") as file:
        entries = read_po(file, locale=language)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def _path(language: str) -> Path:
    # In the wheel the catalogues lie inside this package, in a checkout beside it.
    here = Path(str(resources.files("flows")))
    inside = here / "locale"
    root = inside if inside.is_dir() else here.parent / "locale"
    return root / language / "LC_MESSAGES" / "sohoa.po"


@lru_cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    named = [message for message in catalogue("vi") if re.search(r"\{\w+\}", message)]
    # The longest sentence first: the one that says most fits best.
    ordered = sorted(named, key=lambda message: (-len(message), message))
    return [(_pattern(message), message) for message in ordered]


def _pattern(message: str) -> re.Pattern[str]:
    """Return what finds a sentence made of `message`, a group for each value in it."""
    text, seen = "", set[str]()
    for place, part in enumerate(re.split(r"\{(\w+)[^}]*\}", message)):
        if place % 2 == 0:
            text += re.escape(part)
        else:
            text += f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
            seen.add(part)
    return re.compile(text, re.DOTALL)
