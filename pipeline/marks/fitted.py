"""Bars whose blur changes along the code: the likeliest row of black and white modules is found.

A page that did not lie flat is sharp at one end of a code and blurred at the other, where narrow
bars melt into each other. All edges lie on one grid, which the sharp ones tell. On it, the row of
modules and the blur of each that together explain the tones best are found by dynamic
programming, as in a receiver of smeared pulses (Forney 1973).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image
from pipeline.marks.blur import Floats, without_blur

MODULES_MM = (0.17, 0.6)
"""Widths that a module may have."""
STEP = 1.001
"""From one width that is tried to the next."""
SEEN = 7
"""Modules that shine into the middle one of them."""
SAMPLES = 4
"""Tones that are compared, a module."""
BLURS = np.array([0.06, 0.10, 0.14, 0.18, 0.22, 0.26, 0.30])
"""Standard deviations, in mm, that the blur of a module may have."""
THICKER = np.array([-0.03, -0.015, 0.0, 0.015, 0.03, 0.045, 0.06])
"""In mm, beside what the edges tell: in narrow gaps, which blur fills, they tell too little."""
CHANGE = 0.02
"""What it costs to go to the next blur, beside squared differences of tones from 0 to 1."""
SHARPENED, NOISE = 0.12, 0.02
"""Blur in mm, and noise to signal, that is taken back before edges are sought."""
INK_AND_PAPER = (2, 95)
"""Percentiles of a line's tones."""
INKED = 0.3
"""Bars begin and end where the tone is this far from paper to ink."""
LEAST_EDGES = 16
ON_GRID = 0.9
"""Of the best grid's edges, as many on it or more: a grid twice as fine has all of them, too."""
QUIET = 5
"""Modules of paper shown and drawn at both ends."""
DRAWN = 4
"""Pixels a module."""
TELLS = 0.006
"""Greatest mean square of what is left unexplained."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where modules lie on a line, in pixels: the first one's left edge, the width of one.

    `thick` is by how much either edge of every bar lies farther out.
    """

    start: float
    width: float
    count: int
    thick: float


def fitted(line: Floats, a_mm: float) -> Image | None:
    """Return the likeliest bars, drawn clean, as a line of 0 and 255; None where none are likely.

    `line` has shape (width,), `a_mm` pixels a millimetre.
    """
    for grid in _grids(line, a_mm):
        left, modules = _likeliest(_scaled(line, grid), _models(grid, a_mm))
        if left <= TELLS:
            return np.repeat(np.pad(modules, QUIET, constant_values=255), DRAWN)[None]
    return None


def _grids(line: Floats, a_mm: float) -> list[Grid]:
    """Return the grid on which most edges lie, and the one twice as fine.

    The left edges of the bars of ITF lie on a grid twice as wide as its modules, and the right
    ones do.
    """
    places, slopes = _edges(without_blur(line[None], SHARPENED * a_mm, NOISE)[0])
    if len(places) < LEAST_EDGES:
        return []
    least, most = (side * a_mm for side in MODULES_MM)
    widths = np.geomspace(least, most, int(np.log(most / least) / np.log(STEP)))
    waves = np.exp(2j * np.pi * places / widths[:, None])
    lefts, rights = (waves @ np.maximum(sign * slopes, 0) for sign in (-1, 1))
    on_grid = np.abs(lefts) + np.abs(rights)
    last = int(np.flatnonzero(on_grid >= ON_GRID * on_grid.max())[-1])
    peak = last - int(on_grid[max(0, last - 5) : last + 1][::-1].argmax())
    phases = np.angle([lefts[peak], rights[peak]]) / (2 * np.pi) * widths[peak]
    finer = [float(widths[peak]) / k for k in (1, 2)]
    return [_laid(line, width, phases) for width in finer if width >= least]


def _laid(line: Floats, width: float, phases: Numbers) -> Grid:
    """Return a grid from the first bar to the last; `phases` are of left edges and of right ones.

    Bars and gaps are taken for as alike as can be: the edges lie off the grid by the least.
    """
    left, right = phases
    thick = ((right - left + width / 2) % width - width / 2) / 2
    ink, paper = np.percentile(line, INK_AND_PAPER)
    dark = np.flatnonzero(line < paper - INKED * (paper - ink))
    first = left + thick + width * np.round((dark[0] - left - thick) / width)
    count = round((dark[-1] - first) / width) + 2 * QUIET
    return Grid(float(first - QUIET * width), width, count, float(thick))


def _edges(line: Floats) -> tuple[Numbers, Numbers]:
    """Return where the tone changes most, and how fast, squared, with the sign of the change."""
    slope = np.gradient(line.astype(np.float64))
    size = np.abs(slope)
    at = np.flatnonzero((size[1:-1] > size[:-2]) & (size[1:-1] >= size[2:])) + 1
    at = at[size[at] > 0.03 * size.max()]
    before, here, after = size[at - 1], size[at], size[at + 1]
    bend = before - 2 * here + after
    return at + 0.5 * (before - after) / np.where(bend, bend, 1), slope[at] * here


def _scaled(line: Floats, grid: Grid) -> Numbers:
    """Return the tones of the modules, of shape (modules, samples), 0 ink, 1 paper."""
    within = (np.arange(SAMPLES) + 0.5) / SAMPLES
    at = grid.start + grid.width * (np.arange(grid.count)[:, None] + within)
    tones = np.interp(at, np.arange(len(line)), line)
    ink, paper = np.percentile(line, INK_AND_PAPER)
    return np.asarray((tones - ink) / (paper - ink), np.float64)


def _models(grid: Grid, a_mm: float) -> Floats:
    """Return tones of the middle module: (thicknesses, blurs, rows of `SEEN` modules, samples)."""
    rows = (np.arange(2**SEEN)[:, None] >> np.arange(SEEN)[::-1]) & 1
    within = SEEN // 2 + (np.arange(SAMPLES) + 0.5) / SAMPLES
    turns = np.diff(rows, axis=1)[..., None]
    thick = (grid.thick + THICKER * a_mm)[:, None, None, None, None] / grid.width
    blurs = BLURS[:, None, None, None] * a_mm / grid.width
    off = within - np.arange(1, SEEN)[:, None] - turns * thick
    tones = rows[:, :1] + (turns * _below(off / blurs)).sum(axis=-2)
    return np.asarray(tones, np.float32)


def _below(z: Numbers) -> Numbers:
    """Return the normal distribution, within 0.001."""
    return np.asarray(0.5 * (1 + np.tanh(0.79788 * (z + 0.044715 * z**3))), np.float64)


def _likeliest(tones: Numbers, models: Floats) -> tuple[float, Image]:
    """Return the mean square left unexplained, and the row of modules that leaves least.

    A module's state is its thickness, its blur, and the row of `SEEN` modules around it.
    """
    costs = ((tones[:, None] - models.reshape(1, -1, SAMPLES)) ** 2).mean(axis=-1)
    best = np.full(models.shape[:3], np.inf)
    best[..., -1] = 0
    half, ways = 2 ** (SEEN - 1), []
    for cost in costs:
        first = best[..., :half] > best[..., half:]
        old = np.where(first, best[..., half:], best[..., :half])
        steps = np.full((3, *old.shape), np.inf)
        steps[0], steps[1, :, 1:], steps[2, :, :-1] = old, old[:, :-1], old[:, 1:]
        steps[1:] += CHANGE
        ways.append((first, steps.argmin(axis=0)))
        best = np.repeat(steps.min(axis=0), 2, axis=-1) + cost.reshape(best.shape)
    last = np.unravel_index(best.argmin(), best.shape)
    return float(best.min()) / len(costs), _traced(ways, *(int(k) for k in last))


def _traced(
    ways: list[tuple[NDArray[np.bool_], NDArray[np.intp]]], thick: int, blur: int, row: int
) -> Image:
    """Return the middles of the rows that led to this one."""
    middles = []
    for first, step in reversed(ways):
        middles.append(255 * (row >> (SEEN // 2) & 1))
        row >>= 1
        blur += (0, -1, 1)[step[thick, blur, row]]
        row += 2 ** (SEEN - 1) * int(first[thick, blur, row])
    return np.array(middles[::-1], np.uint8)
