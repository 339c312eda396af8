"""Numbers as paper writes them: decimal commas, and points or commas between thousands."""

import re

AMOUNT = (
    r"(?:\d{1,3}(?:\.\d{3})+,\d{1,4}|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}"
    r"|\d{1,7}(?:[.,]\d{1,4})?)"
)
"""A number as a pattern."""
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_SEVERAL = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
_MIXED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")


def decimal(text: str) -> str:
    """Return a measured number with a decimal point: `7,25` and `1.250.000,5` by their signs.

    One sign before three digits is a decimal one here: `1.250` is one and a quarter.
    """
    if _MIXED.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _SEVERAL.fullmatch(text):
        return re.sub(r"[.,]", "", text)
    return text.replace(",", ".")


def counted(text: str) -> str:
    """Return a counted number: one sign before three digits parts thousands, `1.250` tablets."""
    return re.sub(r"[.,]", "", text) if _THOUSANDS.fullmatch(text) else decimal(text)


def beside(text: str, edges: list[float]) -> str:
    """Return a measured number as the range beside it tells: `1.250` in 150 to 400 is 1250.

    It is a decimal unless only the number without its sign comes near the range.
    """
    value = decimal(text)
    if not _THOUSANDS.fullmatch(text) or not edges or max(edges) <= 0:
        return value
    near = min(edges) / 20 or max(edges) / 200
    whole = counted(text)
    return whole if float(value) < near and float(whole) <= 20 * max(edges) else value
