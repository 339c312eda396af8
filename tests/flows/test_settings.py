from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.settings import flat, home_of, load, variables, write
from models.errors import SettingsError


def test_defaults_come_from_the_package() -> None:
    settings, origins = load({})
    assert settings.read.languages == "vie"
    assert set(origins.values()) == {"default"}
    assert list(flat(settings)) == list(origins)


def test_the_environment_wins_and_says_so() -> None:
    settings, origins = load({"SOHOA_READ_LANGUAGES": "eng", "SOHOA_EXTRACT_MODEL": "false"})
    assert settings.read.languages == "eng"
    assert settings.extract.model is False
    assert origins["read.languages"] == "environment"
    assert origins["read.longest"] == "default"


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("SOHOA_READ_LANGUAGE", "SOHOA_READ_LANGUAGES"),
        ("SOHOA_LIMIT_PAGES", "SOHOA_LIMITS_PAGES"),
        ("SOHOA_HOMES", "SOHOA_HOME"),
        ("SOHOA_STORE_SECRETKEY", "SOHOA_STORE_SECRET_KEY"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is no setting.*{nearest}"):
        load({name: "1"})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SOHOA_INGEST_DPI", "5000", "less than or equal to 1200"),
        ("SOHOA_ACCEPT_IDENTITY", "1.5", "less than or equal to 1"),
        ("SOHOA_STORE_KIND", "tape", "'folder' or 's3'"),
        ("SOHOA_READ_LONGEST", "three", "valid integer"),
    ],
)
def test_a_bad_value_names_setting_and_range(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=rf"\({name}\): .*{said}") as refusal:
        load({name: value})
    assert value not in str(refusal.value).replace("1200", "").replace("1.", "")


def home(folder: Path, text: str) -> dict[str, str]:
    folder.joinpath("settings.toml").write_text(text, encoding="utf-8")
    return {"SOHOA_HOME": str(folder)}


def test_a_home_has_settings_of_its_own_and_the_environment_wins(tmp_path: Path) -> None:
    environ = home(tmp_path, "[accept]\nidentity = 0.97\nencounter = 0.96\n")
    settings, origins = load(environ | {"SOHOA_ACCEPT_ENCOUNTER": "0.5"})
    assert (settings.accept.identity, settings.accept.encounter) == (0.97, 0.5)
    assert origins["accept.identity"] == "settings.toml"
    assert origins["accept.encounter"] == "environment"
    assert origins["accept.other"] == "default"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[accept]\nidentiti = 0.9\n", "accept.identiti in settings.toml is no setting.*identity"),
        ("[accept]\nidentity = 7\n", r"accept.identity \(settings.toml\): .*less than or equal"),
        ("accept = 0.9\n", "is no setting"),
        ("[accept\n", "settings.toml in SOHOA_HOME cannot be read"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load(home(tmp_path, text))


def test_settings_are_written_beside_those_that_are_there(tmp_path: Path) -> None:
    environ = home(tmp_path, "# ours\n[read]\nlanguages = 'eng' # for now\n")
    write(tmp_path, "accept", {"identity": 0.97})
    write(tmp_path, "accept", {"identity": 0.98})
    text = tmp_path.joinpath("settings.toml").read_text(encoding="utf-8")
    assert text.startswith("# ours\n[read]\nlanguages = 'eng' # for now\n")
    settings, _ = load(environ)
    assert (settings.read.languages, settings.accept.identity) == ("eng", 0.98)


def test_home_and_secrets_are_no_settings() -> None:
    names = {"SOHOA_HOME": "x", "SOHOA_STORE_ACCESS_KEY": "a", "SOHOA_STORE_SECRET_KEY": "b"}
    assert load(names)[0] == load({})[0]
    assert home_of({}).name == "var"
    assert home_of({"SOHOA_HOME": "/srv/sohoa"}).as_posix() == "/srv/sohoa"


@given(st.sampled_from(sorted(variables())))
def test_every_setting_can_be_set_to_its_own_value(name: str) -> None:
    settings, _ = load({})
    value = flat(settings)[variables()[name]]
    again, origins = load({name: str(value)})
    assert again == settings
    assert origins[variables()[name]] == "environment"
