"""The rows of each table that a stay has: what its documents say, and why the rest is empty."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from exports.insurer import cells, certificates, diagnoses, drugs
from exports.insurer.cells import Cell, Lack, Row, agreed, first, made, narrative, one
from exports.insurer.stays import Stay
from exports.stored import Stored
from models.text import fold

SEX = {"male": "1", "female": "2"}
RESULT = {"recovered": "1", "improved": "2", "unchanged": "3", "worse": "4", "died": "5"}
LEAVING = {"left_against_advice": "4"}
"""`MA_LOAI_RV`: of the other outcomes the paper does not say how the patient left."""
SHORT = timedelta(hours=4)
"""A stay of less may be of the kind that counts no days (table 1, `SO_NGAY_DTRI`)."""
SIGNS = {
    "pulse": "M",
    "temperature": "T",
    "blood_pressure": "HA",
    "respiratory_rate": "NT",
    "spo2": "SP",
}
"""How vital signs are written in `DIEN_BIEN_LS` (Decision 4750/QĐ-BYT, table 5)."""
CERTIFICATES = {
    "XML7": ("discharge_certificate", certificates.discharge),
    "XML8": ("record_summary", certificates.summary),
    "XML13": ("referral", certificates.referral),
    "XML14": ("appointment", certificates.appointment),
}
"""Which document fills a table of its own; a stay has one of each, the first by id."""
WARD = ("treatment_sheet", "nursing_note", "vital_signs_chart")


def rows(stay: Stay, code: str = "") -> dict[str, list[Row]]:
    """Return the rows of each table, in order; a table without rows is not sent.

    `MA_LK` is the stay's code as its documents bear it, else `code`, which the hospital's system
    gave, else a name made by us.
    """
    printed = agreed((paper.facts.encounter for paper in stay.papers), "stay_code")
    code = printed if isinstance(printed, str) else code or stay.id
    whole = _whole(stay)
    found = {
        "XML1": [whole],
        "XML2": drugs.rows(stay),
        "XML3": list(_procedures(stay)),
        "XML4": [*_results(stay), *_images(stay)],
        "XML5": [*_signs(stay), *_course(stay)],
        **{
            name: [certificate(whole, paper) for paper in stay.of(kind)[:1]]
            for name, (kind, certificate) in CERTIFICATES.items()
        },
    }
    for name, made_rows in found.items():
        for number, row in enumerate(made_rows, 1):
            row["MA_LK"] = code
            if name in ("XML1", "XML2", "XML3", "XML4", "XML5"):
                row["STT"] = str(number)
    return {name: made_rows for name, made_rows in found.items() if made_rows}


def _whole(stay: Stay) -> Row:
    """Return the row of table 1."""
    people = [paper.facts.patient for paper in stay.papers]
    visits = [paper.facts.encounter for paper in stay.papers]
    came, left = agreed(visits, "admitted_at"), agreed(visits, "discharged_at")
    outcome = agreed(visits, "outcome")
    # What a referral says of treatment is what the next hospital shall do.
    done = [paper for paper in stay.papers if paper not in stay.of("referral")]
    return {
        "MA_BN": agreed(people, "patient_id"),
        "HO_TEN": agreed(people, "full_name"),
        "SO_CCCD": agreed(people, "national_id"),
        "NGAY_SINH": made(agreed(people, "birth_date"), cells.birth),
        "GIOI_TINH": made(agreed(people, "sex"), cells.coded(SEX)),
        "MA_DANTOC": made(agreed(people, "ethnicity"), cells.code),
        "MA_NGHE_NGHIEP": made(agreed(people, "occupation"), cells.code),
        "DIA_CHI": first(one(person, "address") for person in people),
        "DIEN_THOAI": agreed(people, "phone"),
        "MA_THE_BHYT": agreed(people, "insurance_number"),
        "LY_DO_VV": narrative(stay.papers, "reason"),
        **diagnoses.of(stay.papers),
        "MA_NOI_DEN": made(agreed(visits, "destination"), cells.code),
        "NGAY_VAO": made(came, cells.minute),
        "NGAY_RA": made(left, cells.minute),
        "SO_NGAY_DTRI": _days(stay, came, left),
        "PP_DIEU_TRI": narrative(done, "treatment"),
        "KET_QUA_DTRI": _known(outcome, RESULT),
        "MA_LOAI_RV": _known(outcome, LEAVING),
        "GHI_CHU": narrative(stay.papers, "advice"),
        "MA_KHOA": made(first(one(visit, "department") for visit in visits), cells.code),
        "MA_CSKCB": made(first(one(visit, "facility") for visit in visits), cells.code),
        "CAN_NANG": _weight(stay.papers),
        "NGAY_TAI_KHAM": made(agreed(visits, "follow_up_on"), cells.day),
        "MA_HSBA": agreed(people, "record_number"),
    }


def _known(outcome: Cell, codes: dict[str, str]) -> Cell:
    return made(outcome, lambda value: codes.get(value, Lack(cells.UNSAID)))


def _days(stay: Stay, came: Cell, left: Cell) -> Cell:
    """Return the days of an inpatient's stay, both its ends counted."""
    if not stay.of("discharge_certificate"):
        return Lack(cells.UNSAID)
    for cell in (came, left):
        if not isinstance(cell, str):
            return cell
    try:
        times = [datetime.fromisoformat(str(cell)) for cell in (came, left)]
    except ValueError:
        return Lack(cells.UNSAID)
    if times[1] - times[0] < SHORT:
        return Lack(cells.UNSAID)
    return str((times[1].date() - times[0].date()).days + 1)


def _weight(papers: Iterable[Stored]) -> Cell:
    """Return the patient's weight in kg, if it is told once or always the same."""
    signs = [item for paper in papers for item in paper.facts.vital_signs]
    weights = [item for item in signs if one(item, "kind") == "weight"]
    units = {fold(unit) for item in weights if isinstance(unit := one(item, "unit"), str)}
    return agreed(weights, "value") if units <= {"kg"} else Lack(cells.DIFFERS)


def _procedures(stay: Stay) -> Iterable[Row]:
    """Yield the procedures, one that two documents tell once."""
    told = set()
    for paper in stay.papers:
        for item in paper.facts.procedures:
            name, when = one(item, "text"), made(one(item, "performed_on"), cells.minute)
            same = (fold(name), when) if isinstance(name, str) else None
            if same is None or same not in told:
                told.add(same)
                yield {"TEN_DICH_VU": name, "NGAY_TH_YL": when}


def _results(stay: Stay) -> Iterable[Row]:
    for paper in stay.of("lab_report"):
        for item in paper.facts.lab_results:
            yield {
                "TEN_CHI_SO": one(item, "test"),
                "GIA_TRI": one(item, "value"),
                "DON_VI_DO": one(item, "unit"),
                "NGAY_KQ": made(one(paper.facts.encounter, "issued_on"), cells.minute),
            }


def _images(stay: Stay) -> Iterable[Row]:
    for paper in stay.of("imaging_report"):
        for item in paper.facts.imaging:
            # The examination's name stands on paper around its site.
            site = one(item, "site")
            yield {
                "TEN_CHI_SO": item["site"].text or site if isinstance(site, str) else site,
                "KET_LUAN": one(item, "conclusion"),
                "NGAY_KQ": made(one(paper.facts.encounter, "issued_on"), cells.minute),
            }


def _signs(stay: Stay) -> Iterable[Row]:
    """Yield the vital signs taken at one time, in the writing of table 5."""
    at: dict[tuple[str, str], dict[str, str]] = {}
    for paper in stay.of(*WARD):
        for item in paper.facts.vital_signs:
            kind, value, when = (one(item, key) for key in ("kind", "value", "measured_at"))
            if isinstance(kind, str) and isinstance(value, str) and isinstance(when, str):
                at.setdefault((when, paper.document_id), {}).setdefault(kind, value)
    for (when, _), taken in sorted(at.items()):
        written = "_".join(f"{sign}{taken[kind]}" for kind, sign in SIGNS.items() if kind in taken)
        if written:
            yield {"DIEN_BIEN_LS": f"CSST<{written}>", "THOI_DIEM_DBLS": cells.minute(when)}


def _course(stay: Stay) -> Iterable[Row]:
    for paper in stay.of(*WARD):
        for part in paper.facts.sections:
            if part.kind in ("course", "nursing") and part.text.strip():
                yield {"DIEN_BIEN_LS": cells.Read(part.text.strip())}
