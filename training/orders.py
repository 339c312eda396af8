"""Drugs as ordered and tests as reported, each with what is written and what it means."""

from dataclasses import dataclass
from random import Random
from typing import Any

from training.lexicon import Drug, Lab, drugs, labs

UNITS = {
    "tablet": "viên",
    "capsule": "viên",
    "sachet": "gói",
    "vial": "lọ",
    "ampoule": "ống",
    "tube": "tuýp",
    "bottle": "chai",
    "drops": "giọt",
    "inhaler": "nhát",
    "syrup": "ml",
    "other": "viên",
}
ROUTES = {"iv": "tĩnh mạch", "im": "tiêm bắp", "sc": "tiêm dưới da", "inhaled": "khí dung"}
USUAL = [
    "RBC",
    "HGB",
    "HCT",
    "MCV",
    "WBC",
    "NEUP",
    "LYMP",
    "PLT",
    "GLU",
    "URE",
    "CRE",
    "AST",
    "ALT",
]
USUAL += ["NA", "K", "CL", "CRP"]


@dataclass(frozen=True)
class Order:
    """One drug for one patient. `name` is as written, `each` units a time."""

    drug: Drug
    name: str
    strength: str
    form: str
    route: str
    each: str
    times: int
    how: str
    days: int

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return UNITS[self.form]

    @property
    def quantity(self) -> int:
        """How many units for all days; one bottle or inhaler where drops or puffs are taken."""
        if self.form in ("drops", "inhaler"):
            return 1
        return int(self.each) * self.times * self.days

    @property
    def injected(self) -> bool:
        """Whether it is not for home."""
        return self.route in ("iv", "im", "sc")


@dataclass(frozen=True)
class Result:
    """One result. `value` in the record's form; `flag` empty where there is no range."""

    lab: Lab
    value: str
    unit: str
    reference: str
    flag: str


def order(rng: Random, line: str, days: int) -> Order:
    """Return the order that a case's line means, under one of the drug's names."""
    substance, strength, each, times, how = line.split("|")
    drug = drugs()[substance]
    form, route = _way(drug, how, strength)
    named = rng.choice([drug.vi[0], *drug.brands[:3]])
    if int(each) > 9:
        each = "1"
    return Order(drug, named, strength, form, route, each, int(times), how, min(days, 7))


def results(rng: Random, case: dict[str, Any], *, female: bool) -> tuple[Result, ...]:
    """Return the usual tests and the case's own, in the order of the lexicon."""
    odd = case["labs"]
    chosen = (
        {code for code in USUAL if rng.random() < 0.75} | set(odd) | set(case.get("positive", ()))
    )
    if "positive" in case and "ULEU" in case["positive"]:
        chosen |= {"USG", "UPH", "UNIT", "UPRO", "UGLU", "UKET", "UBLD"}
    found = []
    for code, lab in labs().items():
        if code in chosen:
            found.append(_result(rng, lab, odd.get(code), code in case.get("positive", ()), female))
    return tuple(found)


def _result(rng: Random, lab: Lab, odd: list[float] | None, positive: bool, female: bool) -> Result:
    unit = lab.units[0] if lab.units else ""
    if lab.normal:
        return Result(lab, "Dương tính" if positive else lab.normal, unit, lab.normal, "")
    low, high = (lab.female if female else lab.male) or (lab.low, lab.high)
    if low is None and high is None:
        return Result(lab, rng.choice(["A", "B", "O", "AB"]), unit, "", "")
    bottom = low or 0.0
    least, most = odd or (bottom, high if high is not None else bottom * 1.3)
    number = round(rng.uniform(least, most), lab.decimals)
    flag = "high" if high is not None and number > high else "normal"
    flag = "low" if low is not None and number < low else flag
    return Result(lab, f"{number:.{lab.decimals}f}", unit, _range(rng, lab, low, high), flag)


def _range(rng: Random, lab: Lab, low: float | None, high: float | None) -> str:
    if not low:
        return f"{rng.choice(['<', '≤', '< '])}{high:.{lab.decimals}f}"
    if high is None:
        return f"> {low:.{lab.decimals}f}"
    dash = rng.choice([" - ", "-"])
    return f"{low:.{lab.decimals}f}{dash}{high:.{lab.decimals}f}"


def _way(drug: Drug, how: str, strength: str) -> tuple[str, str]:
    """Return form and route, as the way of giving tells against the usual one."""
    if "truyền tĩnh mạch" in how:
        return ("vial" if " g" in strength and "ml" not in strength else "bottle"), "iv"
    if "tiêm tĩnh mạch" in how:
        return ("ampoule" if "ml" in strength else "vial"), "iv"
    if "tiêm bắp" in how:
        return "ampoule", "im"
    if "tiêm dưới da" in how:
        return "vial", "sc"
    if "khí dung" in how:
        return "ampoule", "inhaled"
    if "dưới lưỡi" in how:
        return drug.form, "sublingual"
    home = drug.form if drug.form not in ("vial", "ampoule") else "tablet"
    return home, drug.route if drug.route not in ("iv", "im", "sc") else "oral"
