"""Login, links, language, sessions: by forms, as a browser without JavaScript sends them."""

import hashlib
import json

import pytest
from sqlalchemy import update

from models.people import Role
from review.pages.door import _own
from review.throttle import FAILURES
from storage.account_tables import session
from tests.review.conftest import PASSWORD, Room, Visitor


def test_a_login_gives_a_new_token_and_goes_on(room: Room, visitor: Visitor) -> None:
    room.person("lan", Role.STEWARD)
    form_token = visitor.token()
    before = visitor.client.cookies["sohoa"]
    asked = {"name": " LAN ", "password": PASSWORD, "next": "/account", "form_token": form_token}
    answer = visitor.client.post("/login", data=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert visitor.client.cookies["sohoa"] != before
    assert visitor.client.get("/account").status_code == 200
    visitor.client.post("/account/logout", data={"form_token": visitor.token("/account")})
    assert visitor.client.get("/account").status_code == 303
    assert [action for _, action, _ in room.told()][-2:] == ["login", "logout"]


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil", "/\n/x"])
def test_nobody_is_sent_elsewhere(next: str) -> None:
    assert _own(next) == "/"
    assert _own("/queue?type=lab") == "/queue?type=lab"


def test_wrong_unknown_and_locked_look_the_same(room: Room, visitor: Visitor) -> None:
    room.person("lan", Role.STEWARD)
    texts = set()
    for name, password in [("lan", "wrong"), ("nobody", "wrong")]:
        asked = {"name": name, "password": password, "form_token": visitor.token()}
        answer = visitor.client.post("/login", data=asked)
        assert answer.status_code == 401
        texts.add(answer.text)
    for _ in range(room.settings.review.failures):
        visitor.log_in("lan", "wrong")
    asked = {"name": "lan", "password": PASSWORD, "form_token": visitor.token()}
    texts.add(visitor.client.post("/login", data=asked).text)
    assert len(texts) == 1


def test_one_address_may_fail_only_so_often(room: Room, visitor: Visitor) -> None:
    room.person("lan", Role.STEWARD)
    for number in range(FAILURES):
        assert visitor.log_in(f"nobody{number}") == 401
    assert visitor.log_in("lan") == 429


def test_the_first_link_makes_the_administrator(room: Room, visitor: Visitor) -> None:
    link = room.catalogue.entrance.invite(None, room.settings.review)
    page = f"/welcome/{link}"
    asked = {"name": "chief", "password": PASSWORD, "again": "x", "form_token": visitor.token(page)}
    assert visitor.client.post(page, data=asked).status_code == 422
    asked["again"] = PASSWORD
    assert visitor.client.post(page, data=asked).status_code == 303
    assert visitor.client.get("/people").status_code == 200
    assert visitor.client.get(page).status_code == 410


def test_a_language_is_kept_by_cookie_and_by_account(room: Room, visitor: Visitor) -> None:
    assert 'lang="vi"' in visitor.client.get("/login").text
    asked = {"language": "en", "back": "/login", "form_token": visitor.token()}
    assert visitor.client.post("/language", data=asked).headers["location"] == "/login"
    assert '<html lang="en">' in visitor.client.get("/login").text
    visitor.log_in(room.person("lan", Role.STEWARD))
    assert '<html lang="vi">' in visitor.client.get("/").text
    asked["form_token"] = visitor.token("/")
    visitor.client.post("/language", data=asked)
    assert room.catalogue.accounts.get("lan").language == "en"
    asked["language"] = "fr"
    assert visitor.client.post("/language", data=asked).status_code == 422


def test_a_session_that_ended_asks_in_a_dialog_and_gives_a_new_token(
    room: Room, visitor: Visitor
) -> None:
    visitor.log_in(room.person("lan", Role.STEWARD))
    old = {"X-Form-Token": visitor.token("/account"), "HX-Request": "true"}
    with room.catalogue._database.write() as connection:
        connection.execute(update(session).values(seen_at="2020-01-01T00:00:00+07:00"))
    asked = visitor.client.post("/account/password", headers=old)
    assert asked.status_code == 401
    answer = visitor.client.post("/login", data={"name": "lan", "password": PASSWORD}, headers=old)
    said = json.loads(answer.headers["hx-trigger"])["signed-in"]
    assert said["account"] == "lan"
    new = old | {"X-Form-Token": said["form_token"]}
    assert visitor.client.post("/account/password", headers=old).status_code == 403
    assert visitor.client.post("/account/password", headers=new).status_code == 422


def test_the_token_of_forms_tells_nothing_of_the_cookie(visitor: Visitor) -> None:
    form_token, cookie = visitor.token(), visitor.client.cookies["sohoa"]
    assert form_token not in (cookie, hashlib.sha256(cookie.encode()).hexdigest())
