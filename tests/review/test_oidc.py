"""Login by an identity provider."""

from collections.abc import Iterator

import httpx
import pytest
from joserfc.jwk import ECKey

from models.errors import SettingsError
from models.people import Role
from models.settings import Review
from review.app import application
from review.oidc import Provider
from tests.review.conftest import Room, place, served
from tests.review.provider import CLIENT, SECRET, Identity, provider


@pytest.fixture
def identity() -> Iterator[Identity]:
    with provider() as there:
        yield there


def settings(room: Room, issuer: str) -> Review:
    changes = {"oidc_issuer": issuer, "oidc_client": CLIENT}
    return room.settings.review.model_copy(update=changes)


@pytest.fixture
def client(room: Room, identity: Identity) -> Iterator[httpx.Client]:
    where = place(room)
    ours = Provider(settings(room, identity.issuer), SECRET, f"{where.address}/login/back")
    app = application(room, hosts=where.hosts, secure=False, provider=ours)
    with served(app, where) as address, httpx.Client(base_url=address, trust_env=False) as made:
        yield made


def back(client: httpx.Client, next: str = "/account") -> str:
    """Go to the provider and return the address that it sends back to."""
    sent = client.get("/login/elsewhere", params={"next": next})
    assert sent.status_code == 303
    return httpx.get(sent.headers["location"], trust_env=False).headers["location"]


def test_a_person_whom_it_vouches_for_comes_in(
    room: Room, client: httpx.Client, identity: Identity
) -> None:
    room.catalogue.accounts.add("lan", [Role.STEWARD])
    assert "/login/elsewhere" in client.get("/login").text
    answer = client.get(back(client))
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "lan" in client.get("/account").text
    assert ("lan", "login", "account:lan") in room.told()
    identity.who = "nobody"
    assert client.get(back(client)).status_code == 403


def test_a_way_back_is_good_once_and_for_whom_it_was_made(room: Room, client: httpx.Client) -> None:
    room.catalogue.accounts.add("lan", [Role.STEWARD])
    address = back(client)
    cookie = client.cookies["sohoa"]
    client.cookies.clear()
    assert client.get(address).status_code == 422
    client.cookies.set("sohoa", cookie)
    assert client.get(address).status_code == 422
    assert client.get("/login/back?error=access_denied").status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"preferred_username": None},
    ],
)
def test_what_it_says_must_hold(
    room: Room, client: httpx.Client, identity: Identity, changes: dict[str, object]
) -> None:
    room.catalogue.accounts.add("lan", [Role.STEWARD])
    identity.changes = changes
    assert client.get(back(client)).status_code == 503


def test_what_it_did_not_sign_is_not_believed(
    room: Room, client: httpx.Client, identity: Identity
) -> None:
    room.catalogue.accounts.add("lan", [Role.STEWARD])
    identity.signed_by = ECKey.generate_key("P-256")
    assert client.get(back(client)).status_code == 503


def test_a_provider_that_is_another_or_away_is_told(
    client: httpx.Client, identity: Identity
) -> None:
    identity.issuer = "https://another.example"
    answer = client.get("/login/elsewhere")
    assert answer.status_code == 503
    assert "<html" in answer.text


def test_it_must_speak_tls_and_know_us(room: Room) -> None:
    for issuer, secret in [("http://id.example", SECRET), ("https://id.example", "")]:
        with pytest.raises(SettingsError):
            Provider(settings(room, issuer), secret, "http://127.0.0.1/login/back")
