"""Separator sheets: printed, worn, scanned with a stack, and what they then say."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from exports.stored import stored
from flows.house import House
from flows.slips import printed
from flows.whole.faults import Look
from flows.whole.verify import verify
from models.doubt import Doubt
from models.errors import UsageError
from models.geometry import Box
from models.page import Mark, MarkKind, Page
from models.slip import Slip, SlipKind, code
from storage import keys
from storage.person import Person
from storage.rows import DocumentRow
from tests.extractors.forms import page
from tests.flows.command import Command
from tests.flows.command import page as small
from tests.flows.filed import done, quick, reasons, received
from tests.flows.test_anew import form

HOA = Person("25012345", "TRẦN THỊ HA", "1961-03-12", "female")
MAI = Person("25012346", "LÊ THỊ MAI", "1971-05-02", "female")
NAMELESS = """
Diễn biến: Bệnh tỉnh, tiếp xúc tốt
1. Amoxicillin 500 mg   20 viên
"""


def sheet(one: Slip) -> Page:
    """A separator sheet as it is read."""
    mark = Mark(Box(0.4, 0.5, 0.6, 0.65), MarkKind.BARCODE, text=code(one.id))
    return replace(page("TỜ PHÂN CÁCH: HỒ SƠ"), marks=(mark,))


def link(house: House, row: DocumentRow) -> tuple[str | None, str, str]:
    said = stored(house.store.get(keys.record(row.id, row.version, "record.json"))).link
    return said.patient_id, said.method, said.status


def test_documents_after_a_sheet_are_its_patients(home: Path) -> None:
    with quick(home) as house:
        house.catalogue.patients.register.load([HOA, MAI])
        _, hoa, mai = house.catalogue.slips.make("b", [None, "25012345", "25012346"])
        numberless = form().replace("Mã BN: 20241234", "")
        pages = [sheet(hoa), page(numberless), page(NAMELESS), sheet(mai), page(NAMELESS)]
        sha256 = received(house, "stack", pages)
        first, paper, last_sheet, other = done(house, sha256)
        assert [row.numbers for row in (first, paper, last_sheet, other)] == [
            (1,), (2, 3), (4,), (5,)
        ]  # fmt: skip
        assert {first.type, last_sheet.type} == {"cover_sheet"}
        assert first.waiting == last_sheet.waiting == 0
        # A sheet itself is nobody's, and a patient without any word on the paper is a question.
        assert link(house, first)[0] is None
        assert link(house, other) == ("25012346", "barcode", "review")
        assert link(house, paper) == ("25012345", "barcode", "auto")
        balance = house.catalogue.balances.of("b")
        assert (balance.received, balance.filed, balance.balanced) == (5, 5, True)
        before = house.catalogue.audit.head()
        done(house, sha256)
        assert house.catalogue.audit.head() == before
        assert list(verify(house, Look())) == []


def test_what_the_paper_says_is_held_against_the_sheet(home: Path) -> None:
    with quick(home) as house:
        house.catalogue.patients.register.load([MAI])
        (mai,) = house.catalogue.slips.make("b", ["25012346"])
        _, paper = done(house, received(house, "one", [sheet(mai), page(form())]))
        # The paper has a number of its own, which is nobody's of the register.
        assert link(house, paper)[2] == "new"
        assert reasons(house, paper) == [("pages.2", Doubt.SHEET_PATIENT.value)]


def test_a_sheet_of_another_batch_is_asked_about(home: Path) -> None:
    with quick(home) as house:
        (other,) = house.catalogue.slips.make("other", [None])
        first, second = done(house, received(house, "one", [sheet(other), page(form())]))
        assert reasons(house, first) == [("pages.1", Doubt.SHEET_BATCH.value)]
        assert Doubt.SHEET_BATCH.value not in dict(reasons(house, second)).values()


def test_a_sheet_that_was_not_printed_here_says_nothing(home: Path) -> None:
    with quick(home) as house:
        strange = Slip("A" * 16, SlipKind.BATCH, "b")
        first, _ = done(house, received(house, "one", [sheet(strange), page(form())]))
        assert first.type == "cover_sheet"
        assert house.catalogue.slips.above(first.sha256, 2) == ()


def test_the_same_sheet_is_printed_again_and_nobody_unknown(home: Path) -> None:
    with quick(home) as house:
        house.catalogue.patients.register.load([HOA])
        made = house.catalogue.slips.make("b", [None, "25012345"])
        assert house.catalogue.slips.make("b", [None, "25012345"]) == made
        with pytest.raises(UsageError, match="Patient 2 of 2"):
            house.catalogue.slips.make("b", [None, "99"])
        assert printed(house, made) == printed(house, made)
        told = "".join(event.subject + event.after for event in house.catalogue.audit.events())
        assert "25012345" not in told


def worn(pdf: Path, number: int, degrees: float, seed: int) -> Image.Image:
    """A page of a PDF as a worn printer, a tilted feed and a dirty glass make it."""
    target = pdf.with_name(f"sheet-{number}")
    draw = ["pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", "-f", str(number)]
    subprocess.run([*draw, str(pdf), str(target)], check=True)
    drawn = cv2.imread(f"{target}.png", cv2.IMREAD_GRAYSCALE)
    assert drawn is not None
    rng, (height, width) = np.random.default_rng(seed), drawn.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.97)
    tilted = cv2.warpAffine(drawn, turn, (width, height), borderValue=(245,))
    soft = cv2.GaussianBlur(tilted, (0, 0), 1.0).astype(np.float32) * 0.75 + 40
    noisy = soft + rng.normal(0, 18, soft.shape)
    noisy[rng.random(soft.shape) < 0.002] = 0
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


@pytest.mark.slow
def test_printed_sheets_part_a_real_stack(sohoa: Command, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text(
        "patient_id,full_name,birth_date,sex\n25012345,NGUYỄN THỊ HOÀ,1980-03-01,female\n", "utf-8"
    )
    assert sohoa("patients", "import", register).returncode == 0
    pdf = tmp_path / "sheets.pdf"
    made = sohoa("sheets", pdf, "--batch", "hop-12", "--patient", "25012345")
    assert made.returncode == 0, made.stderr
    stack = [worn(pdf, 1, -2.0, 1), worn(pdf, 2, 183.0, 2), small(0)]
    stack[0].save(tmp_path / "stack.tif", save_all=True, append_images=stack[1:], dpi=(150, 150))
    ended = sohoa("run", tmp_path / "stack.tif", "--batch", "hop-12")
    assert ended.returncode == 0, ended.stderr
    listed = sohoa.json("list")
    types = [one["document_type"] for one in listed]
    assert types == ["cover_sheet", "cover_sheet", "prescription"]
    shown = sohoa.json("show", listed[2]["document_id"])["record"]["patient_link"]
    assert (shown["patient_id"], shown["method"]) == ("25012345", "barcode")
    balance = sohoa.json("status", "hop-12")
    assert (balance["received"], balance["filed"], balance["balanced"]) == (3, 3, True)


@pytest.mark.slow
def test_a_batch_sheet_names_the_batch_of_what_is_scanned_after_it(
    sohoa: Command, tmp_path: Path
) -> None:
    pdf, root = tmp_path / "sheets.pdf", tmp_path / "scanner"
    root.mkdir()
    made = sohoa("sheets", pdf, "--batch", "hop-12", "--box", "H-12", "--shelf", "B3")
    assert made.returncode == 0, made.stderr
    for age, (name, image) in enumerate(
        [("c.png", small(0)), ("a.png", worn(pdf, 1, 2.0, 1)), ("b.png", small(1))]
    ):
        image.save(root / name, dpi=(150, 150))
        os.utime(root / name, (1_700_000_000 + age, 1_700_000_000 + age))
    quick = {"SOHOA_WATCH_SECONDS": "0.2", "SOHOA_WATCH_SETTLED": "0.5"}
    ended = sohoa("watch", root, "--once", **quick)
    assert ended.returncode == 0, ended.stderr
    came = {one["batch"]: one["received"] for one in sohoa.json("status")}
    assert came == {"hop-12": 2, "scanner": 1}
    assert sohoa.json("batch", "show", "hop-12")["declared"]["box"] == "H-12"
    assert (root / "done" / "scanner" / "a.png").is_file()
