"""Pages from templates, each in the language of who asks."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from importlib import resources
from pathlib import Path

from babel.numbers import format_decimal
from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from models import batch, signature
from models.completeness import GROUPS, STATES
from models.doubt import told
from models.people import May
from review import visit
from review.labels import chosen, label
from review.texts import Texts, texts
from storage import clock

STATIC = Path(str(resources.files("review"))) / "static"


@dataclass(frozen=True)
class Door:
    """An entry of the bar at the top and of the first page."""

    may: May
    """What its page asks for."""
    address: str
    name: str
    purpose: str


NAVIGATION = (
    Door(May.DECIDE, "/queue", "Queue", "What waits for somebody to look at it."),
    Door(May.READ, "/find", "Find", "Documents by their words, and patients' charts."),
    Door(
        May.BATCHES, "/batch", "Batches", "How their pages add up, and by which samples they pass."
    ),
    Door(
        May.CAMPAIGN, "/campaign", "Campaign", "How far the conversion is, when it ends, its cost."
    ),
    Door(May.FIGURES, "/dashboard", "Dashboard", "What came, what waits, how good it is."),
    Door(May.PEOPLE, "/people", "People", "Who may log in, and as what."),
    Door(May.AUDIT, "/audit", "Audit", "Who did what, and when."),
)


def page(request: Request, template: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """Return a template filled with `values`, in the language of who asks.

    Beside them a template has `_`, `person` (a `Visit` or None), `language`, `form_token`,
    `navigation`, `here`, `static`, and `elsewhere`: whether there is an identity provider.
    """
    language = visit.language(request)
    person = visit.visit(request)
    given = {
        "person": person,
        "language": language,
        "form_token": visit.form_token(request),
        "navigation": [one for one in NAVIGATION if person and person.may(one.may)],
        "here": request.url.path,
        "elsewhere": request.app.state.provider is not None,
    }
    text = environment(language).get_template(template).render(given | values)
    response = HTMLResponse(text, status)
    if visit.cookieless(request):
        visit.remember(request, response, visit.token(request))
    if visit.spoken(request) != language:
        # Once the session has ended nobody knows whose it was: the browser asks for the password
        # in this language all the same.
        visit.speak(request, response, language)
    return response


def said(request: Request) -> Texts:
    """Return the texts of who asks."""
    return texts(visit.language(request))


@lru_cache
def environment(language: str) -> Environment:
    """Return the templates of a language."""
    made = Environment(
        loader=PackageLoader("review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": texts(language), "static": static, "now": clock.now}
    made.globals |= {"why": told, "label": label, "chosen": chosen}
    made.globals |= {"gap_told": batch.told, "signature_told": signature.TOLD}
    made.globals |= {"groups_told": GROUPS, "states_told": STATES}
    made.filters |= {"base64": lambda data: base64.b64encode(data).decode()}
    made.filters |= {"day": day, "moment": moment, "first_up": first_up}
    made.filters |= {
        "percent": partial(percent, language),
        "decimal": partial(decimal, language),
        "whole": partial(whole, language),
        "point": partial(point, language),
    }
    return made


def day(at: str) -> str:
    """Return the day of an ISO date or time as people write it: 27/11/2026."""
    return date.fromisoformat(at[:10]).strftime("%d/%m/%Y")


def first_up(text: str) -> str:
    """Return a sentence that begins with a capital; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def percent(language: str, share: float) -> str:
    """Return a share, 0..1, in percent: `12,3 %` in Vietnamese."""
    return f"{decimal(language, share * 100)} %"


def decimal(language: str, number: float) -> str:
    """Return a number with one decimal, as the language writes it."""
    return format_decimal(number, "0.0", locale=language)


def whole(language: str, number: float) -> str:
    """Return a number without its decimals, as the language writes it: `12.345` in Vietnamese."""
    return format_decimal(number, "#,##0", locale=language)


def point(language: str, figure: str) -> str:
    """Return a figure as the language writes it: `2,5` in Vietnamese."""
    return figure.replace(".", ",") if language == "vi" else figure


def moment(at: str) -> str:
    """Return an ISO time as people write it: 27/11/2026 08:15:00."""
    return clock.local(at).strftime("%d/%m/%Y %H:%M:%S")


@lru_cache
def static(name: str) -> str:
    """Return the address of a file of ours; another one once its bytes are others."""
    sha256 = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?{sha256[:12]}"
