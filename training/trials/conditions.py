"""Forms in every condition with their words: scans/ and truth/ as training.samples makes them."""

from pathlib import Path

from training.paper import printer
from training.scans import Plan
from training.scans import make as scan
from training.trials.prints import CONDITIONS, form


def make(out: Path, count: int, seed: int) -> None:
    """Write `count` pages of each condition, at least: a form has one page or more."""
    scans, truths = out / "scans", out / "truth"
    scans.mkdir(exist_ok=True)
    truths.mkdir(exist_ok=True)
    with printer() as browser:
        for condition in CONDITIONS:
            pages = number = 0
            while pages < count:
                sheet = form(number, seed, condition)
                ending = "pdf" if len(sheet.pages) > 1 else "jpg"
                plan = Plan(
                    f"{condition}-{number + 1:03d}.{ending}",
                    (sheet,),
                    condition,
                    seed * 1000 + number,
                    colour=number % 2 == 1,
                )
                pages += scan(plan, browser, scans, truths)
                number += 1
