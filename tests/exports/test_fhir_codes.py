import tomllib
from decimal import Decimal
from importlib import resources

import pytest

from exports.fhir.codes import codes, dose, quantity, reference_range, ucum
from exports.fhir.paper import moment, plain
from models.record import DocumentType
from tests.exports.r4 import systems

HL7 = "http://terminology.hl7.org/CodeSystem/"
TABLES = {
    "route": "v3-RouteOfAdministration",
    "modality": "v2-0074",
    "flag": "v3-ObservationInterpretation",
    "role": "diagnosis-role",
    "outcome": "discharge-disposition",
}


@pytest.mark.parametrize(("kind", "system"), TABLES.items())
def test_codes_are_in_hl7s_code_systems_by_these_names(kind: str, system: str) -> None:
    known = systems()[f"{HL7}{system}"]
    assert {code: known.get(code) for code, _ in codes()[kind].values()} == dict(
        codes()[kind].values()
    )


def test_every_type_of_document_has_a_code_and_titles() -> None:
    kinds = codes()["document"]
    assert set(kinds) == set(DocumentType)
    assert all(kind["loinc"] and kind["vi"] and kind["en"] for kind in kinds.values())


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("G/L", "10*9/L"),
        ("g/L", "g/L"),
        ("g/l", None),  # grams, or billions: nobody can tell
        ("x10^9/L", "10*9/L"),
        ("µmol/L", "umol/L"),
        ("μmol / L", "umol/L"),
        ("mcg", "ug"),
        ("UI/L", "[IU]/L"),
        ("mmHg", "mm[Hg]"),
        ("°C", "Cel"),
        ("lần/phút", "/min"),
        ("giây", "s"),
        ("viên", None),
    ],
)
def test_units(unit: str, code: str | None) -> None:
    assert ucum(unit) == code


def test_all_units_of_the_houses_own_tests_map() -> None:
    labs = resources.files("configs").joinpath("lexicon", "labs.toml").read_text("utf-8")
    units = {unit for lab in tomllib.loads(labs)["lab"] for unit in lab.get("units", [])}
    # The length of a column of blood: an hour is meant and not written.
    assert {unit for unit in units if not ucum(unit)} == {"mm"}


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("7.20", {"value": Decimal("7.20")}),
        ("<0.5", {"value": Decimal("0.5"), "comparator": "<"}),
        ("≥ 200", {"value": Decimal(200), "comparator": ">="}),
        ("-2.5", {"value": Decimal("-2.5")}),
        ("007", None),
        ("1/80", None),
        ("Âm tính", None),
        ("1,5", None),
        ("", None),
    ],
)
def test_quantities(value: str, made: dict[str, object] | None) -> None:
    assert quantity(value, None) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("1 viên", {"value": Decimal(1), "unit": "viên"}),
        (
            "0,5 ml",
            _ml := {
                "value": Decimal("0.5"),
                "unit": "ml",
                "system": "http://unitsofmeasure.org",
                "code": "mL",
            },
        ),
        ("0.5ml", _ml),
        ("1/2 viên", None),
        ("1-2 viên", None),
        ("viên", None),
    ],
)
def test_doses(text: str, made: dict[str, object] | None) -> None:
    assert dose(text) == made


def test_ranges() -> None:
    assert reference_range("3,9 - 6,4", None) == {
        "text": "3,9 - 6,4",
        "low": {"value": Decimal("3.9")},
        "high": {"value": Decimal("6.4")},
    }
    assert reference_range("< 5,2", None) == {"text": "< 5,2"}
    assert reference_range("6 - 3", None) == {"text": "6 - 3"}


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("2026-11-02T08:15", "2026-11-02T08:15:00+07:00"),
        ("1970-01-01T00:00", "1970-01-01T00:00:00+07:00"),
        ("2026-11-02", "2026-11-02"),
        ("2026-11", "2026-11"),
        ("2026", "2026"),
        ("2026-02-30", None),
        ("0000", None),
        ("02/11/2026", None),
    ],
)
def test_moments(value: str, made: str | None) -> None:
    assert moment(value) == made


def test_text_is_plain() -> None:
    assert plain(" a\u00a0b\x00\x07c\u200b\n d ") == "a b c d"
