"""The tables of single papers: discharge, summary of the record, referral, appointment.

`whole` is the stay's row of table 1, from which they take over what the insurer wants the same.
"""

from exports.insurer import cells
from exports.insurer.cells import Row, joined, made, narrative, one
from exports.stored import Stored
from models.record import Item


def discharge(whole: Row, paper: Stored) -> Row:
    """Return the row of table 7, for a discharge certificate."""
    visit: Item = paper.facts.encounter
    return {
        **{name: whole[name] for name in ("NGAY_VAO", "NGAY_RA", "CHAN_DOAN_RV")},
        "SO_LUU_TRU": one(paper.facts.patient, "record_number"),
        "MA_YTE": whole["MA_BN"],
        "MA_KHOA_RV": made(one(visit, "department"), cells.code),
        "PP_DIEUTRI": narrative([paper], "treatment"),
        "GHI_CHU": narrative([paper], "advice"),
        "TEN_BS": one(visit, "physician"),
        "MA_BS": made(one(visit, "physician"), cells.code),
        "NGAY_CT": made(one(visit, "issued_on"), cells.day),
    }


def summary(whole: Row, paper: Stored) -> Row:
    """Return the row of table 8, for a summary of the record."""
    taken = "NGAY_VAO NGAY_RA CHAN_DOAN_VAO CHAN_DOAN_RV KET_QUA_DTRI".split()
    return {
        **{name: whole[name] for name in taken},
        "QT_BENHLY": narrative([paper], "course", "history_present"),
        "TOMTAT_KQ": narrative([paper], "summary"),
        "PP_DIEUTRI": narrative([paper], "treatment"),
        "NGAY_CT": made(one(paper.facts.encounter, "issued_on"), cells.day),
    }


def referral(whole: Row, paper: Stored) -> Row:
    """Return the row of table 13, for a referral."""
    taken = (
        "MA_CSKCB MA_NOI_DEN HO_TEN NGAY_SINH GIOI_TINH MA_DANTOC MA_NGHE_NGHIEP DIA_CHI"
        " MA_THE_BHYT NGAY_VAO NGAY_RA CHAN_DOAN_RV MA_BENH_CHINH MA_BENH_KT MA_LOAI_RV"
        " PP_DIEU_TRI"
    ).split()
    return {
        **{name: whole[name] for name in taken},
        "SO_HOSO": one(paper.facts.patient, "record_number"),
        "DAU_HIEU_LS": narrative([paper], "examination"),
        "QT_BENHLY": narrative([paper], "course", "history_present"),
        "TOMTAT_KQ": narrative([paper], "summary"),
        "PP_DIEUTRI": whole["PP_DIEU_TRI"],
        "TEN_DICH_VU": joined((one(item, "text") for item in paper.facts.procedures), ";"),
        "TEN_THUOC": joined((one(item, "name") for item in paper.facts.medications), ";"),
        # What was done such a paper tells by drugs and procedures.
        "HUONG_DIEU_TRI": narrative([paper], "plan", "treatment"),
        "MA_BAC_SI": made(one(paper.facts.encounter, "physician"), cells.code),
    }


def appointment(whole: Row, paper: Stored) -> Row:
    """Return the row of table 14, for an appointment."""
    taken = (
        "MA_CSKCB HO_TEN NGAY_SINH GIOI_TINH DIA_CHI MA_THE_BHYT NGAY_VAO NGAY_RA CHAN_DOAN_RV"
        " MA_BENH_CHINH MA_BENH_KT"
    ).split()
    visit = paper.facts.encounter
    return {
        **{name: whole[name] for name in taken},
        "NGAY_HEN_KL": made(one(visit, "follow_up_on"), cells.minute),
        "MA_BAC_SI": made(one(visit, "physician"), cells.code),
        "NGAY_CT": made(one(visit, "issued_on"), cells.day),
    }
