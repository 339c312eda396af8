"""What holds for every route: login, permission, forms of ours, headers."""

import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from models.people import ALLOWED, May, Role
from review.access import genuine
from review.app import application
from review.shield import MOST_BYTES
from tests.authority import Authority
from tests.review.conftest import Room, Visitor, place, served

OPEN = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("GET", "/login/elsewhere"),
    ("GET", "/login/back"),
    ("GET", "/welcome/{link}"),
    ("POST", "/welcome/{link}"),
    ("POST", "/language"),
}
"""What answers without login."""


def routes(app: FastAPI) -> Iterator[tuple[str, str, APIRoute]]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            yield from ((method, str(context.path), route) for method in route.methods or ())
        else:
            assert context.path == "/static"


def filled(path: str) -> str:
    return re.sub(r"\{\w+\}", "lan", path)


def needs(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from needs(one)


def test_every_route_needs_a_login_unless_it_is_listed(app: FastAPI, visitor: Visitor) -> None:
    found = set()
    for method, path, _ in routes(app):
        found.add((method, path))
        if (method, path) in OPEN:
            continue
        answer = visitor.client.request(method, filled(path))
        if method == "GET":
            assert answer.headers["location"].startswith("/login?next="), path
        assert answer.status_code == (303 if method == "GET" else 401), path
        asked = visitor.client.request(method, filled(path), headers={"HX-Request": "true"})
        assert asked.status_code == 401, path
        assert "again-password" in asked.text
    assert found >= OPEN


def test_every_change_needs_a_form_of_ours(
    app: FastAPI, enter: Callable[..., httpx.Client]
) -> None:
    client = enter(*Role)
    for method, path, route in routes(app):
        if method == "GET":
            continue
        assert any(
            getattr(call, "__name__", "") in ("genuine", "_person")
            for call in needs(route.dependant)
        ), path
        for token in ({}, {"X-Form-Token": "f" * 64}):
            answer = client.request(method, filled(path), headers=token, data={"x": "y"})
            assert answer.status_code == 403, path


@pytest.mark.parametrize("role", Role)
def test_pages_ask_for_what_the_role_allows(enter: Callable[..., httpx.Client], role: Role) -> None:
    client = enter(role)
    for address, may in {"/people": May.PEOPLE, "/audit": May.AUDIT}.items():
        assert (client.get(address).status_code == 200) == (may in ALLOWED[role])
        assert (f'href="{address}"' in client.get("/").text) == (may in ALLOWED[role])
    assert client.get("/account").status_code == 200


def test_every_answer_has_its_headers(visitor: Visitor) -> None:
    for address in ("/login", "/healthz", "/nothing", "/static/sohoa.css"):
        headers = visitor.client.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        kept = address.startswith("/static")
        assert ("immutable" in headers["cache-control"]) == kept
        assert ("no-store" in headers["cache-control"]) != kept


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_another_host_is_not_answered(visitor: Visitor, host: str) -> None:
    assert visitor.client.get("/login", headers={"Host": host}).status_code == 400


def test_cookies_are_closed_and_over_tls_alone_where_there_is_tls(
    room: Room, tmp_path: Path
) -> None:
    authority = Authority(tmp_path, "authority")
    certificate, key = map(str, authority.certify("127.0.0.1"))
    trusted = ssl.create_default_context(cafile=str(authority.file))
    with_tls = room.settings.review.model_copy(update={"certificate": certificate, "key": key})
    plain, proxied = place(room), place(room, behind_proxy=True)
    for where in (plain, proxied, replace(place(room), settings=with_tls)):
        app = application(room, hosts=where.hosts, secure=where.secure)
        with served(app, where) as address:
            assert address.startswith("https:") == where.tls
            answer = httpx.get(f"{address}/login", verify=trusted, trust_env=False)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert ("Secure" in cookie) == cookie.startswith("__Host-") == (where is not plain)
        assert ("strict-transport-security" in answer.headers) == (where is not plain)


def test_an_error_that_nobody_foresaw_says_no_words_of_it(
    app: FastAPI, visitor: Visitor, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ValueError("NGUYỄN VĂN A")

    app.add_api_route("/fails", fail)
    answer = visitor.client.get("/fails")
    assert answer.status_code == 500
    assert "default-src" in answer.headers["content-security-policy"]
    told = capfd.readouterr().err
    assert "ValueError (test_rules.py:" in told
    assert "NGUY" not in told + answer.text


def test_the_check_of_forms_is_what_the_open_routes_use(app: FastAPI) -> None:
    for method, path, route in routes(app):
        if (method, path) in OPEN and method == "POST":
            assert genuine in needs(route.dependant)


def test_a_body_that_is_too_large_is_not_read(visitor: Visitor) -> None:
    answer = visitor.client.post("/login", content=b"x" * (MOST_BYTES + 1))
    assert answer.status_code == 413
    assert visitor.client.post("/login", content=iter([b"x"])).status_code == 411
