"""Accounts by the pages, and the page of the audit."""

from collections.abc import Callable

import httpx
import pytest

from models.people import Role
from tests.review.conftest import PASSWORD, Room, Visitor
from tests.storage.test_audit import unguarded


@pytest.fixture
def chief(enter: Callable[..., httpx.Client], visitor: Visitor) -> Visitor:
    """An administrator and auditor, of the name lan, who is logged in."""
    enter(Role.ADMINISTRATOR, Role.AUDITOR)
    return visitor


def test_somebody_is_added_and_comes_by_the_link(room: Room, chief: Visitor) -> None:
    page = chief.send(
        "/people", name="Minh", roles=["reader", "scanner"], departments="Khoa Nội; "
    ).text
    assert room.catalogue.accounts.get("minh").departments == ("Khoa Nội",)
    link = page.split('value="')[1].split('"')[0]
    assert link.startswith(f"{chief.client.base_url}/welcome/".replace("//w", "/w"))
    assert ("lan", "add", "account:minh") in room.told()
    chief.client.cookies.clear()
    asked = {"password": PASSWORD, "again": PASSWORD, "form_token": chief.token(link)}
    assert chief.client.post(link, data=asked).status_code == 303
    assert ("minh", "password", "account:minh") in room.told()
    assert chief.client.get("/people").status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "two words", "roles": ["reader"]},
        {"name": "minh"},
        {"name": "minh", "roles": ["king"]},
        {"name": "lan", "roles": ["reader"]},
    ],
)
def test_what_cannot_be_is_told(room: Room, chief: Visitor, fields: dict[str, object]) -> None:
    answer = chief.send("/people", **fields)
    assert answer.status_code == 422
    assert 'class="notice"' in answer.text
    assert [one.name for one in room.catalogue.accounts.all()] == ["lan"]


def test_roles_are_changed_and_accounts_disabled(room: Room, chief: Visitor) -> None:
    room.person("minh", Role.READER)
    assert "roles" in chief.client.get("/people/minh/edit").text
    assert chief.send("/people/minh", roles=["steward"], departments="").status_code == 200
    assert room.catalogue.accounts.get("minh").roles == (Role.STEWARD,)
    assert chief.send("/people/minh/disable").status_code == 200
    assert room.catalogue.accounts.get("minh").disabled
    assert chief.send("/people/minh/link").status_code == 200
    assert not room.catalogue.accounts.get("minh").disabled
    assert chief.send("/people/lan/disable").status_code == 422


def test_a_password_is_changed_by_who_knows_the_old_one(room: Room, chief: Visitor) -> None:
    new = "another good one 9"
    assert chief.send("/account/password", old="wrong", password=new, again=new).status_code == 422
    assert chief.send("/account/password", old=PASSWORD, password=new, again="x").status_code == 422
    assert (
        chief.send("/account/password", old=PASSWORD, password="short", again="short").status_code
        == 422
    )
    assert chief.send("/account/password", old=PASSWORD, password=new, again=new).status_code == 200
    assert chief.client.get("/account").status_code == 200
    assert room.catalogue.entrance.is_password("lan", new)


def test_the_audit_is_filtered_and_paged(room: Room, chief: Visitor) -> None:
    for number in range(150):
        room.catalogue.audit.note("search", f"thing:{number}", {}, {})
    first = chief.client.get("/audit?subject=thing").text
    assert first.count('class="number"') == 1 + 100
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = chief.client.get(older).text
    assert second.count('class="number"') == 1 + 50
    assert "thing:0<" in second
    assert 'rel="next"' not in second
    assert ("lan", "view", "audit") in room.told()
    assert (
        chief.client.get("/audit?actor=lan&action=login&since=1/1/2026&until=").status_code == 200
    )
    assert "<td>lan</td>" not in chief.client.get("/audit?actor=lan&until=2020-01-01").text
    assert chief.client.get("/audit?since=32/1/2026").status_code == 422


def test_a_changed_event_is_found(room: Room, chief: Visitor) -> None:
    assert "good" in chief.send("/audit/chain").text
    unguarded(room.catalogue, "UPDATE audit SET actor = 'nobody' WHERE id = 2")
    page = chief.send("/audit/chain").text
    assert "bad" in page
    assert "2" in page.split("<li>")[1]
