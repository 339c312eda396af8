"""Pictures of a batch and of the dashboard: `python -m tests.review.screens_quality`."""

import random
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import update

from flows.settings import load
from models.page import By, Page
from models.people import Role
from review.plans import plan_of
from storage.quality_tables import judged
from storage.rows import DocumentRow
from storage.tables import scan, version
from tests.flows.filed import QUICK, done, received
from tests.review.batches import NAMES, SURE, answer
from tests.review.conftest import Room
from tests.review.papers import doubted, prescription
from tests.review.studio import studio

DAYS, LATEST = 14, 29


def filled(room: Room) -> None:
    """File two papers a day, some with a value that waits; have people look at a sample."""
    rows: list[DocumentRow] = []
    doubtful = load(
        QUICK | SURE | {"SOHOA_ACCEPT_DIAGNOSES": "1.0", "SOHOA_ACCEPT_IDENTITY": "1.0"}
    )[0]
    strict = replace(room.house, settings=doubtful)
    for number in range(DAYS):
        paper = _read(prescription(NAMES[number % len(NAMES)], 2_024_100 + number), number)
        house = strict if number % 4 == 3 else room.house
        rows += done(house, received(house, f"s{number}", [paper]))
    for row in rows[3:8]:
        if row.waiting:
            answer(room, row.id, {"diagnoses.0.text": "Viêm phổi thuỳ"})
    # As the page draws it: the plan of the settings.
    sampling = room.settings.sampling
    drawn = room.catalogue.by("hoa").inspections.draw("b", lambda lot: plan_of(lot, sampling))
    room.file_due()
    names = [each.document_id for each in room.catalogue.inspections.sample(drawn.number)]
    answer(room, names[0], {"patient.full_name": "TRẦN THỊ HÀ"})
    for name in names[1:3]:
        answer(room, name)
    chance = random.Random(6)
    with room.catalogue._database.write() as connection:
        for row in rows:
            day = date.today() - timedelta(days=chance.randrange(LATEST))
            at = f"{day}T08:15:00+07:00"
            mine = version.c.document_id == row.id
            connection.execute(update(version).where(mine).values(filed_at=at))
            own = scan.c.sha256 == row.sha256
            pages = chance.randrange(1, 6)
            connection.execute(update(scan).where(own).values(received_at=at, pages=pages))
        # Words of one moment, spread as if a person had typed them.
        second = 0
        for one in connection.execute(judged.select()).all():
            second += chance.randrange(1, 6)
            at = f"{date.today()}T09:{second // 60 % 60:02}:{second % 60:02}+07:00"
            mine = judged.c.decision_id == one.decision_id
            connection.execute(update(judged).where(mine).values(at=at))


def _read(paper: Page, number: int) -> Page:
    """The same page as both readers read it, or one, by the number of a line and of the paper."""
    by = By.FIRST, By.BOTH
    lines = tuple(
        replace(line, words=tuple(replace(word, by=by[(number + k) % 2]) for word in line.words))
        for k, line in enumerate(paper.lines)
    )
    paper = replace(paper, lines=lines)
    return doubted(paper, "12/03/1961", "12/08/1961", 0.9) if number % 3 == 0 else paper


def main() -> None:
    """Take both pages in both languages, of one home."""
    with studio(**QUICK, **SURE) as every:
        filled(every["vi"].room)
        every["vi"].room.person("hoa", Role.SUPERVISOR)
        for at in every.values():
            page = at.page("hoa", 1280)
            for name, where in (
                ("batches", "batch"),
                ("batch", "batch/b"),
                ("dashboard", "dashboard"),
            ):
                page.goto(f"{at.address}/{where}")
                at.take(page, name, whole=True)


if __name__ == "__main__":
    main()
