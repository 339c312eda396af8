import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from flows.settings import load
from models.errors import UsageError
from models.people import Account, May, Role
from models.settings import Review
from storage import clock
from storage.account_tables import account, invitation, session
from storage.catalogue import Catalogue
from storage.passwords import fits, hashed

GOOD = "Phở bò tái 2026"
SETTINGS: Review = load({})[0].review


def lan(catalogue: Catalogue, *roles: Role) -> None:
    """An account with a password, and somebody else who administers."""
    catalogue.accounts.add("chief", [Role.ADMINISTRATOR])
    catalogue.accounts.add("lan", roles or [Role.STEWARD])
    catalogue.entrance.set_password("lan", GOOD, SETTINGS)


def in_with(catalogue: Catalogue, password: str = GOOD) -> str | None:
    return catalogue.entrance.log_in("lan", password, "10.0.0.7", SETTINGS)


def whose(catalogue: Catalogue, token: str) -> str | None:
    found = catalogue.sessions.find(token, SETTINGS)
    return found.name if found else None


def ago(**how_long: float) -> str:
    return clock.iso(datetime.now(UTC) - timedelta(**how_long))


def told(catalogue: Catalogue, name: str) -> list[tuple[str, str]]:
    return [(one.actor, one.action) for one in catalogue.audit.events(f"account:{name}")]


def test_what_roles_may_do() -> None:
    def may(*roles: Role) -> set[May]:
        one = Account("a", roles, (), "vi", False, True, 0, None, "")
        return {what for what in May if one.may(what)}

    assert may(Role.ADMINISTRATOR) == {May.PEOPLE, May.FIGURES}
    assert may(Role.READER, Role.SCANNER) == {May.READ, May.SCAN, May.BATCHES}
    assert May.AUDIT not in may(*(set(Role) - {Role.AUDITOR}))


def test_departments_are_told_by_their_letters_alone() -> None:
    one = Account("a", (Role.READER,), ("Khoa Nội Tổng hợp",), "vi", False, True, 0, None, "")
    assert one.sees("KHOA NOI TONG HOP")
    assert not one.sees("Khoa Ngoại")
    assert not one.sees(None)
    assert Account("a", (Role.READER,), (), "vi", False, True, 0, None, "").sees(None)


def test_of_passwords_and_tokens_only_hashes_are_kept(catalogue: Catalogue) -> None:
    lan(catalogue)
    token = in_with(catalogue)
    assert token
    link = catalogue.entrance.invite("chief", SETTINGS)
    with catalogue._database.read() as connection:
        kept = connection.scalar(select(account.c.password).where(account.c.name == "lan"))
        sessions = connection.scalars(select(session.c.token)).all()
        links = connection.scalars(select(invitation.c.token)).all()
    assert str(kept).startswith("$argon2id$")
    assert sessions == [hashlib.sha256(token.encode()).hexdigest()]
    assert links == [hashlib.sha256(link.encode()).hexdigest()]


def test_a_vietnamese_password_fits_however_a_keyboard_writes_its_letters() -> None:
    assert fits("Pho\u031b\u0309 bo\u0300 ta\u0301i 2026", hashed(GOOD, "lan", 10))
    assert not fits("Pho bo tai 2026", hashed(GOOD, "lan", 10))


@pytest.mark.parametrize("password", ["short", "a" * 40, "my name is Lan, yes", "x" * 5000])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(UsageError):
        hashed(password, "lan", 10)


@pytest.mark.parametrize("name", ["", "sohoa", "Lan", "lan anh", "-lan", "a/b", "x" * 41])
def test_a_name_that_cannot_be_is_refused(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(UsageError):
        catalogue.accounts.add(name, [Role.READER])


def test_an_account_is_added_once_and_changed_in_the_actors_name(catalogue: Catalogue) -> None:
    lan(catalogue)
    with pytest.raises(UsageError):
        catalogue.accounts.add("lan", [Role.READER])
    catalogue.by("chief").accounts.change("lan", [Role.READER, Role.SCANNER], ["Khoa Nội"])
    found = catalogue.accounts.get("lan")
    assert found.roles == (Role.SCANNER, Role.READER)
    assert found.departments == ("Khoa Nội",)
    assert told(catalogue, "lan")[-1] == ("chief", "roles")
    assert list(catalogue.audit.verify()) == []


def test_somebody_stays_administrator(catalogue: Catalogue) -> None:
    lan(catalogue)
    with pytest.raises(UsageError):
        catalogue.accounts.disable("chief")
    with pytest.raises(UsageError):
        catalogue.accounts.change("chief", [Role.READER], [])
    catalogue.accounts.change("lan", [Role.ADMINISTRATOR], [])
    assert catalogue.accounts.disable("chief")
    assert not catalogue.accounts.disable("chief")


def test_login_and_logout(catalogue: Catalogue) -> None:
    lan(catalogue)
    token = in_with(catalogue)
    assert token
    assert whose(catalogue, token) == "lan"
    assert whose(catalogue, "another") is None
    catalogue.by("lan").sessions.end(token)
    assert whose(catalogue, token) is None
    assert told(catalogue, "lan")[-2:] == [("lan", "login"), ("lan", "logout")]


def test_wrong_passwords_lock_an_account_for_a_while(catalogue: Catalogue) -> None:
    lan(catalogue)
    for _ in range(SETTINGS.failures):
        assert in_with(catalogue, "not this one") is None
    assert in_with(catalogue) is None
    with catalogue._database.write() as connection:
        connection.execute(update(account).values(locked_until=ago(seconds=2)))
    assert in_with(catalogue)
    assert ("tester", "lock") in told(catalogue, "lan")
    assert told(catalogue, "lan").count(("tester", "fail")) == SETTINGS.failures + 1


def test_nobody_unknown_is_named_in_the_audit(catalogue: Catalogue) -> None:
    assert catalogue.entrance.log_in("my secret", GOOD, "10.0.0.7", SETTINGS) is None
    (event,) = catalogue.audit.events()
    assert (event.subject, event.after) == ("account", '{"from":"10.0.0.7"}')


@pytest.mark.parametrize(
    ("seen", "made"),
    [({"minutes": SETTINGS.idle_minutes + 1}, {}), ({}, {"hours": SETTINGS.session_hours + 1})],
    ids=["idle", "old"],
)
def test_a_session_ends_by_itself(
    catalogue: Catalogue, seen: dict[str, int], made: dict[str, int]
) -> None:
    lan(catalogue)
    token = in_with(catalogue)
    assert token
    with catalogue._database.write() as connection:
        connection.execute(update(session).values(seen_at=ago(**seen), made_at=ago(**made)))
    assert whose(catalogue, token) is None


def test_a_session_that_is_used_goes_on(catalogue: Catalogue) -> None:
    lan(catalogue)
    token = in_with(catalogue)
    assert token
    with catalogue._database.write() as connection:
        connection.execute(update(session).values(seen_at=ago(minutes=5)))
    assert whose(catalogue, token) == "lan"
    with catalogue._database.read() as connection:
        assert (connection.scalar(select(session.c.seen_at)) or "") > ago(minutes=1)


def test_disabling_ends_sessions_and_links(catalogue: Catalogue) -> None:
    lan(catalogue)
    token = in_with(catalogue)
    assert token
    catalogue.accounts.disable("lan")
    assert whose(catalogue, token) is None
    assert in_with(catalogue) is None
    # Its row, were it still there, would let nobody in.
    with catalogue._database.write() as connection:
        sha256, now = hashlib.sha256(token.encode()).hexdigest(), clock.now()
        row = {"token": sha256, "account": "lan", "made_at": now, "seen_at": now}
        connection.execute(insert(session).values(row))
    assert whose(catalogue, token) is None


def test_a_link_is_good_once_and_voids_what_was_before(catalogue: Catalogue) -> None:
    lan(catalogue)
    token = in_with(catalogue)
    assert token
    earlier = catalogue.entrance.invite("lan", SETTINGS)
    link = catalogue.entrance.invite("lan", SETTINGS)
    assert whose(catalogue, token) is None
    assert in_with(catalogue) is None
    assert catalogue.entrance.invited(earlier) is None
    assert catalogue.entrance.accept(link, "", "another good one 9", "10.0.0.7", SETTINGS)
    assert catalogue.entrance.invited(link) is None
    with pytest.raises(UsageError):
        catalogue.entrance.accept(link, "", "another good one 9", "10.0.0.7", SETTINGS)
    assert in_with(catalogue, "another good one 9")


def test_a_link_is_not_good_for_ever(catalogue: Catalogue) -> None:
    lan(catalogue)
    link = catalogue.entrance.invite("lan", SETTINGS)
    with catalogue._database.write() as connection:
        connection.execute(update(invitation).values(until=ago(seconds=2)))
    assert catalogue.entrance.invited(link) is None


def test_the_first_link_makes_one_administrator(catalogue: Catalogue) -> None:
    link = catalogue.entrance.invite(None, SETTINGS)
    invited = catalogue.entrance.invited(link)
    assert invited
    assert invited.account is None
    catalogue.entrance.accept(link, "chief", GOOD, "10.0.0.7", SETTINGS)
    assert catalogue.accounts.get("chief").roles == (Role.ADMINISTRATOR,)
    again = catalogue.entrance.invite(None, SETTINGS)
    with pytest.raises(UsageError):
        catalogue.entrance.accept(again, "other", GOOD, "10.0.0.7", SETTINGS)


def test_a_person_vouched_for_is_known_by_subject_from_then_on(catalogue: Catalogue) -> None:
    lan(catalogue)
    comes = catalogue.entrance.known_elsewhere
    assert comes("https://id|1", "lan", "10.0.0.7", SETTINGS)
    assert comes("https://id|2", "lan", "10.0.0.7", SETTINGS) is None
    token = comes("https://id|1", "renamed", "10.0.0.7", SETTINGS)
    assert token
    assert whose(catalogue, token) == "lan"
    assert comes("https://id|3", "nobody", "10.0.0.7", SETTINGS) is None


def test_a_changed_password_ends_the_other_sessions(catalogue: Catalogue) -> None:
    lan(catalogue)
    here, there = in_with(catalogue), in_with(catalogue)
    assert here
    assert there
    catalogue.entrance.set_password("lan", "another good one 9", SETTINGS, here)
    assert whose(catalogue, here) == "lan"
    assert whose(catalogue, there) is None
