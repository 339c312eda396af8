"""The drugs of a stay: the insurer's second table."""

from exports.insurer import cells, dose
from exports.insurer.cells import Cell, Lack, Row, made, one
from exports.insurer.stays import Stay
from exports.stored import Stored
from models.record import Item

PAPERS = ("prescription", "treatment_sheet")
"""Which documents order drugs; others tell of the same ones again."""


def rows(stay: Stay) -> list[Row]:
    """Return a row for each drug that is ordered."""
    return [
        {
            "TEN_THUOC": one(item, "name"),
            "DON_VI_TINH": _unit(item),
            "HAM_LUONG": one(item, "strength"),
            "DUONG_DUNG": made(one(item, "route"), cells.code),
            "DANG_BAO_CHE": made(one(item, "form"), cells.code),
            "LIEU_DUNG": _dose(paper, item),
            "CACH_DUNG": one(item, "instructions"),
            "SO_LUONG": one(item, "quantity"),
            "MA_BAC_SI": made(one(paper.facts.encounter, "physician"), cells.code),
            "NGAY_YL": made(one(paper.facts.encounter, "issued_on"), cells.minute),
        }
        for paper in stay.of(*PAPERS)
        for item in paper.facts.medications
    ]


def _unit(item: Item) -> Cell:
    """Return the unit in which a drug is counted, where the paper has it as a word of its own."""
    return made(one(item, "form"), lambda _: _word(item))


def _word(item: Item) -> Cell:
    text = item["form"].text or ""
    return text if text and len(text.split()) == 1 else Lack(cells.UNSAID)


def _dose(paper: Stored, item: Item) -> Cell:
    """Return `LIEU_DUNG`; an inpatient's order is for one day."""
    orders = one(item, "instructions")
    if isinstance(orders, str) and (said := dose.changing(orders)):
        return said
    each, times = one(item, "dose"), one(item, "times_per_day")
    if not isinstance(each, str) or not isinstance(times, str):
        return each if isinstance(each, Lack) else times
    inpatient = paper.facts.document_type.value == "treatment_sheet"
    days = 1 if inpatient else _days(item, each, times)
    return (days and dose.even(each, times, days)) or Lack(cells.UNSAID)


def _days(item: Item, each: str, times: str) -> int | None:
    quantity, orders = one(item, "quantity"), one(item, "instructions")
    counted = " ".join(
        item[key].text or "" for key in ("form", "quantity") if isinstance(one(item, key), str)
    )
    return dose.days(
        each,
        times,
        quantity if isinstance(quantity, str) else "",
        counted,
        orders if isinstance(orders, str) else "",
    )
