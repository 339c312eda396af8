"""`sohoa lexicon` on a home: all or nothing, undone again, and seen by runs."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from flows.configuration import configuration
from flows.digitise import Work, digitise
from flows.discover import Found
from flows.house import opened
from flows.lexicons.keep import ENTRIES, keep
from flows.receive import receive
from models.codec import encode
from models.errors import StoreError
from models.lexicon import Disease, Kind, Lists
from storage import keys
from tests.flows.command import Command, write_scans
from tests.servers import S3Server

GOOD = "Mã bệnh,Tên bệnh\nJ18.9,Viêm phổi\nI10,Tăng huyết áp\n"
BAD = GOOD + "XYZ,Nguyễn Văn Bí Mật\n"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "good.csv").write_text(GOOD, encoding="utf-8")
    (folder / "same.csv").write_text("\ufeff" + GOOD.replace(",", ";"), encoding="utf-8")
    (folder / "bad.csv").write_text(BAD, encoding="utf-8")
    (folder / "other.csv").write_text("Mã bệnh,Tên bệnh\nA00,Bệnh tả\n", encoding="utf-8")
    (folder / "drugs.csv").write_text("Tên thuốc,Hoạt chất\nProbavin,Probatin\n", "utf-8")
    return folder


def test_a_list_replaces_the_one_before_and_is_dropped(bare: Command, lists: Path) -> None:
    assert bare.json("lexicon", "list") == []
    assert bare("lexicon", "import", "icd10", lists / "good.csv").stdout == "loaded: 2 rows\n"
    (first,) = bare.json("lexicon", "list")
    assert (first["kind"], first["entries"]) == ("icd10", 2)
    assert "nothing to change" in bare("lexicon", "import", "icd10", lists / "good.csv").stdout

    assert bare("lexicon", "import", "icd10", lists / "other.csv").returncode == 0
    (second,) = bare.json("lexicon", "list")
    assert second["entries"] == 1
    assert second["file_sha256"] != first["file_sha256"]
    assert bare("lexicon", "drop", "icd10").stdout == "dropped: icd10\n"
    assert "nothing to change" in bare("lexicon", "drop", "icd10").stdout
    assert bare.json("lexicon", "list") == []


def test_one_bad_row_and_nothing_is_loaded(bare: Command, lists: Path) -> None:
    bare("lexicon", "import", "icd10", lists / "other.csv")
    before = bare.json("lexicon", "list")
    ended = bare("lexicon", "import", "icd10", lists / "bad.csv")
    assert ended.returncode == 2
    assert "line 4: the code is no ICD-10 code" in ended.stderr
    assert "Bí Mật" not in ended.stdout + ended.stderr
    assert bare.json("lexicon", "list") == before

    assert bare("lexicon", "import", "icd10", lists / "bad.csv", "--skip-bad").returncode == 0
    assert bare.json("lexicon", "list")[0]["entries"] == 2


def test_a_dry_run_looks_and_makes_nothing(bare: Command, lists: Path) -> None:
    ended = bare("lexicon", "import", "icd10", lists / "good.csv", "--dry-run")
    assert ended.stdout == "would load: 2 rows\n"
    assert "code: from the column Mã bệnh" in ended.stderr
    assert not bare.home.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["drugs", "no-such-file.csv"], "cannot be read"),
        (["people", "x.csv"], "people"),
        (["icd10", "drugs.csv"], "headings"),
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str], said: str, bare: Command, lists: Path) -> None:
    ended = bare("lexicon", "import", arguments[0], lists / arguments[1])
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_in_vietnamese(bare: Command, lists: Path) -> None:
    ended = bare("lexicon", "import", "icd10", lists / "bad.csv", LANG="vi_VN.UTF-8")
    assert "dòng 4: mã không phải mã ICD-10" in ended.stderr
    assert "không nạp gì" in ended.stderr


def test_the_same_entries_from_another_file_are_the_same_list(bare: Command, lists: Path) -> None:
    settings, hashes = None, []
    for name in ("good.csv", "same.csv", "other.csv"):
        bare("lexicon", "import", "icd10", lists / name)
        with opened({"SOHOA_HOME": str(bare.home)}) as house:
            settings = house.settings
            hashes.append(configuration(settings, house.lists.hashes))
    assert settings is not None
    assert hashes[0] == hashes[1] != hashes[2]
    assert configuration(settings, {}) not in hashes


def test_two_homes_in_one_process_do_not_meet(tmp_path: Path) -> None:
    homes = [{"SOHOA_HOME": str(tmp_path / name)} for name in ("one", "two")]
    with opened(homes[0]) as one, opened(homes[1]) as two:
        keep(one.store, one.catalogue, Kind.ICD10, [Disease("A00", ("Bệnh thử",))], "f" * 64)
        assert one.lists.lexicon.lists == Lists(icd10=(Disease("A00", ("Bệnh thử",)),))
        assert two.lists.lexicon.lists == Lists()


def test_a_list_that_is_gone_is_told(tmp_path: Path) -> None:
    with opened({"SOHOA_HOME": str(tmp_path / "var")}) as house:
        house.catalogue.lexicons.load(Kind.LABS, "1" * 64, "f" * 64, 1)
        with pytest.raises(StoreError, match="sohoa lexicon drop labs"):
            _ = house.lists


def test_what_is_kept_says_what_it_is(tmp_path: Path) -> None:
    entries = (Disease("A00", ("Bệnh tả", "Cholera"), ("BT",)),)
    data = encode(ENTRIES[Kind.ICD10], entries)
    assert json.loads(data) == [{"code": "A00", "names": ["Bệnh tả", "Cholera"], "short": ["BT"]}]
    assert isinstance(ENTRIES[Kind.ICD10], TypeAdapter)


def again(home: Path, sha256: str, stage: str | None) -> tuple[int, float]:
    """Digitise a scan; return its document's version, and how sure its one code is."""
    with opened({"SOHOA_HOME": str(home)}) as house, ThreadPoolExecutor(1) as pool:
        work = Work(house, pool, threading.Event(), lambda *_: None, stage)
        (identity,) = digitise(work, sha256)
        row = house.catalogue.documents.get(identity)
        assert row is not None
        stored = json.loads(house.store.get(keys.record(identity, row.version, "record.json")))
        (diagnosis,) = stored["diagnoses"]
        assert diagnosis["icd10"]["value"] == "J18.9"
        made = stored["provenance"]["engines"].get("lexicon icd10")
        assert (made is not None) == bool(house.catalogue.lexicons.all())
        return row.version, diagnosis["icd10"]["confidence"]


@pytest.mark.slow
def test_extracting_again_after_an_import_makes_a_new_version_and_the_same_again_none(
    bare: Command, lists: Path, tmp_path: Path
) -> None:
    path = write_scans(tmp_path / "scans", 1) / "scan-0.png"
    with opened({"SOHOA_HOME": str(bare.home)}) as house:
        (receipt,) = receive(house, "b", [Found(path, "x")], 1)
    assert receipt.sha256
    version, known = again(bare.home, receipt.sha256, None)
    assert version == 1

    for _ in range(2):
        assert bare("lexicon", "import", "icd10", lists / "other.csv").returncode == 0
        version, unknown = again(bare.home, receipt.sha256, "extract")
        assert version == 2
        assert unknown < known
    assert bare("lexicon", "drop", "icd10").returncode == 0
    assert again(bare.home, receipt.sha256, "extract") == (3, known)


@pytest.mark.slow
@pytest.mark.s3
@pytest.mark.postgres
def test_two_machines_on_one_store_and_catalogue_see_the_same(
    tmp_path: Path, lists: Path, s3_server: S3Server, postgres_url: str
) -> None:
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE lists"))
    engine.dispose()
    shared = {
        "SOHOA_STORE_KIND": "s3",
        "SOHOA_STORE_ENDPOINT": s3_server.endpoint,
        "SOHOA_STORE_BUCKET": "lists",
        "SOHOA_STORE_SECURE": "false",
        "SOHOA_STORE_ACCESS_KEY": s3_server.access_key,
        "SOHOA_STORE_SECRET_KEY": s3_server.secret_key,
        "SOHOA_CATALOGUE_URL": make_url(postgres_url)
        .set(database="lists")
        .render_as_string(hide_password=False),
    }
    one, two = (Command(tmp_path / name / "var", dict(shared)) for name in ("one", "two"))
    assert one("lexicon", "import", "icd10", lists / "good.csv").returncode == 0
    assert [row["entries"] for row in two.json("lexicon", "list")] == [2]
    with opened({**shared, "SOHOA_HOME": str(two.home)}) as house:
        assert [entry.code for entry in house.lists.lexicon.lists.icd10] == ["I10", "J18.9"]
        key = keys.lexicon("icd10", house.lists.hashes["icd10"])
        assert house.store.has(key)
    assert two("lexicon", "drop", "icd10").returncode == 0
    assert one.json("lexicon", "list") == []
