"""The audit: who did what, when. For auditors."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, BeforeValidator
from starlette.responses import Response

from review.access import Auditor
from review.rendering import page

router = APIRouter(prefix="/audit")
PORTION = 100
FAULTS = 20

Day = Annotated[date | None, BeforeValidator(lambda text: text or None)]
"""A field of a form that is left empty is no day."""


class Sought(BaseModel):
    """Which events are asked for; all, where nothing is said."""

    before: int | None = None
    actor: str = ""
    action: str = ""
    subject: str = ""
    since: Day = None
    until: Day = None


@router.get("")
def show(request: Request, person: Auditor, sought: Annotated[Sought, Query()]) -> Response:
    """Show events, the newest first; that they were looked at is one as well."""
    audit = person.catalogue.audit
    asked = {name: str(value) for name, value in sought.model_dump().items() if value}
    if sought.before is None:
        audit.note("view", "audit", {}, {"by": sorted(asked)})
    filters = {name: value for name, value in asked.items() if name != "before"}
    events = audit.newest(PORTION + 1, before=sought.before, **filters)
    older = filters | {"before": str(events[PORTION - 1].id)} if len(events) > PORTION else None
    return page(
        request,
        "audit.html",
        events=events[:PORTION],
        asked=asked,
        older=older,
        actions=audit.actions(),
        number=audit.head()[0],
    )


@router.post("/chain")
def chain(request: Request, person: Auditor) -> Response:
    """Prove that each event follows the one before it, unchanged."""
    audit = person.catalogue.audit
    number, _ = audit.head()
    faults = list(audit.verify())
    audit.note("verify", "audit", {}, {"events": number, "faults": len(faults)})
    return page(request, "chain.html", number=number, faults=faults[:FAULTS], count=len(faults))
