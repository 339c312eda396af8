"""What the campaign's page says, in English; other languages are in the catalogue."""

from models.campaign.cost import Part
from models.campaign.held import Place
from models.campaign.values import Value

NONE = "–"
MOST = 30
"""Boxes of a kind that are listed; the others are counted."""
VALUES = {
    Value.TARGET: "Chosen date",
    Value.WEEK: "Working days a week, from Monday on",
    Value.WAGE: "Wage, VND an hour",
    Value.SCANNED: "Pages that a person prepares and scans in an hour",
    Value.CORE_HOUR: "An hour of one core of a machine, VND",
    Value.GIGABYTE_YEAR: "A gigabyte kept for a year with its copies, VND",
    Value.PAPER_WAIT: "Minutes that a doctor waits for a record on paper",
}
PLACES = {
    Place.ABSENT: "not come",
    Place.PART: "fewer charts came than declared",
    Place.WAITING: "come and waiting",
    Place.REVIEW: "in review",
    Place.DONE: "done",
}
PARTS = {
    Part.MACHINE: "Machines",
    Part.SCANNING: "People, scanning",
    Part.REVIEW: "People, review",
    Part.STORAGE: "Storage, a year",
}
USED = {
    Part.MACHINE: "{amount} core-seconds a page",
    Part.SCANNING: "{amount} minutes a page",
    Part.REVIEW: "{amount} minutes a page",
    Part.STORAGE: "{amount} MB a page",
}
BOX_HEADS = ("Box", "Declared", "Came", "Waiting", "In review", "Done", "Where it is")
COST_HEADS = ("What", "A page takes", "A page, VND", "A chart, VND")
SHARES = (
    "Charts declared: the inventory (sohoa campaign import). Charts converted: counted from the"
    " files that came and from the documents filed of them; papers of one chart as it was handed"
    " over, or of one patient and record number, are one. The year is that of the last day of care"
    " in its papers, the department that of its record. Documents that tell no chart: {loose}."
)
PACES = (
    "Charts by the day on which the last of their papers was first filed. The pace is the median"
    " of the latest 20 working days, today left out; public holidays count as working days. Its"
    " interval (95 %) is that of the order statistics; the end is reckoned from both its ends."
)
BOXES = (
    "Charts declared of each box: the inventory. Charts that came: those of batches that were"
    " handed over with that box (sohoa batch declare)."
)
COSTS = (
    "Core-seconds are measured by the runs, on scans of {measured} pages. Minutes of review are"
    " those between one word of a person and the next, pauses of 5 minutes and more left out. Bytes"
    " of the originals are counted; those of what is made of them are estimated from {sampled}"
    " scans. Wages and prices are entered. A chart has {pages} pages here."
)
WAITS = (
    "Now: from a search to the first document that the same person opens, of people with the role"
    " reader, in the last 90 days, by the audit; later than 5 minutes counts as something else."
    " What is typed before, and the way to a screen, are not in it. On paper: entered."
)
ENTERED = "Entered by people (sohoa campaign set, or on this page); the audit has each change."
