"""Pictures of the director's page and its report: `python -m tests.review.screens_campaign`.

The charts are rows made by program, seeded: a hospital of 24,000, half of them come. What is not
in rows, minutes of people and bytes of a store, is put into the count.
"""

import io
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from models.campaign.counts import Counted
from models.people import Role
from review.campaign import told as campaign
from review.campaign.pdf import pdf
from review.texts import texts
from storage import clock
from storage.costs import Used
from tests.bench.campaign import fill
from tests.flows.filed import QUICK
from tests.review.conftest import Room
from tests.review.studio import COLOURS, OUT, studio

CHARTS, EACH = 12_000, 4


def filled(room: Room) -> Counted:
    """Fill the catalogue and count it."""
    fill(room.catalogue, CHARTS, EACH, date.fromisoformat(clock.now()[:10]))
    used = {one: Used(8.5, 5.0, EACH + 1) for one in room.catalogue.counting.sample()}
    room.catalogue.costs.add("run", used)
    counted = campaign.count(room.catalogue, room.store)
    minutes = round(0.35 * counted.received)
    made = round(1.6 * counted.originals)
    told = replace(counted, minutes=minutes, made=made, sampled=100, opened=212, wait=9.0)
    room.catalogue.campaign.keep(told)
    return told


def printed(data: bytes, language: str) -> None:
    """Keep the first page of a report."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(data)
        command = ["pdftoppm", "-r", "80", "-png", "-singlefile", str(path), str(path)]
        subprocess.run(command, check=True)
        picture = Image.open(io.BytesIO(path.with_suffix(".pdf.png").read_bytes()))
        picture.convert("RGB").quantize(COLOURS).save(
            OUT / f"campaign-report.{language}.png", optimize=True
        )


def main() -> None:
    """Take both in both languages."""
    with studio(**QUICK) as every:
        room = every["vi"].room
        counted = filled(room)
        room.person("hoa", Role.DIRECTOR)
        for language, at in every.items():
            window = at.page("hoa", 1280)
            window.goto(f"{at.address}/campaign")
            at.take(window, "campaign", whole=True)
            printed(pdf(campaign.told(room.catalogue, counted), texts(language)), language)


if __name__ == "__main__":
    main()
