"""The first page."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from review.access import Person
from review.rendering import page

router = APIRouter()


@router.get("/")
def home(request: Request, person: Person) -> Response:
    """Lead a person to what the roles allow."""
    return page(request, "home.html")
