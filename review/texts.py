"""Sentences in English or Vietnamese, from the catalogues of `locale`.

Every sentence is written in English where it is needed. Keys of JSON are never translated.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Texts:
    """What is said, in one language; `entries` has the translation of each English sentence."""

    language: str
    entries: dict[str, str]

    def __call__(self, message: str, /, **values: object) -> str:
        """Return the sentence in this language, `{names}` in it replaced by `values`."""
        text = self.entries.get(message) or message
        return text.format(**values) if values else text

    def finished(self, text: str) -> str:
        """Return a finished English sentence of another room in this language.

        The rooms below know no languages: their errors arrive as sentences with the values
        already in them, and are found again by the catalogue's entries with `{names}`.
        """
        if not self.entries or text in self.entries:
            return self.entries.get(text, text)
        for pattern, message in self._patterns:
            if match := pattern.fullmatch(text):
                values = {name: self.finished(value) for name, value in match.groupdict().items()}
                return self.entries[message].format(**values)
        return text

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        named = [message for message in self.entries if re.search(r"\{\w+\}", message)]
        # The longest sentence first: the one that says most fits best.
        ordered = sorted(named, key=lambda message: (-len(message), message))
        return [(_pattern(message), message) for message in ordered]


@lru_cache
def texts(language: str) -> Texts:
    """Return the texts of `vi` or `en`; a catalogue is read for `vi` alone."""
    return Texts(language, {} if language == "en" else catalogue(language))


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """Return message and translation of every entry in the catalogue of `language`."""
    from babel.messages.pofile import read_po

    with _path(language).open("rb") as file:
        entries = read_po(file, locale=language)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def _path(language: str) -> Path:
    # In the wheel the catalogues lie inside this package, in a checkout beside it.
    here = Path(str(resources.files("review")))
    inside = here / "locale"
    root = inside if inside.is_dir() else here.parent / "locale"
    return root / language / "LC_MESSAGES" / "sohoa.po"


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
