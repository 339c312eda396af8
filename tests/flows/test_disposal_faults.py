"""What is done behind the program's back is found; a kill in the middle loses nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.house import House
from flows.whole.faults import Kind, Look
from flows.whole.repair import Repairs
from flows.whole.verify import verify
from storage import keys
from tests.flows.command import Command
from tests.flows.filed import QUICK, quick
from tests.flows.test_backup import copied, restored
from tests.flows.test_disposal import due, of, run, there, whole

__all__ = ["there"]


@pytest.mark.parametrize("statement", ["DELETE FROM kept", "UPDATE kept SET kinds = 'death'"])
def test_what_is_noted_wrongly_is_found_and_noted_again(there: House, statement: str) -> None:
    with there.catalogue._database.write() as connection:
        connection.exec_driver_sql(statement)
    wrong = list(verify(there, Look()))
    assert [one.kind for one in wrong] == [Kind.INDEX] * 4
    assert len(Repairs(there, audit=True).every(wrong)) == 4
    assert whole(there) == []


FORGED = [
    "INSERT INTO disposal SELECT sha256, 'death', '2001-01-01', '2002-01-01', 'x', 'x', 'x', '[]',"
    " '[]', received_at FROM scan",
    "UPDATE hold SET lifted_by = 'x', lifted_at = 'x'",
    "DELETE FROM hold",
]


@pytest.mark.parametrize("statement", FORGED)
def test_a_forged_disposal_or_lifting_is_found(there: House, statement: str) -> None:
    there.catalogue.holds.place("batch", "b", "court", "Hoa")
    assert whole(there) == []
    with there.catalogue._database.write() as connection:
        connection.exec_driver_sql(statement)
    assert whole(there) != []


def test_a_removed_disposal_is_found(there: House, tmp_path: Path) -> None:
    due(there, tmp_path / "due.csv")
    run(there, tmp_path / "due.csv")
    with there.catalogue._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM disposal")
    assert any(kind is Kind.CHANGED for kind, _ in whole(there))


KILLED = """
import os, signal, sys
from storage.folder import FolderStore
left, erase = [int(sys.argv.pop(1))], FolderStore.erase
def killed(self, name):
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    erase(self, name)
FolderStore.erase = killed
from flows.cli import main
main()
"""


def test_a_kill_at_any_object_and_the_same_command_again(there: House, tmp_path: Path) -> None:
    path, home = tmp_path / "due.csv", there.home
    rows, balance = due(there, path), there.catalogue.balances.of("b")
    told = ("--approved-by", "Bình", "--reason", "QĐ 45", "--yes")
    environ = {**os.environ, "SOHOA_HOME": str(home), **QUICK}
    killed = 0
    for step in (0, 1, 2, 3, 0, 2):
        command = [sys.executable, "-c", KILLED, str(step), "dispose", str(path), *told]
        ended = subprocess.run(command, env=environ, capture_output=True, text=True)
        killed += ended.returncode == -signal.SIGKILL
        assert there.catalogue.balances.of("b") == balance
        # Objects of what was begun are told as extra; nothing else is wrong.
        assert {kind for kind, _ in whole(there)} <= {Kind.EXTRA}
    assert killed >= 4
    ended = Command(home, dict(QUICK))("dispose", path, *told)
    assert ended.returncode == 0, ended.stderr
    assert "disposed of: 2" in ended.stdout
    assert whole(there) == []
    assert there.catalogue.disposals.unfinished() == ()
    assert all(of(there, row["scan"], tuple(row["documents"].split())) == [] for row in rows)


def test_a_home_from_a_backup_keeps_what_was_decided(there: House, tmp_path: Path) -> None:
    folder, path = tmp_path / "backup", tmp_path / "due.csv"
    assert copied(there, folder).faults == ()
    there.catalogue.holds.place("batch", "b", "court", "Hoa")
    there.catalogue.holds.lift(1, "Bình")
    rows = due(there, path)
    run(there, path)
    assert copied(there, folder).faults == ()
    assert restored(folder, tmp_path / "other").faults == ()
    with quick(tmp_path / "other") as house:
        assert whole(house) == []
        assert house.catalogue.keeping.behind() == ()
        assert [hold.lifted_by for hold in house.catalogue.holds.all(lifted=True)] == ["Bình"]
        for row in rows:
            assert house.catalogue.disposals.get(row["scan"])
            assert not house.store.has(keys.original(row["scan"]))
            # As the docs say: a folder that backups were made into before keeps it.
            assert (folder / "store" / keys.original(row["scan"])).is_file()
