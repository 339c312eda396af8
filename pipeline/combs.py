"""Combs: rows of small boxes that take one letter or digit each.

Readers take the walls for letters. So the boxes are taken off the page, and what stands in
them is set side by side as it would stand in a line of writing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import cv2
import numpy as np

from pipeline.ink import Image, ink_of
from pipeline.rules import Rules, Segment

LEAST_MM, MOST_MM = 2.4, 9.5
"""Sides of the inside of a box."""
SLIM = 0.45
"""Least width of a box for its height."""
WHOLE = 0.6
"""Least share of its own rectangle that the inside of a box fills: a digit may touch its walls."""
SQUARE = 0.88
"""Least share of it that a thread around that inside encloses: of a round zero 0.79."""
WALL_MM = 1.0
"""Boxes of one run stand no farther apart."""
LEAST_BOXES = 3
"""Fewer boxes are checkboxes, or cells of a table."""
APART = 1.6
"""Runs on one level belong together that stand no more boxes apart than this."""


@dataclass(frozen=True, slots=True)
class Comb:
    """The boxes of one number or code.

    `place` is around all of them, x0, y0, x1, y1 in pixels of the cleaned page; `cells` are
    the insides of the boxes that bear ink, from left to right, walls taken off.
    """

    place: Segment
    cells: tuple[Image, ...]

    def turned(self, width: int, height: int) -> Self:
        """Return the same comb on the page turned upside down."""
        x0, y0, x1, y1 = self.place
        cells = tuple(np.ascontiguousarray(cell[::-1, ::-1]) for cell in reversed(self.cells))
        return type(self)((width - x1, height - y1, width - x0, height - y0), cells)

    @property
    def strip(self) -> Image:
        """What stands in the boxes as one line of writing, white around."""
        high = max(cell.shape[0] for cell in self.cells)
        gap = np.full((high, max(2, high // 8)), 255, np.uint8)
        parts: list[Image] = [gap]
        for cell in self.cells:
            below = np.full((high - cell.shape[0], cell.shape[1]), 255, np.uint8)
            parts += [np.vstack([cell, below]), gap]
        return np.ascontiguousarray(np.hstack(parts))


def find_combs(even: Image, dpi: float) -> tuple[Comb, ...]:
    """Return the combs of a page of even light; those of a table's rows are none."""
    boxes = _insides(ink_of(even), dpi / 25.4)
    runs = [run for run in _runs(boxes, WALL_MM * dpi / 25.4) if not _stacked(run, boxes)]
    combs = []
    for group in _joined(runs):
        if len(group) >= LEAST_BOXES:
            cells = tuple(cell for box in group if (cell := _written(even, box)) is not None)
            combs.append(Comb(_around(group), cells))
    return tuple(combs)


def without_combs(even: Image, rules: Rules, combs: Sequence[Comb]) -> tuple[Image, Rules]:
    """Return the page with its combs painted over, and its rules without theirs."""
    page = even.copy()
    for comb in combs:
        x0, y0, x1, y1 = comb.place
        page[y0:y1, x0:x1] = 255

    def apart(rule: Segment) -> bool:
        return not any(_holds(comb.place, rule) for comb in combs)

    return page, Rules(tuple(filter(apart, rules.across)), tuple(filter(apart, rules.down)))


def _insides(ink: Image, a_mm: float) -> list[Segment]:
    """Return the insides of closed boxes, from left to right."""
    outlines, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline, own in zip(outlines, tree[0] if tree is not None else (), strict=True):
        x, y, w, h = cv2.boundingRect(outline)
        if own[3] < 0 or not LEAST_MM * a_mm <= h <= MOST_MM * a_mm:
            continue
        sized = SLIM * h <= w <= MOST_MM * a_mm and w <= 1.6 * h
        whole = sized and cv2.contourArea(outline) >= WHOLE * w * h
        if whole and cv2.contourArea(cv2.convexHull(outline)) >= SQUARE * (w - 1) * (h - 1):
            found.append((x, y, x + w, y + h))
    return sorted(found)


def _runs(boxes: Sequence[Segment], wall: float) -> list[list[Segment]]:
    """Chain boxes that share walls."""
    runs: list[list[Segment]] = []
    for box in boxes:
        near = [run for run in runs if _level(run[-1], box) and 0 < box[0] - run[-1][2] <= wall]
        if near:
            near[0].append(box)
        else:
            runs.append([box])
    return runs


def _level(one: Segment, other: Segment) -> bool:
    high = min(one[3] - one[1], other[3] - other[1])
    return abs(one[1] - other[1]) <= 0.2 * high and abs(one[3] - other[3]) <= 0.2 * high


def _stacked(run: Sequence[Segment], boxes: Sequence[Segment]) -> bool:
    """Say whether most of a run share walls with boxes above or below: it is a table's row."""
    walls = [after[0] - box[2] for box, after in pairwise(run)]
    wall = 2 * max(walls, default=1) + 1

    def has_neighbour(box: Segment) -> bool:
        slack = 0.2 * (box[3] - box[1])
        return any(
            abs(box[0] - other[0]) <= slack
            and abs(box[2] - other[2]) <= slack
            and (0 < other[1] - box[3] <= wall or 0 < box[1] - other[3] <= wall)
            for other in boxes
        )

    return sum(map(has_neighbour, run)) > len(run) / 2


def _joined(runs: Sequence[list[Segment]]) -> list[list[Segment]]:
    """Join runs of one number; a single box belongs to it only beside a run."""
    groups: list[list[Segment]] = []
    for run in sorted(runs, key=lambda run: run[0]):
        wide = run[0][2] - run[0][0]
        near = [
            group
            for group in groups
            if _level(group[-1], run[0]) and 0 < run[0][0] - group[-1][2] <= APART * wide
        ]
        if near:
            near[-1].extend(run)
        else:
            groups.append(list(run))
    return [group for group in groups if _has_run(group)]


def _has_run(group: Sequence[Segment]) -> bool:
    """Say whether at least two boxes of a group share a wall."""
    return any(after[0] - box[2] <= 0.4 * (box[3] - box[1]) for box, after in pairwise(group))


def _written(even: Image, box: Segment) -> Image | None:
    """Return what stands in a box, cut to its ink from side to side; None of an empty box."""
    x0, y0, x1, y1 = box
    rim = max(1, (y1 - y0) // 14)
    inside = even[y0 + rim : y1 - rim, x0 + rim : x1 - rim]
    ink = ink_of(inside) > 0
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns) or ink.mean() < 0.02:
        return None
    left, right = max(0, int(columns[0]) - 1), int(columns[-1]) + 2
    return np.ascontiguousarray(inside[:, left:right])


def _around(group: Sequence[Segment]) -> Segment:
    high = group[0][3] - group[0][1]
    more = max(3, high // 6)
    x0, y0 = min(box[0] for box in group) - more, min(box[1] for box in group) - more
    x1, y1 = max(box[2] for box in group) + more, max(box[3] for box in group) + more
    return max(0, x0), max(0, y0), x1, y1


def _holds(place: Segment, rule: Segment) -> bool:
    x0, y0, x1, y1 = place
    return x0 <= rule[0] + 2 and rule[2] <= x1 + 2 and y0 <= rule[1] + 2 and rule[3] <= y1 + 2
