"""ICD-10 codes from words: which codes a diagnosis may mean, the likeliest first."""

from extractors.abbreviations import expanded
from extractors.codes import written_code
from extractors.lexicon import current
from extractors.wording import plain

VERSION = "3"

LEAST = 0.70
"""A code that is less like its words is not filed, only proposed."""

_SHORT, _SHORT_WITH_MORE = 1.0, 0.86
"""How sure an abbreviation is by itself, and with words after it."""

__all__ = ["proposed_code", "proposed_codes", "written_code"]


def proposed_codes(text: str, most: int = 5) -> list[tuple[str, float]]:
    """Return the codes that the words of a diagnosis may stand for and how like, best first."""
    said = expanded(text)
    words = plain(said)
    if sum(map(str.isalpha, words)) < 2:
        return []
    ranked = _told_apart(dict(current().diseases.ranked(said, words, most + 1)))
    for code, score in _short(text).items():
        ranked[code] = max(score, ranked.get(code, 0.0))
    return sorted(ranked.items(), key=lambda found: -found[1])[:most]


def proposed_code(text: str) -> tuple[str, float] | None:
    """Return the code that the words of a diagnosis stand for and how sure, or None."""
    found = proposed_codes(text, 1)
    return found[0] if found and found[0][1] >= LEAST else None


def _told_apart(ranked: dict[str, float]) -> dict[str, float]:
    """Return scores in which a category that is parted gives way to its own rest, `.9`.

    ICD-10 has diagnoses coded to the last sign that there is; lists name both the same.
    """
    changed = dict(ranked)
    for code, score in ranked.items():
        rest = f"{code}.9"
        if len(code) == 3 and rest in ranked:
            changed[rest] = max(score, ranked[rest])
            changed[code] = min(0.95 * score, ranked[code])
    return changed


def _short(text: str) -> dict[str, float]:
    """Return the codes of ward abbreviations: of the whole text, or of its first two words."""
    short, words = current().short_diseases, text.split()
    if text in short:
        return {short[text]: _SHORT}
    first = next((word for word in words[:2] if word in short), None)
    return {short[first]: _SHORT_WITH_MORE} if first is not None else {}
