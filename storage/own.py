"""What the register says to one document alone, small enough to keep."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.doubt import Doubt
from models.record import PatientLink
from storage import said
from storage.linking import Decision

NOBODY = PatientLink(None, None, method="none", score=0.0, status="review")


@dataclass(frozen=True, slots=True)
class Own:
    """What the register says to one document alone."""

    status: str
    patient_id: str | None
    score: float
    method: str
    doubt: str | None
    by: str = ""
    """What it depends on beside document and register (`storage.weights.made_by`)."""


def of(what: Decision, row: Mapping[str, Any], by: str) -> Own:
    """Return what is kept of a decision about a document."""
    method = "none"
    if what.status != "new":
        method = "identifier" if what.numbers else "probabilistic"
        method = "barcode" if said.coded(row, what.numbers) else method
    doubt = what.doubt.value if what.doubt else None
    return Own(what.status, what.patient_id, round(what.score, 6), method, doubt, by)


def may_follow(own: Own) -> bool:
    """Return whether a document without a number of the patient's may follow those of its stay."""
    if own.status == "auto":
        return own.method == "probabilistic"
    return own.doubt != Doubt.PATIENT_NUMBER


def leads(own: Own) -> bool:
    """Return whether a document that is linked by a number vouches for those of its stay."""
    return own.status == "auto" and own.method != "probabilistic"


def steward_leads(row: Mapping[str, Any]) -> bool:
    """Return whether a steward said that a document is a register patient's."""
    return bool(row["pinned"]) and json.loads(row["link"])["patient_id"] is not None


def steward(row: Mapping[str, Any]) -> Own:
    """Return what a steward said of a document as if the register had."""
    return Own("auto", json.loads(row["link"])["patient_id"], 1.0, "identifier", None)


def link(own: Own, key: str | None) -> PatientLink:
    """Return the link of a document, `key` being its patient's."""
    if own.status == "review":
        return PatientLink(None, own.patient_id, own.method, own.score, "review")
    if own.status == "auto":
        return PatientLink(key, own.patient_id, own.method, own.score, "auto")
    # Nobody in the register is meant, so there is no score of a match.
    return PatientLink(key, None, "none", 0.0, "new") if key else NOBODY
