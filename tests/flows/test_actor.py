"""The audit names who gave the command."""

import os
import pwd
from pathlib import Path

import pytest

from flows.actor import actor
from flows.house import opened
from models.errors import SettingsError
from tests.flows.command import Command


def test_the_audit_names_the_account_or_who_is_said_to_use_it(bare: Command) -> None:
    account = pwd.getpwuid(os.getuid()).pw_name
    assert bare("store", "init", SOHOA_ACTOR="", USER="somebody").returncode == 0
    assert bare("store", "init", SOHOA_ACTOR="lan.nguyễn").returncode == 0
    with opened({"SOHOA_HOME": str(bare.home)}) as house:
        assert list(house.catalogue.audit.verify()) == []
        events = house.catalogue.audit.events("store")
    assert [event.actor for event in events] == [f"sohoa:{account}", "sohoa:lan.nguyễn"]


@pytest.mark.parametrize("name", ["Nguyễn Lan", "a" * 65, "a\nb", "a/b"])
def test_what_is_no_name_of_an_account_is_refused(name: str, home: Path) -> None:
    with (
        pytest.raises(SettingsError, match="one word"),
        opened({"SOHOA_HOME": str(home), "SOHOA_ACTOR": name}),
    ):
        pass


def test_an_account_may_have_a_number_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 987_654)
    assert actor({}) == "sohoa:987654"
