"""The numbers at the top of the campaign's page."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from models.campaign.pace import Burn, Pace
from review.campaign.texts import NONE
from review.campaign.told import Told
from review.rendering import day, decimal, percent, whole
from review.texts import Texts


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the top, and what is said of it in small letters."""

    name: str
    text: str
    small: str = ""


class Figures:
    """What a count comes to, in a language."""

    def __init__(self, told: Told, said: Texts) -> None:
        self.told, self.said = told, said
        self.whole = partial(whole, said.language)
        self.one = partial(decimal, said.language)
        self.percent = partial(percent, said.language)

    def all(self) -> tuple[Figure, ...]:
        """Return them in order."""
        said, told = self.said, self.told
        cell, burn = told.matrix.whole, told.burn
        known = (NONE,) if cell.share is None else (self.percent(cell.share),)
        money = told.total
        return (
            Figure(said("Charts converted"), self.whole(cell.converted), *known),
            Figure(said("Charts left"), self.whole(burn.left) if burn else NONE),
            Figure(said("Charts a working day"), *self._pace(burn)),
            Figure(said("Ends at this pace"), *self._end(burn)),
            Figure(said("Chosen date"), _day(burn.target) if burn else NONE, self._late(burn)),
            Figure(said("Cost of a chart, VND"), self.whole(money[1]) if money else NONE),
        )

    def _pace(self, burn: Burn | None) -> tuple[str, str]:
        if burn is None or burn.pace is None:
            return NONE, ""
        return self.one(burn.pace.middle), self._between(burn.pace)

    def _between(self, pace: Pace) -> str:
        if pace.low is None or pace.high is None:
            return self.said("too few days for an interval")
        return f"{self.one(pace.low)} – {self.one(pace.high)}"

    def _end(self, burn: Burn | None) -> tuple[str, str]:
        if burn is None or burn.pace is None:
            return NONE, ""
        never = self.said("never")
        end = day(f"{burn.ends}") if burn.ends else never
        if burn.pace.low is None:
            return end, ""
        last = day(f"{burn.latest}") if burn.latest else never
        return end, f"{day(f'{burn.soonest}') if burn.soonest else never} – {last}"

    def _late(self, burn: Burn | None) -> str:
        if burn is None or burn.target is None or burn.pace is None:
            return ""
        if burn.ends is None or burn.ends > burn.target:
            return self.said("would be missed at this pace")
        return self.said("would be kept at this pace")


def _day(at: date | None) -> str:
    return day(f"{at}") if at else NONE
