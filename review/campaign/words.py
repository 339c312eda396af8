"""The campaign in words and tables: the same on the page and in the report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from models.campaign.cost import Part, Price
from models.campaign.counts import State
from models.campaign.held import Box, Cell, Place
from models.campaign.values import Said, Value
from review.campaign.texts import (
    BOX_HEADS,
    BOXES,
    COST_HEADS,
    COSTS,
    MOST,
    NONE,
    PACES,
    PARTS,
    PLACES,
    SHARES,
    USED,
    VALUES,
    WAITS,
)
from review.campaign.told import Told
from review.rendering import day, decimal, moment, percent, whole
from review.texts import Texts


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a table; `share`, 0..1, is drawn under it, `small` stands in small letters."""

    text: str
    share: float | None = None
    small: str = ""


Row = tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of page and report. The first row names the columns; `source` tells the numbers."""

    key: str
    heading: str
    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    source: str


class Words:
    """What a count tells, in a language."""

    def __init__(self, told: Told, said: Texts) -> None:
        self.told, self.said = told, said
        self.whole: Callable[[float], str] = partial(whole, said.language)
        self.one: Callable[[float], str] = partial(decimal, said.language)
        self.percent: Callable[[float], str] = partial(percent, said.language)

    def sections(self) -> tuple[Section, ...]:
        """Return all parts, in order."""
        return self._shares(), self._burn(), self._boxes(), self._costs(), self._waits()

    def _shares(self) -> Section:
        said, table = self.said, self.told.matrix
        heads = [self._year(place, year) for place, year in enumerate(table.years)]
        header = (said("Department"), *heads, said("All"))
        rows = [
            (Spot(name or said("not told")), *map(self._cell, cells)) for name, cells in table.rows
        ]
        rows.append((Spot(said("All")), *map(self._cell, table.sums)))
        lines = [said("Percent of the declared charts that are converted; in small, how many.")]
        if not self.told.declared:
            lines = [said("Nobody has declared what is there: these are counts alone.")]
        source = said(SHARES, loose=self.whole(self.told.counted.loose))
        heading = said("Share of charts converted, by year of discharge and department")
        return Section("shares", heading, tuple(lines), (_spots(header), *rows), source)

    def _year(self, place: int, year: int | None) -> str:
        if year is None:
            return self.said("year not told")
        before = self.told.matrix.joined and place == 0
        return f"≤ {year}" if before else f"{year}"

    def _cell(self, cell: Cell) -> Spot:
        if cell.share is None:
            return Spot(self.whole(cell.converted) if cell.converted else NONE)
        small = f"{self.whole(cell.converted)} / {self.whole(cell.declared or 0)}"
        return Spot(self.percent(cell.share), min(1.0, cell.share), small)

    def _burn(self) -> Section:
        said, burn = self.said, self.told.burn
        lines: list[str] = []
        if burn is None:
            lines = [said("Nobody has declared what is there: nothing can be said of the end.")]
        elif burn.pace is None:
            lines = [said("No working day has passed since the first chart: there is no pace yet.")]
        else:
            first, last = day(f"{burn.pace.first}"), day(f"{burn.pace.last}")
            span = {"days": burn.pace.days, "first": first, "last": last}
            lines = [said("The pace is of {days} working days, {first} to {last}.", **span)]
        return Section(
            "burn", said("Charts left, to the chosen date"), tuple(lines), (), said(PACES)
        )

    def _boxes(self) -> Section:
        said, told = self.said, self.told
        counts = ", ".join(
            f"{said(PLACES[place])}: {self.whole(told.places[place])}"
            for place in Place
            if told.places.get(place)
        )
        header = _spots(map(said, BOX_HEADS))
        begun, absent = told.begun, [one.name or said("not told") for one in told.absent]
        lines = [f"{counts}."] if counts else [said("No box is known.")]
        if absent:
            names, many = ", ".join(absent[:MOST]), len(absent)
            more = f" … ({self.whole(many)})" if many > MOST else ""
            lines.append(said("Not come: {boxes}", boxes=f"{names}{more}"))
        if len(begun) > MOST:
            lines.append(said("The first {most} of {count} boxes.", most=MOST, count=len(begun)))
        rows = tuple(self._box(one) for one in begun[:MOST])
        heading = said("Boxes that are not done")
        return Section("boxes", heading, tuple(lines), (header, *rows) if rows else (), said(BOXES))

    def _box(self, box: Box) -> Row:
        declared = NONE if box.declared is None else self.whole(box.declared)
        states = (box.states.get(state, 0) for state in State)
        share = min(1.0, box.states.get(State.DONE, 0) / box.declared) if box.declared else None
        return (
            Spot(box.name or self.said("not told")),
            *_spots([declared, self.whole(box.came), *map(self.whole, states)]),
            Spot(self.said(PLACES[box.place]), share),
        )

    def _costs(self) -> Section:
        said, told = self.said, self.told
        header = _spots(map(said, COST_HEADS))
        rows = [self._price(one) for one in told.prices]
        if told.total:
            page, chart = told.total
            rows.append(_spots([said("All"), "", self.one(page), self.whole(chart)]))
        counted = told.counted
        each = counted.chart_pages / counted.charts if counted.charts else None
        source = said(
            COSTS,
            measured=self.whole(counted.measured),
            sampled=self.whole(counted.sampled),
            pages=NONE if each is None else self.one(each),
        )
        lacks = dict.fromkeys(value for one in told.prices for value in one.missing)
        lines = [said("Not entered yet: {value}.", value=said(VALUES[one])) for one in lacks]
        heading = said("Cost of a page and of a chart")
        return Section("costs", heading, tuple(lines), (header, *rows), source)

    def _price(self, one: Price) -> Row:
        used = NONE
        if one.used is not None:
            amount = one.used / 1e6 if one.part is Part.STORAGE else one.used
            used = self.said(USED[one.part], amount=self.one(amount))
        page = NONE if one.page is None else self.one(one.page)
        chart = NONE if one.chart is None else self.whole(one.chart)
        return _spots([self.said(PARTS[one.part]), used, page, chart])

    def _waits(self) -> Section:
        said, counted = self.said, self.told.counted
        now = said("not measured yet: nobody has searched and opened a document")
        if counted.wait is not None:
            seconds, times = self.whole(counted.wait), self.whole(counted.opened)
            now = said("{seconds} seconds, median of {times} times", seconds=seconds, times=times)
        entered = self.told.entered.get(Value.PAPER_WAIT)
        paper = said("not entered")
        if entered:
            paper = said("{minutes} minutes", minutes=self._number(entered))
            paper = f"{paper} ({entered.source})"
        rows = (
            _spots([said("A record"), said("Until it is open")]),
            _spots([said("at the desk, now"), now]),
            _spots([said("on paper, as entered"), paper]),
        )
        return Section("waits", said("How long a doctor waits for a record"), (), rows, said(WAITS))

    def values(self) -> Iterator[tuple[Value, str, str, Said | None]]:
        """Yield what may be entered: its name, its value in words, and who said it."""
        for value, name in VALUES.items():
            entered = self.told.entered.get(value)
            text = NONE
            if entered:
                text = day(entered.text) if value is Value.TARGET else self._number(entered)
            yield value, self.said(name), text, entered

    def _number(self, entered: Said) -> str:
        whole = entered.number.is_integer()
        return self.whole(entered.number) if whole else self.one(entered.number)

    def foot(self) -> str:
        """Return as of when all is, and up to which event of the audit."""
        at, event = moment(self.told.counted.at), self.whole(self.told.counted.event)
        return self.said("As of {time}, event {event} of the audit", time=at, event=event)

    def inventory(self) -> str:
        """Return who declared what is there, and when."""
        told = self.told
        if told.declared is None:
            return self.said("There is no inventory.")
        by, at = told.declared
        what = {"charts": self.whole(told.charts), "by": by, "day": day(at)}
        return self.said("Inventory: {charts} charts, declared by {by} on {day}.", **what)


def _spots(texts: Iterable[str]) -> Row:
    return tuple(Spot(text) for text in texts)
