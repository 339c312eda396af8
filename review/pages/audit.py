"""The audit: who did what, when. For auditors."""

import re
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

ACTIONS = {
    "add": "account added",
    "arrive": "scan brought",
    "ask": "task asked again",
    "assign": "task handed over",
    "backup": "backup made",
    "bind": "file bound to a scan",
    "decide": "task decided",
    "declare": "batch declared",
    "disable": "account disabled",
    "dispose": "disposed of",
    "dossier": "dossier written",
    "download": "file handed out",
    "draw": "sample of a batch drawn",
    "drop": "list dropped",
    "enter": "something of the campaign entered",
    "erase": "erased from the store",
    "export": "document exported",
    "fail": "login refused",
    "file": "document filed",
    "found": "patient found new",
    "hold": "legal hold placed",
    "import": "register loaded",
    "invite": "one-time link made",
    "join": "patients joined or parted",
    "judge": "verdict on a batch given",
    "learn": "weights learnt",
    "lift": "legal hold lifted",
    "link": "patient linked",
    "list": "disposal list made",
    "load": "list loaded",
    "lock": "account locked",
    "login": "logged in",
    "logout": "logged out",
    "look up": "asked of the hospital's system",
    "move": "store moved",
    "open": "batch opened",
    "page": "page read",
    "password": "password set",
    "prepare": "store made ready",
    "print": "separator sheet made",
    "prove": "known answer asked for",
    "pull": "changes read from the hospital's system",
    "receive": "scan received",
    "refuse": "scan refused",
    "rekey": "store key changed",
    "release": "task given back",
    "repair": "repaired",
    "report": "report written",
    "restore": "restored",
    "roles": "roles changed",
    "say": "steward's word",
    "search": "searched",
    "send": "document sent",
    "share": "summary of a patient written",
    "sign": "copy signed",
    "skip": "task left to others",
    "state": "state changed",
    "supersede": "document superseded",
    "tell": "told to the hospital's system",
    "unlearn": "weights put back",
    "unsay": "word that waited taken back",
    "verify": "audit checked",
    "view": "looked at",
    "vouch": "known by the identity provider",
    "weigh": "word kept for a second person",
    "withdraw": "withdrawn",
}
"""What the audit calls a kind of event, and people."""


def _day(text: object) -> object:
    """Return a day as people write it, 27/11/2026, in the way of ISO; nothing for nothing."""
    written = re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", str(text or "").strip())
    return "{2}-{1:0>2}-{0:0>2}".format(*written.groups()) if written else text or None


Day = Annotated[date | None, BeforeValidator(_day)]


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
        names=ACTIONS,
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
