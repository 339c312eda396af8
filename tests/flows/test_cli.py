import os
import time
from pathlib import Path

import pytest

from flows.cli import COMMANDS, GROUPS, application
from models.errors import RejectReason
from tests.flows.command import Command

ROOT = Path(__file__).parents[2]
NAMES = [*COMMANDS, *(f"{first} {name}" for first, (_, names) in GROUPS.items() for name in names)]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_with_examples_and_a_section_in_the_manual(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert application().main([*name.split(), "--help"], "sohoa", standalone_mode=False) == 0
    assert f"  sohoa {name}" in capsys.readouterr().out.partition("Examples:")[2]
    assert f"## sohoa {name}\n" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_help_is_vietnamese_by_lang_or_by_option(bare: Command) -> None:
    for ended in (
        bare("run", "--help", LANG="vi_VN.UTF-8"),
        bare("--lang", "vi", "run", "--help"),
        bare("run", "--help", "--lang=vi"),
    ):
        assert "Số hoá bản quét" in ended.stdout
        assert "Ví dụ:\n    sohoa run scans/" in ended.stdout
    assert "Số hoá" not in bare("run", "--help", "--lang", "en", LANG="vi").stdout


def test_the_version_is_a_result(bare: Command) -> None:
    ended = bare("--version")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("sohoa 0.")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["no-such-command"], 2, "No such command"),
        (["run"], 2, "Missing argument"),
        (["run", "no-such-folder"], 2, "no such file or folder"),
        (["show", "d0"], 2, "no such document"),
        (["status", "no-such-batch"], 2, "There is no batch"),
        (["rerun", "--from", "read"], 2, "Say which"),
        (["rerun", "--from", "dream", "--all"], 2, "dream"),
        (["export", "out", "--since", "yesterday"], 2, "--since is a date"),
        (["withdraw", "no-such-batch"], 2, "no such batch"),
        (["list", "--lang", "fr"], 2, "en or vi"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what(
    arguments: list[str], code: int, said: str, bare: Command, tmp_path: Path
) -> None:
    bare.environ["SOHOA_HOME"] = str(tmp_path / "var")
    ended = bare(*arguments)
    assert ended.returncode == code
    assert ended.stdout == ""
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_wrong_setting_ends_with_2_and_names_the_nearest(bare: Command) -> None:
    ended = bare("status", SOHOA_READ_LANGUAGE="vie")
    assert ended.returncode == 2
    assert "SOHOA_READ_LANGUAGES" in ended.stderr


def test_settings_are_shown_with_where_they_come_from(bare: Command) -> None:
    url = "postgresql+psycopg://sohoa:hidden-word@db/sohoa"
    ended = bare(
        "config",
        "show",
        SOHOA_READ_LANGUAGES="eng",
        SOHOA_CATALOGUE_URL=url,
        SOHOA_STORE_SECRET_KEY="hidden-key",
    )
    lines = {
        line.split()[0]: line.split()[1:]
        for line in ended.stdout.splitlines()
        if line[:1].isalpha()
    }
    assert lines["read.languages"] == ["eng", "environment", "SOHOA_READ_LANGUAGES"]
    assert lines["ingest.dpi"] == ["300", "default", "SOHOA_INGEST_DPI"]
    assert "hidden" not in ended.stdout + ended.stderr
    assert not bare.home.exists()


def test_doctor_finds_all_well_here(bare: Command) -> None:
    findings = bare.json("doctor")
    assert [one["part"] for one in findings if not one["ok"]] == []
    assert {
        "Tesseract",
        "languages of Tesseract",
        "poppler",
        "store",
        "catalogue",
        "free disk",
    } <= {one["part"] for one in findings}


@pytest.mark.parametrize(
    ("variable", "value", "code", "part", "advice"),
    [
        ("SOHOA_READ_LANGUAGES", "vie+lao", 4, "languages of Tesseract", "tesseract-ocr-lao"),
        ("PATH", "/nowhere", 4, "Tesseract", "apt-get install tesseract-ocr"),
        ("SOHOA_LIMITS_FREE_BYTES", str(10**18), 5, "free disk", "make room"),
        ("SOHOA_CATALOGUE_URL", "sqlite:////nowhere/at/all.sqlite", 5, "catalogue", "is there"),
    ],
)
def test_doctor_says_what_is_wrong_and_what_to_do(
    variable: str, value: str, code: int, part: str, advice: str, bare: Command
) -> None:
    ended = bare("doctor", **{variable: value})
    assert ended.returncode == code
    line = next(line for line in ended.stdout.splitlines() if line.startswith(f"!   {part} "))
    assert advice in line


def test_a_dry_run_lists_and_makes_nothing(bare: Command, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "empty.pdf").touch()
    ended = bare("run", scans, "--dry-run")
    assert ended.returncode == 0
    assert "empty.pdf" in ended.stdout
    assert "batch: scans" in ended.stdout
    assert not bare.home.exists()


def test_one_refused_file_that_was_asked_for_ends_with_3(bare: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    ended = bare("run", tmp_path / "empty.pdf")
    assert ended.returncode == 3
    assert "empty" in ended.stderr
    assert bare.json("status", "empty.pdf")["rejections"] == [
        {"file": "empty.pdf", "pages": 1, "reason": RejectReason.EMPTY.value}
    ]


def test_no_space_ends_with_5_and_says_how_to_go_on(bare: Command, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "text.pdf").write_text("no scan")
    ended = bare("run", scans, "--batch", "b", SOHOA_LIMITS_FREE_BYTES=str(10**18))
    assert ended.returncode == 5
    assert "make room" in ended.stderr
    assert f"sohoa run {scans} --batch b" in ended.stderr
    assert bare("run", scans, "--batch", "b").returncode == 0


def test_the_first_words_come_within_a_second(bare: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    start = time.monotonic()
    with bare.start("run", tmp_path / "empty.pdf") as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "Looking for scans ...\n"
        seconds = time.monotonic() - start
        ticks = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        process.communicate(timeout=60)
    # Other tests run beside this one: a second of work, and no wait for anything.
    assert sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK") < 1
    assert seconds < 5


def test_wrong_use_is_told_in_vietnamese_too(bare: Command) -> None:
    assert "Không có lệnh 'dream'" in bare("dream", LANG="vi_VN.UTF-8").stderr
    assert "Thiếu đối số" in bare("run", LANG="vi_VN.UTF-8").stderr


def test_a_new_home_needs_no_migration_of_its_own(bare: Command) -> None:
    assert bare("migrate").returncode == 0
    assert bare("migrate").stdout == "nothing to do\n"
