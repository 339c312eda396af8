"""A batch of papers that passed unseen, and what people say of its sample."""

from collections.abc import Mapping, Sequence

from flows.anew import file_due
from flows.house import House
from models.decided import about
from models.decision import LINK, Kind, belongs
from models.sampling import Plan
from review.current import current
from storage.decisions import Ruling
from storage.inspections import Inspection
from storage.rows import DocumentRow
from tests.flows.filed import done, received
from tests.review.conftest import Room
from tests.review.papers import prescription

SURE = {
    f"SOHOA_ACCEPT_{name}": "0"
    for name in (
        "IDENTITY ENCOUNTER DIAGNOSES MEDICATIONS LAB_RESULTS VITAL_SIGNS OTHER HANDWRITTEN".split()
    )
}
"""Nothing waits for a person."""
NAMES = "TRẦN THỊ HA,LÊ VĂN TÁM,NGUYỄN VĂN AN,PHẠM THỊ MAI,ĐỖ MINH ĐỨC,VŨ THU HÀ".split(",")


def filed(house: House, count: int = len(NAMES)) -> tuple[DocumentRow, ...]:
    """File so many prescriptions of made-up people in the batch `b`."""
    return tuple(
        row
        for number, name in enumerate(NAMES[:count])
        for row in done(house, received(house, f"s{number}", [prescription(name, 20240 + number)]))
    )


def draw(house: House, size: int = 2, accept: int = 0) -> tuple[Inspection, Sequence[str]]:
    """Draw a sample by a plan of one's own, and have it laid out; return its documents too."""

    def plan(lot: int) -> Plan:
        return Plan("B", "II", "2.5", lot, size, accept)

    one = house.catalogue.by("hoa").inspections.draw("b", plan)
    file_due(house)
    return one, [each.document_id for each in house.catalogue.inspections.sample(one.number)]


def answer(
    room: Room, document_id: str, wrong: Mapping[str, str] | None = None, who: str = "lan"
) -> None:
    """Have somebody verify all that is asked of a document, but for what is wrong; file it."""
    row = room.catalogue.documents.get(document_id)
    assert row
    facts, rulings = current(room, row).facts, []
    for task in room.catalogue.tasks.of(document_id):
        if task.state == "open":
            value = (wrong or {}).get(task.path)
            kind = Kind.CORRECT if value else Kind.VERIFY
            if task.path == LINK:
                word = belongs(row.sha256, 1, room.catalogue.patients.link(row.id), value)
            else:
                word = about(facts, row.sha256, kind, task.path, value)
            rulings.append(Ruling(document_id, word, (task.id,)))
    room.catalogue.by(who).decisions.decide(rulings)
    file_due(room.house)
