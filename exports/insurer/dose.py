"""How a drug is taken, in the grammar of `LIEU_DUNG` (Decision 4750/QĐ-BYT, table 2).

`2 viên/lần * 2 lần/ngày * 5 ngày [4 viên/ngày]`; where it changes over the day `Sáng: 3 viên,
Chiều: 2 viên, Tối: 1 viên [6 viên/ngày]`; for decoctions `12g * 1 thang * 5 ngày`.
"""

import re
from decimal import Decimal

from models.text import fold

_NUMBER = r"\d+(?:[.,]\d+)?"
_UNIT = r"[^\W\d_][^\d\[\]*,:/]*?"
_EVEN = re.compile(
    rf"({_NUMBER}) ({_UNIT})/lần \* (\d+) lần/ngày \* (\d+) ngày \[({_NUMBER}) \2/ngày\]"
)
_PART = rf"(?:Sáng|Trưa|Chiều|Tối): {_NUMBER} {_UNIT}"
_CHANGING = re.compile(rf"({_PART}(?:, {_PART})+) \[({_NUMBER}) ({_UNIT})/ngày\]")
_DECOCTION = re.compile(rf"{_NUMBER} ?{_UNIT} \* \d+ thang \* \d+ ngày")
_AMOUNT = re.compile(rf"(\d+/\d+|{_NUMBER})\s+({_UNIT})\s*")
_AT = re.compile(rf"\b(sáng|trưa|chiều|tối)\s*:?\s*(\d+/\d+|{_NUMBER})\s+([^\W\d_]+)", re.I)
_DAYS = re.compile(r"(?:x|×|\*|trong|dùng|uống|for)\s*(\d{1,3})\s*(?:ngày|days?)\b", re.I)


def right(text: str) -> bool:
    """Return whether a dose keeps to the grammar and its total is what its parts come to."""
    if even := _EVEN.fullmatch(text):
        each, _, times, days, total = even.groups()
        return int(days) > 0 and _number(each) * int(times) == _number(total) > 0
    if changing := _CHANGING.fullmatch(text):
        parts, total, unit = changing.groups()
        taken = [part.split(": ")[1].split(" ", 1) for part in parts.split(", ")]
        same = all(of == unit for _, of in taken)
        return same and sum(_number(amount) for amount, _ in taken) == _number(total)
    return bool(_DECOCTION.fullmatch(text))


def even(dose: str, times: str, days: int) -> str | None:
    """Return a dose that is the same each time; None where dose and times are no numbers."""
    amount = _AMOUNT.fullmatch(dose)
    if not amount or not times.isdecimal():
        return None
    each, unit = _number(amount[1]), amount[2]
    return (
        f"{_written(each)} {unit}/lần * {int(times)} lần/ngày * {days} ngày"
        f" [{_written(each * int(times))} {unit}/ngày]"
    )


def changing(instructions: str) -> str | None:
    """Return a dose that instructions give for each part of the day, if it changes over it."""
    parts = _AT.findall(instructions)
    amounts = [_number(amount) for _, amount, _ in parts]
    units = {unit.lower() for _, _, unit in parts}
    if len(set(amounts)) < 2 or len(units) != 1:
        return None
    (unit,) = units
    said = ", ".join(
        f"{at.capitalize()}: {_written(amount)} {unit}"
        for (at, _, _), amount in zip(parts, amounts, strict=True)
    )
    return f"{said} [{_written(sum(amounts, Decimal(0)))} {unit}/ngày]"


def days(dose: str, times: str, quantity: str, counted: str, instructions: str) -> int | None:
    """Return for how many days a drug is given; None where that is not sure.

    Either the instructions say so, or the quantity lasts for whole days, if it is `counted` (in
    words of the paper) in the unit of the dose. None too where the two differ.
    """
    told = {int(number) for number in _DAYS.findall(instructions)}
    lasts = _lasting(dose, times, quantity, counted)
    found = told | ({lasts} if lasts else set())
    return found.pop() if len(found) == 1 else None


def _lasting(dose: str, times: str, quantity: str, counted: str) -> int | None:
    amount = _AMOUNT.fullmatch(dose)
    if not amount or not times.isdecimal() or not re.fullmatch(_NUMBER, quantity):
        return None
    if f" {fold(amount[2])} " not in f" {fold(counted)} ":
        return None
    daily = _number(amount[1]) * int(times)
    if not daily or _number(quantity) % daily:
        return None
    return int(_number(quantity) / daily)


def _number(text: str) -> Decimal:
    if "/" in text:
        above, below = text.split("/")
        return Decimal(above) / Decimal(below) if int(below) else Decimal(0)
    return Decimal(text.replace(",", "."))


def _written(number: Decimal) -> str:
    return f"{number.normalize():f}"
