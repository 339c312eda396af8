import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.discover import discover
from flows.names import batch_name, batch_of, printable
from models.errors import RejectReason, UsageError


def names(*paths: Path, leave_out: Path | None = None) -> list[str]:
    return [file.name for file in discover(list(paths), leave_out=leave_out).files]


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"scan")
    return path


def test_folders_are_walked_in_order_and_hidden_files_passed_over(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/2.png", "a/1.png", ".hidden.pdf", ".git/x.pdf", "a/.DS_Store"):
        touch(tmp_path / "scans" / name)
    assert names(tmp_path / "scans") == ["b.pdf", "a/1.png", "a/2.png"]


def test_files_that_lie_beside_scans_are_left_aside_but_not_when_named(tmp_path: Path) -> None:
    for name in ("README.md", "truth/a.json", "Thumbs.db", "a.pdf", "odd.docx"):
        touch(tmp_path / name)
    found = discover([tmp_path])
    assert [file.name for file in found.files] == ["a.pdf", "odd.docx"]
    assert found.skipped == 3
    assert names(tmp_path / "README.md") == ["README.md"]


def test_a_link_is_followed_inside_its_folder_only(tmp_path: Path) -> None:
    outside = touch(tmp_path / "outside" / "x.pdf")
    inside = touch(tmp_path / "scans" / "a.pdf")
    (tmp_path / "scans" / "b.pdf").symlink_to(inside)
    (tmp_path / "scans" / "c.pdf").symlink_to(outside)
    (tmp_path / "scans" / "folder").symlink_to(outside.parent)
    (tmp_path / "scans" / "loop").symlink_to(tmp_path / "scans")
    (tmp_path / "scans" / "broken.pdf").symlink_to(tmp_path / "scans" / "gone.pdf")
    found = {file.name: file.refusal for file in discover([tmp_path / "scans"]).files}
    assert found == {
        "a.pdf": None,
        "b.pdf": None,
        "broken.pdf": None,
        "c.pdf": RejectReason.OUTSIDE_FOLDER,
        "folder": RejectReason.OUTSIDE_FOLDER,
    }
    assert names(tmp_path / "scans" / "c.pdf") == ["c.pdf"]


def test_the_same_name_in_two_paths_stays_apart(tmp_path: Path) -> None:
    one, two = touch(tmp_path / "1" / "x.pdf"), touch(tmp_path / "2" / "x.pdf")
    assert names(one, two) == ["x.pdf", str(two)]
    assert names(one, one) == ["x.pdf"]


def test_our_own_home_is_no_scan(tmp_path: Path) -> None:
    touch(tmp_path / "var" / "store" / "x")
    touch(tmp_path / "a.pdf")
    assert names(tmp_path, leave_out=tmp_path / "var") == ["a.pdf"]


def test_a_path_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        discover([tmp_path / "nothing"])


def test_a_name_that_is_not_utf_8_is_shown_without_loss(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"b\xe9nh \\ \n.pdf")).write_bytes(b"x")
    assert names(tmp_path) == ["b\\xe9nh \\\\ \\n.pdf"]


@given(st.binary(min_size=1, max_size=20))
def test_every_name_becomes_printable_and_different_names_stay_different(data: bytes) -> None:
    name = os.fsdecode(data)
    shown = printable(name)
    assert shown.isprintable()
    assert shown.encode()  # it can be stored
    assert printable(shown) == shown
    if not name.isprintable():
        assert shown != printable(name + "x")


@pytest.mark.parametrize(
    ("wanted", "safe"),
    [
        ("samples", "samples"),
        ("Hồ sơ Đợt 1", "Ho-so-Dot-1"),
        ("tuần 47/2026.pdf", "tuan-47-2026.pdf"),
        ("...", "batch"),
        ("字", "batch"),
    ],
)
def test_batch_names_are_made_safe(wanted: str, safe: str) -> None:
    assert batch_name(wanted) == safe
    assert batch_name(safe) == safe


def test_a_batch_is_named_by_the_last_component(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "thứ hai"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert batch_of(Path("x/samples/")) == "samples"
    assert batch_of(Path()) == "thu-hai"
