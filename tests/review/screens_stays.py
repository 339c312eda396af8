"""Pictures of what stays lack: `python -m tests.review.screens_stays`."""

from models.people import Role
from storage.rows import DocumentRow
from tests.extractors.forms import page
from tests.flows.charts import text
from tests.flows.filed import QUICK
from tests.review.batches import SURE
from tests.review.conftest import Room
from tests.review.papers import file
from tests.review.studio import studio


def handed(room: Room, chart: str, *papers: str, **said: str | int) -> list[DocumentRow]:
    """File the papers of a chart, drawn."""
    rows = []
    for paper in papers:
        drawn = page(text(paper, **said))  # type: ignore[arg-type]
        rows.append(file(room.house, f"{chart}-{paper}", [drawn]))
        room.catalogue.batches.group("b", {f"{chart}-{paper}.tif": chart})
    return rows


def main() -> None:
    """Take a patient's stay, and what a batch lacks, in both languages."""
    with studio(**QUICK, **SURE) as every:
        room = every["vi"].room
        some = ("record", "treatment_sheet", "nursing", "lab", "procedure")
        record, *_ = handed(room, "25.001234", *some)
        handed(
            room,
            "25.001235",
            *("record", "treatment_sheet", "nursing", "vital_signs"),
            who="LÊ VĂN TÁM",
            number=20249999,
            stay="25.001235",
            outcome="Tử vong",
        )
        room.person("hoa", Role.SUPERVISOR)
        room.catalogue.by("hoa").stays.say_none(record.id, "vital_signs")
        for at in every.values():
            window = at.page("hoa", 1280)
            for name, where in (
                ("stay", f"patient/{record.patient_key}"),
                ("papers", "batch/b"),
            ):
                window.goto(f"{at.address}/{where}")
                at.take(window, name, whole=True)


if __name__ == "__main__":
    main()
