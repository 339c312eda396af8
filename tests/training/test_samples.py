"""samples/: every scan has its truth, and there is enough of everything."""

import json
from pathlib import Path
from typing import Any

from PIL import Image

SAMPLES = Path(__file__).parents[2] / "samples"


def truths() -> dict[str, Any]:
    found = sorted((SAMPLES / "truth").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in found}


def scans() -> list[Path]:
    return [path for path in SAMPLES.iterdir() if path.is_file() and path.suffix != ".md"]


def test_scans_and_truth_belong_together() -> None:
    assert {path.name for path in scans()} == set(truths())
    assert all(truth["scan"] == name for name, truth in truths().items())


def test_there_are_enough() -> None:
    assert len(truths()) >= 12
    assert sum(len(truth["pages"]) for truth in truths().values()) >= 25
    assert sum(path.stat().st_size for path in scans()) <= 8_000_000


def test_all_forms_are_there() -> None:
    documents = [document for truth in truths().values() for document in truth["documents"]]
    assert {d["document_type"] for d in documents} >= {
        "discharge_certificate",
        "prescription",
        "lab_report",
        "record_summary",
        "referral",
        "inpatient_record",
        "imaging_report",
        "treatment_sheet",
    }
    assert "en" in {document["language"] for document in documents}


def test_every_page_is_accounted_for() -> None:
    for truth in truths().values():
        filed = [page for document in truth["documents"] for page in document["pages"]]
        blank = [page["page"] for page in truth["pages"] if page["blank"]]
        assert sorted(filed + blank) == [page["page"] for page in truth["pages"]]


def test_the_chart_has_a_blank_back_and_a_page_upside_down() -> None:
    chart = truths()["ho-so-benh-an.pdf"]
    assert len(chart["documents"]) == 6
    assert sum(page["blank"] for page in chart["pages"]) == 1
    assert [page["rotation"] for page in chart["pages"]].count(180) == 1


def test_pictures_say_their_resolution() -> None:
    for path in scans():
        if path.suffix in (".jpg", ".png", ".tif"):
            with Image.open(path) as picture:
                assert round(picture.info["dpi"][0]) == 200
