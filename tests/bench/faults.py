"""Faults on purpose: `python -m tests.bench.faults --seeds 100`; results are kept, so it goes on.

Each seed is a run of its own that one fault befalls. What is in RESULTS already is not done again.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from flows.server import environment
from tests.faults.trial import Reference, trial, undisturbed
from tests.faults.world import write
from tests.flows.command import Command


def main() -> int:
    """Do the trials that are missing and print a table; 1 where a law did not hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=100)
    asked.add_argument("--first", type=int, default=1)
    asked.add_argument("--pages", type=int, default=200)
    asked.add_argument("--results", type=Path, default=Path("build/faults.jsonl"))
    given = asked.parse_args()
    done = _done(given.results, given.pages)
    wanted = range(given.first, given.first + given.seeds)
    with tempfile.TemporaryDirectory(prefix="sohoa-faults-") as place:
        folder = Path(place)
        if missing := [seed for seed in wanted if seed not in done]:
            _do(folder, missing, given.pages, given.results)
    done = _done(given.results, given.pages)
    return _tell([done[seed] for seed in wanted if seed in done])


def _do(folder: Path, seeds: list[int], pages: int, results: Path) -> None:
    scans = write(folder / "scans", pages)
    server = Command(folder / "server" / "var")
    # Its database is made first: on a busy machine that takes longer than `up` waits.
    server.home.mkdir(parents=True)
    upgrade = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
    subprocess.run(upgrade, env=environment(server.home), check=True, capture_output=True)
    assert server("up").returncode == 0
    try:
        prefect = server.home / "prefect"
        reference: Reference = undisturbed(folder / "reference", scans, pages, prefect)
        print(f"undisturbed: {reference.seconds:.0f} s", flush=True)
        results.parent.mkdir(parents=True, exist_ok=True)
        for seed in seeds:
            own = folder / f"trial-{seed}"
            said = asdict(trial(seed, own, scans, pages, prefect, reference))
            with results.open("a") as file:
                file.write(json.dumps({"pages": pages, **said}) + "\n")
            print(json.dumps(said), flush=True)
            shutil.rmtree(own)
    finally:
        server("down")


def _done(results: Path, pages: int) -> dict[int, dict[str, object]]:
    lines = results.read_text().splitlines() if results.exists() else []
    told = [json.loads(line) for line in lines]
    return {one["seed"]: one for one in told if one["pages"] == pages}


def _tell(trials: list[dict[str, object]]) -> int:
    runs = Counter(one["fault"] for one in trials)
    survived = Counter(one["fault"] for one in trials if one["first"] == 0)
    broken = Counter(one["fault"] for one in trials if one["broken"])
    print("| fault | runs | went on by themselves | laws broken |\n| --- | --- | --- | --- |")
    for fault in sorted(runs, key=str):
        print(f"| {fault} | {runs[fault]} | {survived[fault]} | {broken[fault]} |")
    print(f"| all | {runs.total()} | {survived.total()} | {broken.total()} |")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
