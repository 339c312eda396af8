import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select

from flows.settings import load
from models.batch import Declared, Line
from models.campaign import counts
from models.campaign.values import Value
from models.decision import Kind, Said, accepted
from models.errors import CatalogueError, MigrationDue
from models.people import Role
from models.record import PatientLink
from models.retention import Kept
from models.sampling import Plan
from models.signature import Signature, State
from models.stay import Sign
from storage import agreement, migration
from storage.catalogue import Catalogue
from storage.costs import Used
from storage.decisions import Ruling
from storage.own import NOBODY
from storage.retention_tables import kept
from storage.rows import TaskDraft
from storage.tables import METADATA
from storage.terms import Paper
from tests.storage.charts import filing, scan
from tests.storage.people import document
from tests.storage.test_linking import LAN


def at(
    catalogue: Catalogue, revision: str, way: Callable[[Config, str], None] = command.upgrade
) -> None:
    config = migration._config()
    with catalogue._database.write() as connection:
        config.attributes["connection"] = connection
        way(config, revision)


BEFORE = [
    "INSERT INTO patient (number, key, status, full_name, founded_by)"
    f" VALUES (1, 'p1', 'new', 'LÊ VĂN TÁM', '{document(1)}')",
    f"INSERT INTO identity (document_id, patient_key, full_name, folded_name, birth_date)"
    f" VALUES ('{document(1)}', 'p1', 'LÊ VĂN TÁM', 'LE VAN TAM', '1960-01-09')",
    f"INSERT INTO identity (document_id, sex) VALUES ('{document(2)}', 'male')",
    "INSERT INTO scan VALUES ('s', 'image/png', 1, 2, 'filed', NULL, false, '2026-11-02')",
    *(
        "INSERT INTO document (id, sha256, numbers, type, language, state, review, version,"
        " patient_key, fields, waiting, confidence, filed_at, superseded_by)"
        f" VALUES ('{document(number)}', 's', '[{number}]', 'other', 'vi', 'filed', 'clear', 1,"
        f" {key}, 1, 0, 0.5, '2026-11-02', '[]')"
        for number, key in ((1, "'p1'"), (2, "NULL"))
    ),
]
"""A catalogue of before there was a register: one document of a patient, one of nobody."""


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Leave out the full text, which each database has in a form of its own."""
    return not (kind == "table" and name and name.split("_")[0] == "words")


def test_the_index_comes_and_goes_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        catalogue.receipts.receive("b", "one.pdf", scan("one"))
        catalogue.documents.file(filing(scan("one"), 1), [])
        rows = catalogue.documents.find()
        config = migration._config()
        with catalogue._database.write() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "0005")
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        assert catalogue.documents.find() == rows
        assert catalogue.search.due() == (rows[0].id,)
        assert list(catalogue.audit.verify()) == []


def test_what_was_indexed_before_is_indexed_by_day_and_batch(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        for name in ("one", "two"):
            catalogue.receipts.receive("b", f"{name}.pdf", scan(name))
            catalogue.documents.file(filing(scan(name), 1), [])
        rows = catalogue.documents.find()
        catalogue.search.put([Paper(rows[0].id, 1, "2023-05-17", "ho", ())])
        assert catalogue.search.due() == (rows[1].id,)
        at(catalogue, "0011", command.downgrade)
        assert catalogue.migrate()
        assert set(catalogue.search.due()) == {row.id for row in rows}
        assert catalogue.documents.find() == rows


def test_an_empty_database_is_made_ready_at_once(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        assert not catalogue.migrate()
        with catalogue._database.read() as connection:
            opts = {"compare_type": True, "include_name": ours}
            context = MigrationContext.configure(connection, opts=opts)
            assert compare_metadata(context, METADATA) == []


def test_an_older_catalogue_waits_for_the_command(url: str) -> None:
    with Catalogue(url) as catalogue:
        at(catalogue, "0001")
        with pytest.raises(MigrationDue, match="sohoa migrate"):
            catalogue.check()
        assert catalogue.migrate()
        catalogue.check()


def test_what_was_decided_without_a_register_stays_so(url: str) -> None:
    with Catalogue(url) as catalogue:
        at(catalogue, "0004")
        with catalogue._database.write() as connection:
            for statement in BEFORE:
                connection.exec_driver_sql(statement)
        for _ in range(2):
            assert catalogue.migrate()
            told = catalogue.patients.link(document(1))
            assert told == PatientLink("p1", None, "none", 0.0, "new")
            assert catalogue.patients.link(document(2)) == NOBODY
            assert (catalogue.patients.moved(), catalogue.patients.stale()) == ((), ())
            catalogue.patients.register.load([LAN])
            assert len(catalogue.patients.stale()) == 2
            at(catalogue, "0004", command.downgrade)
            with catalogue._database.read() as connection:
                rows = connection.exec_driver_sql("SELECT key, full_name FROM patient").all()
            assert [tuple(row) for row in rows] == [("p1", "LÊ VĂN TÁM")]


def test_a_newer_catalogue_is_refused(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        with catalogue._database.write() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        for call in (catalogue.check, catalogue.migrate):
            with pytest.raises(MigrationDue, match="newer"):
                call()


def test_somebody_elses_tables_are_left_alone(url: str) -> None:
    with Catalogue(url) as catalogue:
        with catalogue._database.write() as connection:
            connection.exec_driver_sql("CREATE TABLE patient (name TEXT)")
        with pytest.raises(CatalogueError, match="one of its own"):
            catalogue.check()


def test_two_first_uses_at_once(url: str) -> None:
    program = "import sys; from storage.catalogue import Catalogue; Catalogue(sys.argv[1]).check()"
    both = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"NGUYEN VAN A " * 400)
    with pytest.raises(CatalogueError) as refusal, Catalogue(f"sqlite:///{tmp_path / 'c'}") as it:
        it.check()
    assert "NGUYEN" not in str(refusal.value)


@pytest.mark.postgres
def test_a_server_that_is_away_is_told() -> None:
    url = "postgresql+psycopg://sohoa:s3cret@127.0.0.1:1/charts"
    with pytest.raises(CatalogueError, match="server is there") as refusal, Catalogue(url) as it:
        it.check()
    assert "s3cret" not in str(refusal.value)


def test_two_processes_write_at_once_and_a_kill_loses_nothing_whole(url: str) -> None:
    program = (
        "import hashlib, sys; from storage.catalogue import Catalogue\n"
        "from models.document import Scan; catalogue = Catalogue(sys.argv[1])\n"
        "for number in range(int(sys.argv[2])):\n"
        "    sha256 = hashlib.sha256(f'{number}'.encode()).hexdigest()\n"
        "    scan = Scan(sha256, 'application/pdf', 1, 2)\n"
        "    catalogue.receipts.receive('b', f'{sys.argv[3]}-{number}.pdf', scan)\n"
        "    catalogue.scans.mark_blank(sha256, 1); print(number, flush=True)"
    )
    with Catalogue(url) as catalogue:
        catalogue.check()
        command = [sys.executable, "-c", program, url, "60"]
        both = [
            subprocess.Popen([*command, name], stdout=subprocess.DEVNULL) for name in ("x", "y")
        ]
        with subprocess.Popen([*command, "z"], stdout=subprocess.PIPE) as third:
            assert third.stdout
            for _ in range(5):
                third.stdout.readline()
            os.kill(third.pid, signal.SIGKILL)
        assert [process.wait() for process in both] == [0, 0]
        balance = catalogue.balances.of("b")
        assert (balance.received, balance.blank, balance.waiting) == (120, 60, 60)
        assert balance.balanced
        assert list(catalogue.audit.verify()) == []


def test_retention_comes_and_goes_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        catalogue.receipts.receive("b", "one.pdf", scan("one"))
        catalogue.documents.file(filing(scan("one"), 1), [])
        catalogue.search.put([], [filing(scan("one"), 1).document_id])
        catalogue.holds.place("batch", "b", "court", "Hoa")
        rows = catalogue.documents.find()
        at(catalogue, "0006", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        assert catalogue.documents.find() == rows
        assert catalogue.search.due() == (rows[0].id,)
        # Who takes the tables away takes the holds with them, and that shows.
        assert list(catalogue.books.gone()) == ["hold:1"]


def test_people_come_and_go_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        catalogue.receipts.receive("b", "one.pdf", scan("one"))
        catalogue.accounts.add("lan", [Role.STEWARD])
        catalogue.entrance.invite("lan", load({})[0].review)
        at(catalogue, "0007", command.downgrade)
        assert catalogue.migrate()
        assert catalogue.accounts.all() == ()
        assert list(catalogue.audit.verify()) == []


def test_decisions_come_and_go_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url, actor="lan") as catalogue:
        catalogue.check()
        for name in ("b", "withdrawn"):
            catalogue.receipts.receive(name, "one.pdf", scan(name))
            drafts = [TaskDraft("diagnoses.0.icd10", "doubtful", 2), TaskDraft("pages.1", "dark")]
            catalogue.documents.file(filing(scan(name), 1), drafts)
        catalogue.withdrawals.withdraw("withdrawn")
        before = catalogue.queue.list()
        said = accepted(scan("b").sha256, 1, "pages.1")
        catalogue.decisions.decide([Ruling(before[0].document_id, said)])
        at(catalogue, "0008", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        after = catalogue.queue.list()
        assert {row.kind for row in after} == {"diagnoses.icd10", "pages"}
        assert {(row.type, row.batch, row.shown) for row in after} == {("prescription", "b", True)}
        assert [row.id for row in sorted(after, key=lambda row: row.priority)][-1] == next(
            row.id for row in after if row.kind == "diagnoses.icd10"
        )
        assert catalogue.decisions.of(scan("b").sha256) == ()
        assert list(catalogue.audit.verify()) == []
        # Who takes the tables away takes the words with them, and that shows.
        (gone,) = catalogue.books.gone()
        assert gone.startswith("decision:w")


def test_scripts_are_named_by_their_versions() -> None:
    scripts = ScriptDirectory.from_config(migration._config())
    known = [script.revision for script in scripts.walk_revisions()]
    assert migration._revisions() == known[::-1]


def test_what_takes_long_to_import_is_not_waited_for() -> None:
    asked = "import sys, storage.opening; print({'alembic', 'minio'} & sys.modules.keys())"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert ended.stdout == "set()\n", ended.stderr


def test_samples_and_second_words_come_and_go_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url, actor="lan") as catalogue:
        catalogue.check()
        for name in ("clear", "asked"):
            catalogue.receipts.receive("b", f"{name}.pdf", scan(name))
        catalogue.documents.file(filing(scan("clear"), 1), [])
        drafts = [TaskDraft("pages.1", "dark", eyes=2), TaskDraft("pages.2", "dark", eyes=2)]
        catalogue.documents.file(filing(scan("asked"), 1), drafts)
        catalogue.inspections.draw("b", lambda lot: Plan("A", "II", "2.5", lot, 1, 0))
        (first, second) = catalogue.queue.list()
        said = accepted(scan("asked").sha256, 1, "pages.1")
        catalogue.decisions.decide([Ruling(first.document_id, said, (first.id,))])
        at(catalogue, "0009", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        assert [row.eyes for row in catalogue.queue.list()] == [1, 1]
        assert catalogue.inspections.of("b") == ()
        catalogue.decisions.decide([Ruling(first.document_id, said, (first.id,))])
        assert [row.id for row in catalogue.queue.list()] == [second.id]
        assert list(catalogue.audit.verify()) == []
        # Who takes the tables away takes samples and words with them, and that shows.
        gone = [subject.split(":")[0] for subject in catalogue.books.gone()]
        assert sorted(gone) == ["inspection", "opinion"]


def test_known_answers_come_and_go_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url, actor="hoa") as catalogue:
        catalogue.check()
        catalogue.accounts.add("hoa", [Role.SUPERVISOR])
        catalogue.receipts.receive("b", "one.pdf", scan("one"))
        row, draft = filing(scan("one"), 1), TaskDraft("patient.sex", "doubtful")
        catalogue.documents.file(row, [draft])
        (one,) = catalogue.queue.list()
        said = Said(Kind.VERIFY, scan("one").sha256, 1, draft.path, "female")
        ruling = Ruling(row.document_id, said, (one.id,))
        catalogue.decisions.decide([ruling])
        lan = catalogue.by("lan")
        assert lan.queue.next(15, gold=1.0)
        (answer,) = lan.decisions.decide([ruling])
        at(catalogue, "0010", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        # What was decided is so still, and nobody is asked again.
        assert [word.said for word in catalogue.decisions.since()] == [said]
        assert catalogue.by("minh").queue.next(15, gold=1.0) is None
        assert catalogue.figures.proven("") == {}
        assert list(catalogue.audit.verify()) == []
        assert list(catalogue.books.gone()) == [f"gold:{answer.id}"]


def test_what_is_written_by_hand_comes_and_goes_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url, actor="hoa") as catalogue:
        catalogue.check()
        for name, form in (("one", None), ("two", "prescription")):
            catalogue.receipts.receive("b", f"{name}.pdf", scan(name))
            catalogue.documents.file(replace(filing(scan(name), 1), form=form, hand=not form), [])
        assert {one.form: one.hand for one in catalogue.documents.find()} == {
            None: True,
            "prescription": False,
        }
        at(catalogue, "0011", command.downgrade)
        at(catalogue, "0013", command.upgrade)
        # What was filed before is keyed as it was, where its form is known.
        assert {one.form: one.hand for one in catalogue.documents.find()} == {
            None: False,
            "prescription": True,
        }


def test_what_was_declared_comes_and_goes_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        catalogue.receipts.receive("b", "one.pdf", scan("one"))
        catalogue.batches.group("b", {"one.pdf": "A"})
        catalogue.batches.declare("b", Declared("H-12", pages=4), [Line("one.pdf", "A", 3)])
        at(catalogue, "0011", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        assert catalogue.batches.declared("b") == Declared()
        assert catalogue.balances.of("b").received == 3
        assert catalogue.batches.gaps("b") == ()
        assert list(catalogue.audit.verify()) == []
        # Who takes the tables away takes what was declared with them, and that shows.
        (book,) = catalogue.books.batches()
        assert set(agreement.batch(book)) == {"box", "pages", "list_sha256"}


def test_signs_of_stays_come_and_go_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        catalogue.receipts.receive("b", "one.pdf", scan("one"))
        catalogue.documents.file(filing(scan("one"), 1), [])
        (row,) = catalogue.documents.find()
        died = Kept(row.id, row.sha256, frozenset(), "2026-11-02", signs=frozenset({Sign.DIED}))
        catalogue.keeping.put([died])
        catalogue.search.put([Paper(row.id, 1, "2023-05-17", "ho", ())])
        assert catalogue.search.due() == ()
        at(catalogue, "0015", command.downgrade)
        assert catalogue.migrate()
        assert catalogue.search.due() == (row.id,)  # what was lost is read from the record again
        assert catalogue.documents.find() == (row,)
        with catalogue._database.read() as connection:
            assert list(connection.scalars(select(kept.c.signs))) == [""]
        catalogue.keeping.put([died])
        with catalogue._database.read() as connection:
            assert list(connection.scalars(select(kept.c.signs))) == ["died"]


def test_bound_files_are_by_themselves_before_and_pages_their_own_after(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        for name in ("BA-1/1.jpg", "BA-1/2.jpg"):
            catalogue.receipts.receive("b", name, scan(name, 1))
        catalogue.batches.group("b", {"BA-1/1.jpg": "BA-1", "BA-1/2.jpg": "BA-1"})
        assert catalogue.binding.bind("b") == 1
        at(catalogue, "0014", command.downgrade)
        assert catalogue.migrate()
        assert [row.bound for row in catalogue.scans.waiting("b")] == [False, False]
        assert catalogue.balances.of("b").waiting == 2
        first = scan("BA-1/1.jpg").sha256
        assert [page.number for page in catalogue.scans.pages(first)] == [1]


def test_costs_come_and_go_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        catalogue.receipts.receive("b", "one.pdf", scan("one"))
        catalogue.costs.add("run", {scan("one").sha256: Used(4.5, 2.0, 3)})
        at(catalogue, "0015", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        assert catalogue.costs.of("b") == Used()
        catalogue.costs.add("run", {scan("one").sha256: Used(4.5, 2.0, 3)})
        assert catalogue.costs.of("b") == Used(4.5, 2.0, 3)
        assert list(catalogue.audit.verify()) == []


def test_what_was_said_of_the_campaign_comes_and_goes(url: str) -> None:
    lines = [counts.Line(2024, "Khoa Nội", "H1", 120)]
    with Catalogue(url) as catalogue:
        catalogue.check()
        assert catalogue.campaign.declare(lines, "a" * 64)
        assert catalogue.campaign.enter(Value.WEEK, "6", "labour code of the facility")
        at(catalogue, "0018", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        assert (catalogue.campaign.lines(), catalogue.campaign.entered()) == ((), {})
        assert catalogue.campaign.declare(lines, "a" * 64)
        assert catalogue.campaign.enter(Value.WEEK, "6", "labour code of the facility")
        assert list(catalogue.audit.verify()) == []


def test_signatures_come_and_go_with_data_in_the_tables(url: str) -> None:
    with Catalogue(url) as catalogue:
        catalogue.check()
        signed = (Signature(State.CHANGED, "BS. Phạm Văn Nam"),)
        catalogue.receipts.receive("b", "one.pdf", replace(scan("one"), signatures=signed))
        (before,) = catalogue.scans.of()
        assert before.signatures == signed
        at(catalogue, "0015", command.downgrade)
        with pytest.raises(MigrationDue):
            catalogue.check()
        assert catalogue.migrate()
        (after,) = catalogue.scans.of()
        assert after == replace(before, signatures=())
        # Who takes the column away takes what it told with it, and that shows.
        (book,) = catalogue.books.scans()
        numbers = catalogue.books.numbered(after.sha256)
        assert agreement.scan(book, numbers) == ["signatures"]
