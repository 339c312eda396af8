"""Makes the scans of samples/, or a larger set to develop against.

python -m training.samples                     remake samples/
python -m training.samples --dev DIR --count N  N single forms of all kinds and conditions
"""

import argparse
from pathlib import Path
from random import Random

from training.corpus import CHART, FORMS, chart, document
from training.paper import printer
from training.scanner import CONDITIONS
from training.scans import Plan, make

SAMPLES = Path(__file__).parents[1] / "samples"
WARD = ["treatment_sheet", "nursing_note", "vital_signs_chart"]


def samples() -> list[Plan]:
    """Return what samples/ holds."""
    single = [
        ("giay-ra-vien.jpg", "discharge_certificate", "moderate", 21),
        ("don-thuoc-1.jpg", "prescription", "clean", 12),
        ("don-thuoc-2.png", "prescription", "clean", 7),
        ("phieu-xet-nghiem.jpg", "lab_report", "moderate", 14),
        ("tom-tat-ho-so-benh-an.jpg", "record_summary", "moderate", 15),
        ("giay-chuyen-tuyen.jpg", "referral", "photo", 16),
        ("benh-an-noi-khoa.pdf", "inpatient_record", "moderate", 17),
        ("sieu-am.jpg", "imaging_report", "clean", 18),
        ("to-dieu-tri.jpg", "treatment_sheet", "moderate", 19),
        ("phieu-phau-thuat.jpg", "procedure_note", "heavy", 20),
        ("giay-hen-kham-lai.pdf", "appointment", "born-digital", 22),
    ]
    plans = [
        Plan(name, (document(seed, kind),), condition, seed)
        for name, kind, condition, seed in single
    ]
    english = document(31, "record_summary", language="en")
    plans.append(Plan("discharge-summary.jpg", (english,), "clean", 31))
    plans.append(Plan("phieu-khoa-phong.tif", tuple(chart(41, WARD)), "clean", 41))
    whole = tuple(chart(42, CHART))
    plans.append(Plan("ho-so-benh-an.pdf", whole, "moderate", 42, upside_down=7, blank_after=4))
    return plans


def development(count: int, seed: int) -> list[Plan]:
    """Return single forms of all kinds, each kind in turn in all conditions."""
    rng = Random(seed)
    kinds = [(kind, "vi") for kind in FORMS]
    kinds += [(kind, "en") for kind in ("record_summary", "prescription", "lab_report", "referral")]
    plans = []
    for number in range(count):
        kind, language = kinds[number % len(kinds)]
        condition = CONDITIONS[(number + number // len(kinds)) % len(CONDITIONS)]
        sheet = document(seed + number, kind, language=language)
        many = len(sheet.pages) > 1
        ending = "pdf" if many else rng.choice(["jpg", "jpg", "png", "pdf"])
        name = f"dev-{number + 1:03d}.{ending}"
        plans.append(Plan(name, (sheet,), condition, seed + number))
    return plans


def write(plans: list[Plan], scans: Path, truths: Path) -> int:
    """Make all scans; return the number of pages."""
    scans.mkdir(parents=True, exist_ok=True)
    truths.mkdir(parents=True, exist_ok=True)
    with printer() as browser:
        return sum(make(plan, browser, scans, truths) for plan in plans)


def main() -> None:
    """Read the command line and make what it asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--dev", type=Path, help="folder for a larger set of single forms")
    parser.add_argument("--count", type=int, default=40, help="how many forms of that set")
    parser.add_argument("--seed", type=int, default=1000, help="first seed of that set")
    given = parser.parse_args()
    if given.dev:
        plans = development(given.count, given.seed)
        pages = write(plans, given.dev / "scans", given.dev / "truth")
    else:
        plans = samples()
        pages = write(plans, SAMPLES, SAMPLES / "truth")
    print(f"{len(plans)} scans, {pages} pages")


if __name__ == "__main__":
    main()
