"""Bars that are sharp at one end and blurred at the other are made out, and nothing else is."""

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from pipeline.marks.fitted import fitted

A_MM = 16.0


def smeared(
    text: str, module: float, blurs: tuple[float, float], thick: float
) -> NDArray[np.float32]:
    """A line across a Code 128: mm a module, mm of blur at either end, mm added to either edge."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    modules = np.array(code.to_image(scale=1, add_quiet_zones=False))[0] < 128
    turns = np.flatnonzero(np.diff(np.pad(modules, 1).astype(int)))
    edges = 4.0 + module * turns + np.resize([-thick, thick], len(turns))
    x = np.arange((8 + module * len(modules)) * A_MM) / A_MM
    sigma = np.interp(x, (4, 4 + module * len(modules)), blurs)[:, None]
    signs = np.resize([-1, 1], len(turns))
    tones = 1 + (signs * (1 + np.tanh(0.851 * (x[:, None] - edges) / sigma)) / 2).sum(axis=1)
    grain = np.random.default_rng(1).normal(0, 1, len(x))
    return np.asarray(90 + 100 * tones + grain, np.float32)


def read(drawn: NDArray[np.uint8]) -> list[str]:
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128])
    codes = zxingcpp.read_barcodes(np.repeat(drawn, 16, axis=0), formats=formats)
    return [code.text for code in codes]


@pytest.mark.parametrize("thick", [-0.04, 0.0, 0.06])
@pytest.mark.parametrize("blurs", [(0.08, 0.28), (0.26, 0.08), (0.08, 0.08)])
def test_bars_are_made_out(blurs: tuple[float, float], thick: float) -> None:
    drawn = fitted(smeared("BN.2400123456", 0.28, blurs, thick), A_MM)
    assert drawn is not None
    assert read(drawn) == ["BN.2400123456"]


@pytest.mark.parametrize("seed", range(5))
def test_what_lies_on_no_grid_is_no_bars(seed: int) -> None:
    rng = np.random.default_rng(seed)
    line = np.repeat(rng.choice([90, 190], 120), rng.integers(3, 20, 120))
    assert fitted(line.astype(np.float32), A_MM) is None


def test_paper_is_no_bars() -> None:
    assert fitted(np.full(800, 200, np.float32), A_MM) is None
