"""The campaign as PDF/A-2b, to print: what the page shows."""

from collections.abc import Sequence
from datetime import datetime
from importlib import metadata

from exports.figures import Curve
from exports.minutes import Part, minutes
from exports.pdf import About, archived
from models.campaign.pace import Burn
from review.campaign.figures import Figures
from review.campaign.texts import ENTERED
from review.campaign.told import Told
from review.campaign.words import Row, Section, Words
from review.rendering import day
from review.texts import Texts


def pdf(told: Told, said: Texts) -> bytes:
    """Return the report; the same count and language give the same bytes.

    EngineError where the font is missing.
    """
    words = Words(told, said)
    top = [(one.name, one.text, one.small) for one in Figures(told, said).all()]
    parts = [Part(said("At a glance"), words.inventory(), top, (0.4, 0.3, 0.3))]
    for number, section in enumerate(words.sections(), 1):
        parts.append(_part(section, number, told.burn, said))
    entered = [
        (name, text, f"{one.source} ({one.by}, {day(one.at)})" if one else "")
        for _, name, text, one in words.values()
    ]
    parts.append(Part(said("Entered"), said(ENTERED), entered, (0.4, 0.2, 0.4)))
    sources = [(f"[{number}]", one.source) for number, one in enumerate(words.sections(), 1)]
    parts.append(Part(said("Where the numbers are from"), "", sources, (0.06, 0.94)))
    title = said("The conversion of the paper charts")
    data = minutes(title, parts, (), words.foot(), said.language)
    made = datetime.fromisoformat(told.counted.at)
    software = f"sohoa {metadata.version('sohoa')}"
    return archived(data, About(f"campaign {made:%Y-%m-%d}", "", software, made, said.language))


def _part(section: Section, number: int, burn: Burn | None, said: Texts) -> Part:
    rows = [_texts(row) for row in section.rows]
    curve = _curve(burn, said) if section.key == "burn" and burn else None
    return Part(
        f"{section.heading} [{number}]",
        " ".join(section.lines),
        rows,
        _widths(section.rows),
        header=bool(rows),
        curve=curve,
    )


def _texts(row: Row) -> list[str]:
    """Return the texts of a row. A page is narrow: shares are bare numbers but for the last."""
    *others, last = row
    texts = (spot.text.removesuffix(" %") if spot.small else spot.text for spot in others)
    return [*texts, f"{last.text} {last.small}".strip()]


def _widths(rows: Sequence[Row]) -> Sequence[float]:
    """Return the shares of columns: the first and the last are twice as wide as the others."""
    many = len(rows[0]) if rows else 2
    return [(1 if 0 < place < many - 1 else 2) / (many + 2) for place in range(many)]


def _curve(burn: Burn, said: Texts) -> Curve:
    ahead = [burn.line(one) for one in (burn.ends, burn.soonest, burn.latest)]
    marks = []
    if burn.target and burn.start <= burn.target:
        marks = [(burn.place(burn.target, 0)[0], said("Chosen date"))]
    return Curve(
        [burn.place(*point) for point in burn.points],
        [one for one in ahead if one],
        marks,
        f"{burn.most}",
        (day(f"{burn.start}"), day(f"{burn.until}")),
    )
