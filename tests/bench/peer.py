"""OCRmyPDF, the program that reading is compared with. No other module names it.

It is given PDF at the scan's own resolution, and as many files at once as there are cores.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

NAME = "OCRmyPDF"
MISSING = f"{NAME} is not installed (./setup.sh bench); its side is left out."
OPTIONS = ("-l", "vie", "--rotate-pages", "--deskew", "--output-type", "pdfa")


def program() -> str | None:
    """Return the path of the program, that of this environment first; None without it."""
    beside = Path(sys.executable).parent / "ocrmypdf"
    return str(beside) if beside.is_file() else shutil.which("ocrmypdf")


def version() -> str:
    """Return the version of the program, which must be there."""
    said = subprocess.run([str(program()), "--version"], check=True, capture_output=True, text=True)
    return said.stdout.strip()


def read(files: Sequence[Path], together: int, jobs: int = 1) -> list[list[str]]:
    """Return the text of each page of each PDF, `together` files at once, `jobs` pages of each.

    Of a file that fails there is nothing, and that is said. The searchable PDF/A is written
    too, and thrown away.
    """
    with TemporaryDirectory(prefix="sohoa-peer-") as folder, ThreadPoolExecutor(together) as pool:
        places = [Path(folder) / str(place) for place in range(len(files))]
        return list(pool.map(partial(read_one, jobs=jobs), files, places))


def read_one(file: Path, out: Path, jobs: int) -> list[str]:
    """Return the text of each page of one PDF, `jobs` pages at once; nothing where it fails."""
    text, made = out.with_suffix(".txt"), out.with_suffix(".pdf")
    command = [str(program()), *OPTIONS, "--quiet", "--jobs", str(jobs), "--sidecar", str(text)]
    ended = subprocess.run(
        [*command, str(file), str(made)], check=False, capture_output=True, text=True
    )
    if ended.returncode:
        last = ended.stderr.strip().splitlines()[-1:]
        print(f"{NAME} fails on {file.name}: exit code {ended.returncode}", *last, file=sys.stderr)
        return []
    return text.read_text(encoding="utf-8").split("\f")
