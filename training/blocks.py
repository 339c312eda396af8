"""What forms are made of: blocks that know their words and how they look.

Words may carry entity marks. `☐` and `☒` are empty and ticked boxes, `▯` before a
number sets it in one box a digit.
"""

import html
import re
from dataclasses import dataclass
from typing import Protocol

from training.marked import plain


@dataclass(frozen=True)
class Look:
    """How a form is set: font, size in points, leaders under values, bold values.

    `hand` is the family of `training.handwriting` in which values are filled in, in the colour
    `pen`; empty where they are printed.
    """

    font: str = "Liberation Serif"
    size: float = 12
    dotted: bool = True
    bold: bool = False
    stamp: bool = False
    hand: str = ""
    pen: str = "#111"


class Block(Protocol):
    """A part of a page."""

    def words(self) -> list[str]:
        """Return its lines with entity marks, in reading order."""
        ...

    def markup(self, look: Look) -> str:
        """Return it as HTML."""
        ...


def ticked(text: str) -> str:
    """Return words with boxes as they are read: an empty one is nothing, a tick is `X`."""
    return re.sub(r" {2,}", " ", text.replace("☐", "").replace("☒", "X").replace("▯", ""))


def ink(text: str) -> str:
    """Return words as they can be read: no entity marks, boxes read."""
    return ticked(plain(text))


def escaped(text: str) -> str:
    """Return words as HTML, boxes drawn."""
    safe = html.escape(plain(text)).replace("\n", "<br>")
    safe = safe.replace("☐", "<i class=box></i>").replace("☒", "<i class=box>X</i>")
    return re.sub(
        r"▯(\w+)", lambda m: "".join(f"<i class=comb>{digit}</i>" for digit in m[1]), safe
    )


@dataclass(frozen=True)
class Row:
    """Labels and values side by side; `shares` are relative widths."""

    cells: tuple[tuple[str, str], ...]
    shares: tuple[int, ...] = ()

    def words(self) -> list[str]:
        """One line."""
        return [" ".join(f"{label} {value}".strip() for label, value in self.cells)]

    def markup(self, look: Look) -> str:
        """Cells of the given shares of the width."""
        shares = self.shares or tuple(len(label) + len(value) + 4 for label, value in self.cells)
        cells = "".join(
            f"<div class=cell style='flex:{share} 1 auto'><span>{escaped(label)}&nbsp;</span>"
            f"<span class=value>{escaped(value)}</span></div>"
            for (label, value), share in zip(self.cells, shares, strict=True)
        )
        return f"<div class=row>{cells}</div>"


@dataclass(frozen=True)
class Para:
    """Running words after a heading on the same line."""

    label: str
    text: str

    def words(self) -> list[str]:
        """Label and text on one line, or more where the text has more."""
        return f"{self.label} {self.text}".strip().split("\n")

    def markup(self, look: Look) -> str:
        """One paragraph."""
        return f"<p><b>{escaped(self.label)}</b> <span class=said>{escaped(self.text)}</span></p>"


@dataclass(frozen=True)
class Heading:
    """A line of its own."""

    text: str
    kind: str = "h3"
    """`h1` for a title, `h3` for a part, `small` for a remark, `right` for a line at the right."""

    def words(self) -> list[str]:
        """Its lines."""
        return self.text.split("\n")

    def markup(self, look: Look) -> str:
        """A heading."""
        return f"<div class={self.kind}>{escaped(self.text)}</div>"


@dataclass(frozen=True)
class Columns:
    """Columns of centred lines: the head of a form, or its signatures."""

    columns: tuple[tuple[str, ...], ...]
    signed: bool = False
    titled: bool = False
    """The middle column is the form's title."""

    def words(self) -> list[str]:
        """Column after column."""
        return [line for column in self.columns for line in column if line]

    def markup(self, look: Look) -> str:
        """Columns side by side, with room to sign above the last line."""
        parts = []
        for number, column in enumerate(self.columns):
            last = number == len(self.columns) - 1
            lines = [f"<div>{escaped(line) or '&nbsp;'}</div>" for line in column]
            if self.signed and column and column[-1]:
                mark = _stamp() if look.stamp and last else _scrawl(len(column[-1]))
                lines.insert(len(lines) - 1, f"<div class=sign>{mark}</div>")
            parts.append(f"<div class=column>{''.join(lines)}</div>")
        more = " signed" * self.signed + " titled" * self.titled
        return f"<div class='columns{more}'>{''.join(parts)}</div>"


@dataclass(frozen=True)
class Table:
    """A ruled table; `shares` are relative widths of its columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]

    def words(self) -> list[str]:
        """Row by row, cell by cell."""
        body = [cell for row in self.rows for cell in row if cell]
        head = [" ".join(self.head)] if any(self.head) else []
        return head + [line for cell in body for line in cell.split("\n")]

    def markup(self, look: Look) -> str:
        """A table with borders."""
        total = sum(self.shares)
        cols = "".join(f"<col style='width:{100 * share / total:.1f}%'>" for share in self.shares)
        head = "".join(f"<th>{escaped(cell)}</th>" for cell in self.head)
        body = "".join(_line(row, len(self.shares)) for row in self.rows)
        top = f"<tr>{head}</tr>" if any(self.head) else ""
        return f"<table>{cols}{top}{body}</table>"


def _line(row: tuple[str, ...], columns: int) -> str:
    if len(row) == 1:
        return f"<tr><td colspan={columns}><b>{escaped(row[0])}</b></td></tr>"
    return "<tr>" + "".join(f"<td>{escaped(cell)}</td>" for cell in row) + "</tr>"


def _scrawl(seed: int) -> str:
    points = " ".join(f"{8 + 9 * i},{20 + (seed * (i + 3) * 7) % 17 - 8}" for i in range(9))
    line = f"<polyline points='{points}' fill=none stroke='#224' stroke-width=1.6 />"
    return f"<svg width=110 height=42>{line}</svg>"


def _stamp() -> str:
    rings = "".join(f"<circle cx=45 cy=45 r={r} fill=none stroke='#c22' />" for r in (43, 40, 24))
    return f"<svg width=90 height=90 style='margin:-18px'>{rings}</svg>"
