"""Places on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle as fractions of the page, 0..1, from the top left.

    Raises ValueError where the edges are out of order or off the page.
    """

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        """Refuse a box that is no rectangle on a page."""
        if not (0 <= self.left <= self.right <= 1 and 0 <= self.top <= self.bottom <= 1):
            raise ValueError(f"not a box on a page: {self}")

    @classmethod
    def clipped(cls, left: float, top: float, right: float, bottom: float) -> Self:
        """Return the part of a rectangle that lies on the page."""
        x0, x1 = sorted((min(1.0, max(0.0, left)), min(1.0, max(0.0, right))))
        y0, y1 = sorted((min(1.0, max(0.0, top)), min(1.0, max(0.0, bottom))))
        return cls(x0, y0, x1, y1)

    @property
    def width(self) -> float:
        """Width as a fraction of the page's."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height as a fraction of the page's."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height of its middle line on the page."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The place of its middle column on the page."""
        return (self.left + self.right) / 2

    def covers(self, other: "Box") -> float:
        """Return which share of `other`, 0..1, lies inside this box."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        area = other.width * other.height
        return max(0.0, wide) * max(0.0, high) / area if area else 0.0


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of `boxes`; ValueError without any."""
    every = list(boxes)
    return Box(
        min([box.left for box in every]),
        min([box.top for box in every]),
        max([box.right for box in every]),
        max([box.bottom for box in every]),
    )
