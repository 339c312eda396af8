"""Whole time of `sohoa run --jobs 1` against bare tesseract, both pinned to one core.

python tests/bench/speed.py BENCH [--images 100]

The images are pages of BENCH's scans as grey PNG at their own resolution. Where they are too
few they come again with one pixel changed, so that no two files have the same bytes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from PIL import Image

from models.settings import Ingest, Limits
from pipeline.ingest import inspect, rasterise

SOHOA = Path(sys.executable).parent / "sohoa"
DEFAULTS = Path(__file__).parents[2] / "configs" / "default.toml"
ONE_CORE = ("taskset", "-c", "0")


def main() -> None:
    """Print both times and the overhead of everything that is not tesseract."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--images", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-speed-") as folder:
        images = list(draw(options.bench / "dev" / "scans", Path(folder), options.images))
        bare = time_of_tesseract(images, Path(folder))
        whole = time_of_sohoa(Path(folder))
    count = len(images)
    print(f"images           {count}")
    print(f"bare tesseract   {bare:8.1f} s  {bare / count:6.2f} s a page")
    print(f"sohoa            {whole:8.1f} s  {whole / count:6.2f} s a page")
    print(f"overhead         {100 * (whole / bare - 1):8.1f} %")


def draw(scans: Path, folder: Path, count: int) -> Iterator[Path]:
    """Write `count` pages as grey PNG files into `folder`/images and yield their paths."""
    (folder / "images").mkdir()
    for number, (pixels, dpi) in enumerate(islice(cycle(list(pages(scans))), count)):
        marked = pixels.copy()
        marked[0, number % marked.shape[1]] = number % 251
        path = folder / "images" / f"image-{number:03}.png"
        Image.fromarray(marked).save(path, dpi=(dpi, dpi))
        yield path


def pages(scans: Path) -> Iterator[tuple[np.ndarray, float]]:
    """Yield the pages of all scans, in order of name, in grey, and their dpi."""
    values = tomllib.loads(DEFAULTS.read_text())
    limits, ingest = Limits(**values["limits"]), Ingest(**values["ingest"])
    for path in sorted(scans.iterdir()):
        scan = inspect(path, limits)
        for number in range(1, scan.pages + 1):
            page = rasterise(path, scan.media_type, number, ingest, limits)
            colours = page.image if page.image.ndim == 2 else page.image[..., ::-1]
            yield np.asarray(Image.fromarray(colours).convert("L")), page.dpi


def time_of_tesseract(images: list[Path], folder: Path) -> float:
    """Return the seconds that tesseract takes for all images, one after the other."""
    started = time.monotonic()
    for image in images:
        command = [*ONE_CORE, "tesseract", str(image), str(folder / "out"), "-l", "vie"]
        subprocess.run(command, env=environment(folder), check=True, capture_output=True)
    return time.monotonic() - started


def time_of_sohoa(folder: Path) -> float:
    """Return the seconds of one whole run, the start of everything included."""
    run = [str(SOHOA), "run", str(folder / "images"), "--jobs", "1", "--batch", "speed"]
    started = time.monotonic()
    subprocess.run(
        [*ONE_CORE, *run], env=environment(folder), check=True, stdout=subprocess.DEVNULL
    )
    return time.monotonic() - started


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of both: one thread, and a home that nobody else has."""
    return {**os.environ, "OMP_THREAD_LIMIT": "1", "SOHOA_HOME": str(folder / "var")}


if __name__ == "__main__":
    main()
