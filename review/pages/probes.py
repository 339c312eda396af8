"""What machines ask the desk: whether it lives, whether it can work, and its figures."""

import hmac

from fastapi import APIRouter, Request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import JSONResponse, Response

from exports.fhir.address import loopback
from review import visit
from review.ready import OK

router = APIRouter()


@router.get("/healthz")
def healthz() -> Response:
    """Answer that the process lives; to anybody."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Answer whether catalogue and store are there; to anybody."""
    parts = request.app.state.ready.look()
    whole = all(state == OK for state in parts.values())
    return JSONResponse(parts, 200 if whole else 503)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Give the figures to who has the token; without one, to this machine itself."""
    if not _may(request):
        return Response(status_code=403)
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may(request: Request) -> bool:
    state = request.app.state
    if state.token:
        brought = request.headers.get("Authorization", "")
        return hmac.compare_digest(brought.encode(), f"Bearer {state.token}".encode())
    # Behind a proxy everybody may seem to be this machine.
    return not state.behind_proxy and loopback(visit.where(request))
