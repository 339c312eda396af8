"""A hospital's own forms: one TOML file, and no code."""

import json
from pathlib import Path

import pytest

from flows.configuration import configuration
from flows.forms import own_forms
from flows.settings import load
from models.errors import SettingsError
from storage import keys
from tests.extractors.forms import page
from tests.flows.filed import done, quick, received

DOCS = Path(__file__).parents[2] / "docs" / "forms.md"
MEALS = """
source = "Bệnh viện Đa khoa Trường Xuyên, mẫu nội bộ 2026"

[[form]]
id = "eye_screening"
type = "nursing_note"
titles = ["BẢN GHI NHẬN SÀNG LỌC THỊ GIÁC"]
codes = [{ code = "TX.17.03", generation = "2026" }]
labels = [{ text = "Kết luận tầm soát", field = "diagnosis.main", wraps = true }]
"""
SCREENED = page(
    """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN                 TX.17.03
                BẢN GHI NHẬN SÀNG LỌC THỊ GIÁC
    Họ và tên: TRẦN THỊ HÀ    Tuổi: 45    Giới: Nữ
    Kết luận tầm soát: Tăng nhãn áp
    """
)


def forms(home: Path, text: str, name: str = "own.toml") -> None:
    (home / "forms").mkdir(parents=True, exist_ok=True)
    (home / "forms" / name).write_text(text, encoding="utf-8")


def test_a_form_that_the_program_never_saw(home: Path, tmp_path: Path) -> None:
    with quick(home) as house:
        scan = received(house, "screening", [SCREENED])
        (before,) = done(house, scan)
        assert (before.type, before.version) == ("other", 1)
        assert done(house, scan) == (before,)
    forms(home, MEALS)
    with quick(home) as house:
        (after,) = done(house, scan)
        assert (after.id, after.type, after.version) == (before.id, "nursing_note", 2)
        record = json.loads(house.store.get(keys.record(after.id, 2, "record.json")))
        assert record["patient"]["full_name"]["value"] == "TRẦN THỊ HÀ"
        assert [x["text"]["value"] for x in record["diagnoses"]] == ["Tăng nhãn áp"]
        assert done(house, scan) == (after,)  # nothing changed: no new version
    with quick(tmp_path / "another") as house:  # another home knows nothing of it
        (other,) = done(house, received(house, "screening", [SCREENED]))
        assert other.type == "other"


def test_own_forms_are_part_of_the_configuration(home: Path) -> None:
    settings, _ = load({"SOHOA_EXTRACT_MODEL": "false"})
    forms(home, MEALS)
    own = own_forms(settings.forms, home)
    assert configuration(settings, {}, own) != configuration(settings, {})
    assert configuration(settings, {}, own) == configuration(
        settings, {}, own_forms(settings.forms, home)
    )


def test_the_folder_can_be_another(home: Path) -> None:
    forms(home, MEALS)
    settings, _ = load({"SOHOA_FORMS_FOLDER": str(home / "forms")})
    assert [form.id for form in own_forms(settings.forms, home / "x")] == ["eye_screening"]
    settings, _ = load({"SOHOA_FORMS_FOLDER": str(home / "nowhere")})
    with pytest.raises(SettingsError, match=r"forms\.folder names no folder"):
        own_forms(settings.forms, home)


def test_the_form_of_the_manual_can_be_used(home: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    forms(home, text.split("```toml")[1].split("```")[0])
    assert own_forms(load({})[0].forms, home)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("id =", "id"), r"own\.toml: not TOML: .*line 5"),
        (("nursing_note", "nurse_note"), r"own\.toml: .*form 1 type: .*'nursing_note'"),
        (("titles", "title"), r"own\.toml: .*form 1 title: Extra inputs"),
        (('"BẢN GHI NHẬN SÀNG LỌC THỊ GIÁC"', '"A"'), r"form 1 titles: .*4 letters"),
        (("diagnosis.main", "diagnose.main"), r"eye_screening, .*diagnose\.main.*diagnosis\.main"),
        (("eye_screening", "Eye"), r"form 1 id: .*pattern"),
        (
            ("source =", 'needed = ["patient.nam"]\nsource ='),
            r"form 1 needed: .*patient\.nam is no",
        ),
        (("source =", "#"), r"form 1 source: Field required"),
    ],
)
def test_a_form_that_cannot_be_used_is_told_by_file_and_key(
    home: Path, change: tuple[str, str], said: str
) -> None:
    forms(home, MEALS.replace(*change))
    with pytest.raises(SettingsError, match=said), quick(home):
        pass


def test_an_id_stands_once_among_own_forms(home: Path) -> None:
    forms(home, MEALS)
    forms(home, MEALS, "second.toml")
    with pytest.raises(SettingsError, match=r"second\.toml: the id eye_screening .* own\.toml"):
        own_forms(load({})[0].forms, home)
