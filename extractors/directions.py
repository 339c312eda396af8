"""How a drug is to be taken, from the directions as written."""

import re
from dataclasses import dataclass

from models.text import fold

VERSION = "2"

_UNITS = (
    r"viên|gói|ống|lọ|ml|mL|giọt|nhát|xịt|muỗng|thìa|đơn vị|chai|tuýp|UI|IU|tablets?|capsules?"
    r"|sachets?|puffs?|drops?|units?|ampoules?|vials?"
)
_AMOUNT = re.compile(rf"(\d+(?:[.,/]\d+)?)\s*({_UNITS})(?!\w)", re.IGNORECASE)
_TIMES = re.compile(
    r"(?:ngày|ngay)\s*(?:uống|uong|tiêm|tiem|dùng|dung|xịt|bôi|nhỏ|truyền)?\s*(\d{1,2})\s*(?:lần|lan)"
    r"|(?:x|×)\s*(\d{1,2})\s*(?:lần|lan)?"
    r"|(\d{1,2})\s*(?:lần|lan)\s*/\s*(?:ngày|ngay|24)",
    re.IGNORECASE,
)
_EVERY = re.compile(r"(?:mỗi|every|cách)\s*(\d{1,2})\s*(?:giờ|hours?|h)\b", re.IGNORECASE)
_MOMENTS = re.compile(
    r"(?<!\w)(sáng|trưa|chiều|tối|đêm)(?=\s*(?:\d|,|uống|tiêm|$|trước|sau))", re.IGNORECASE
)
_ENGLISH = (
    (r"four times", 4),
    (r"three times|thrice|\btds\b|\btid\b", 3),
    (r"twice|two times|\bbd\b|\bbid\b", 2),
    (r"once|daily|at bedtime|at night|in the morning|every day|\bod\b", 1),
)
_ROUTES = (
    ("sublingual", ("ngam duoi luoi", "duoi luoi", "sublingual")),
    ("im", ("tiem bap", "im", "intramuscular")),
    ("sc", ("tiem duoi da", "duoi da", "subcutaneous", "tdd")),
    (
        "iv",
        ("tiem tinh mach", "tiem tmc", "tmc", "truyen", "tinh mach", "intravenous", "iv", "ttm"),
    ),
    ("inhaled", ("xit", "hit", "khi dung", "phun khi dung", "inhale", "puff", "puffs", "inhaled")),
    ("ophthalmic", ("nho mat", "tra mat", "eye")),
    ("rectal", ("dat hau mon", "thut", "rectal", "rectally")),
    ("topical", ("boi", "thoa", "dap", "apply", "topical")),
    ("oral", ("uong", "take", "orally", "by mouth", "ngay uong", "pha")),
)
_COUNTED = r"(?:viên|gói|ống|lọ|chai|lần|giọt|nhát|tablet|capsule)"
_RUN_ON = re.compile(rf"(?<=\d)(?={_COUNTED})", re.IGNORECASE)
_ONE = re.compile(rf"(?<![\w/])[lI|]\s?(?={_COUNTED})")


@dataclass(frozen=True, slots=True)
class Directions:
    """Dose each time with its unit, times a day, and route; None where not said."""

    dose: str | None
    times_per_day: str | None
    route: str | None


def tidied(text: str) -> str:
    """Return directions, numbers that ran into their words parted: `mỗi lần lviên`, `1lần`."""
    return _RUN_ON.sub(" ", _ONE.sub("1 ", text))


def directions(text: str) -> Directions:
    """Read directions such as `Ngày uống 2 lần, mỗi lần 1 viên` or `sáng 1 viên, tối 1 viên`."""
    amount = _AMOUNT.search(text)
    dose = f"{amount[1]} {amount[2]}" if amount else None
    return Directions(dose, _times(text), route_of(text))


def _times(text: str) -> str | None:
    said = _TIMES.search(text)
    if said is not None:
        return str(int(next(number for number in said.groups() if number)))
    every = _EVERY.search(text)
    if every is not None and 0 < int(every[1]) <= 24:
        return str(max(1, 24 // int(every[1])))
    moments = {fold(moment) for moment in _MOMENTS.findall(text)}
    if moments:
        return str(len(moments))
    for pattern, times in _ENGLISH:
        if re.search(pattern, text, re.IGNORECASE):
            return str(times)
    return None


def route_of(text: str) -> str | None:
    """Return the route that words say, or None."""
    plain = f" {fold(text)} "
    for route, names in _ROUTES:
        if any(f" {name} " in plain for name in names):
            return route
    return None
