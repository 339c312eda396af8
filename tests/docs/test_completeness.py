"""The page on completeness names every group, paper and kind, and its example can be used."""

import re
import tomllib
from pathlib import Path
from textwrap import dedent

from extractors.staying import rules

PAGE = (Path(__file__).parents[2] / "docs" / "completeness.md").read_text(encoding="utf-8")


def test_the_lists_stand_there() -> None:
    ours = rules()
    assert re.findall(r"^\| `(\w+)` [^|]+\| [^|]+\| [^|]+\|$", PAGE, re.MULTILINE) == [
        one.id for one in ours.paper
    ]
    for one in ours.paper:
        assert f"`{one.id}` {one.name.vi} |" in PAGE
    for name in (*ours.group, *(kind.id for kind in ours.kind)):
        assert f"`{name}`" in PAGE


def test_the_example_is_understood() -> None:
    (text,) = re.findall(r"((?:^(?:    .*)?\n)*^    needs = .*\n)", PAGE, re.MULTILINE)
    own = rules(tomllib.loads(dedent(text)))
    (inpatient,) = [kind for kind in own.kind if kind.id == "inpatient"]
    assert inpatient.needs == ("record", "treatment_sheet", "nursing", "drug_list")
