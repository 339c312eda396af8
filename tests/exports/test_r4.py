"""That the tests' own judge sees what is wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from exports.fhir.bundle import document
from tests.exports.papers import WHOLE
from tests.exports.r4 import faults

Json = dict[str, Any]


def first(bundle: Json, kind: str) -> Any:
    every = (entry["resource"] for entry in bundle["entry"])
    return next(resource for resource in every if resource["resourceType"] == kind)


WRONG: dict[str, Callable[[Json], object]] = {
    "schema, enum": lambda b: first(b, "Observation").update(status="nope"),
    "Observation.status: missing": lambda b: first(b, "Observation").pop("status"),
    "schema, additionalProperties": lambda b: first(b, "Patient").update(surname="x"),
    "schema, pattern": lambda b: first(b, "Patient").update(birthDate="12/3/1980"),
    "invariant per-1": lambda b: first(b, "Encounter")["period"].update(start="2027-01-01"),
    "invariant bdl-10": lambda b: b.pop("timestamp"),
    "invariant bdl-7": lambda b: b["entry"].append(b["entry"][0]),
    "invariant cmp-1": lambda b: first(b, "Composition")["section"][0].pop("text"),
    "invariant qty-3": lambda b: first(b, "Observation")["valueQuantity"].pop("system"),
    "invariant con-4": lambda b: first(b, "Condition").update(abatementDateTime="2020"),
    "invariant tim-2": lambda b: first(b, "MedicationRequest")["dosageInstruction"][0]["timing"][
        "repeat"
    ].pop("periodUnit"),
    "Observation: leads nowhere": lambda b: first(b, "Observation").update(
        subject={"reference": "urn:uuid:nowhere"}
    ),
    "contained and referred to differ": lambda b: first(b, "MedicationRequest")["contained"][
        0
    ].update(id="other"),
    "no such code": lambda b: first(b, "Condition")["verificationStatus"]["coding"][0].update(
        code="maybe"
    ),
    "not reached from the Composition": lambda b: b["entry"].append(
        {
            "fullUrl": "urn:uuid:x",
            "resource": {"resourceType": "Basic", "id": "x", "code": {"text": "x"}},
        }
    ),
    "narrative": lambda b: first(b, "Composition")["section"][0]["text"].update(
        div='<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>'
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_fault_is_seen(fault: str) -> None:
    bundle = json.loads(document(WHOLE))
    WRONG[fault](bundle)
    assert any(fault in found for found in faults(bundle))
