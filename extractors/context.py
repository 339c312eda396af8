"""Whether a fact is present, possible, absent, historical or of the family.

The manner is that of ConText (Harkema et al. 2009): a cue opens a scope that ends with the
clause, with a word that turns it, or with a nearer cue; words that only look like one open none.
Existence, time and person have each their own scope, and become one kind at the end.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from extractors.abbreviations import expansions, placed
from extractors.cues import Mark, is_toned, marks
from extractors.subheadings import section_at
from models.text import fold

VERSION = "3"

_SMALL = "a-zß-öø-ÿăđĩũơư" + "".join(c for c in map(chr, range(0x1EA0, 0x1EFA)) if c.islower())
# A line that goes on in small letters is the same clause; so is what stands behind `T.D`. A
# question mark before a fact, and a dash in brackets, are cues. Every branch begins with a sign,
# by which the search leaps.
_END = re.compile(
    rf"[;!•…]|\n(?!\s*[{_SMALL}])|\.(?=\s|$)|\.(?<=[^\W\d_]{{2}}\.)(?=[^\W\d_]{{2}})"
    r"|\?(?=\s|$)(?:(?<=\w\?)|(?<=\w\s\?))|[-–—*](?=\s)(?<!\S.)(?<![(\[]\s.)"
)
# Characters before and behind a fact that its cues can lie in: some more than the widest reach.
_BEFORE, _AFTER = 200, 96
_SLOTS = {
    "absent": "existence",
    "possible": "existence",
    "historical": "time",
    "family": "person",
    "patient": "person",
}
_SECTIONS = {"past_history": "historical", "family_history": "family"}


class _Scope(NamedTuple):
    kind: str
    end: int  # first word behind its cue
    reach: int
    runs_on: bool
    commas: int = 0


_Scopes = dict[str, _Scope]


def assertion(text: str, start: int, end: int, section: str = "") -> str:
    """Return the assertion of the words [start, end) of `text`.

    `section` is the kind of the narrative that they stand in: `past_history` makes a
    fact historical and `family_history` makes it the family's unless a cue says more.
    A heading in the text before the fact, as `Gia đình:`, has the place of `section`.
    Abbreviations count as what they stand for there: `TS` is a history or a rate.
    """
    text, start, end = _in_full(text, start, end)
    left, right = _clause(text, start, end)
    toned = is_toned(text[left:right])
    opened, section = section_at(text, start, section)
    before = text[max(left, opened) : start]
    inside, size = marks(text[start:end], toned=toned)
    scopes = _before(before, toned)
    behind = "possible" if _is_queried(inside, size) else _behind(text[end:right], toned)
    return _settled(scopes, behind, section)


def unqueried(text: str) -> str:
    """Return a diagnosis without the words that call it possible: `TD: viêm phổi`, `viêm phổi`."""
    full, ends = _written_out(text)
    found, _ = marks(full, toned=is_toned(text))
    if found and found[0].start == 0 and found[0].cue.forward == "possible":
        stop = found[0].stop
        behind = max((at + stop - to for at, to in ends if to <= stop), default=stop)
        return text[behind:].lstrip(" :.-")
    return text


def _in_full(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Return a text with abbreviations written out, and the place of its words [start, end)."""
    full, ends = _written_out(text)
    moved = [
        max((place[1] + at - place[0] for place in ends if place[0] <= at), default=at)
        for at in (start, end)
    ]
    return full, moved[0], moved[1]


@lru_cache(maxsize=16)
def _written_out(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text with abbreviations written out, without marks where the text has none."""
    found = expansions(text)
    if is_toned(text):
        return placed(text, found)
    return placed(text, (one._replace(long=fold(one.long)) for one in found))


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause around a fact begins and ends, with the sign that ends it."""
    left = max(0, start - _BEFORE)
    for match in _END.finditer(text, left, end):
        if match.start() >= start:
            break
        left = match.end()
    last = _END.search(text, end, end + _AFTER)
    return left, last.end() if last else min(len(text), end + _AFTER)


def _before(text: str, toned: bool) -> _Scopes:
    """Return the scopes that reach the end of `text`, by slot."""
    found, size = marks(text, toned=toned)
    scopes: _Scopes = {}
    outside: list[_Scopes] = []
    for mark in found:
        if mark.cue.sign == "open":
            outside.append(scopes)
        elif mark.cue.sign == "close":
            scopes = outside.pop() if outside else scopes
        elif mark.cue.sign == "comma":
            scopes = _over_comma(scopes, mark.start)
        else:
            scopes = _opened(_ended(scopes, mark), mark)
    return {slot: scope for slot, scope in scopes.items() if size - scope.end <= scope.reach}


def _over_comma(scopes: _Scopes, at: int) -> _Scopes:
    """Return what goes on behind a comma at word `at`; one at once behind a cue is none."""
    return {
        slot: scope if scope.end == at else scope._replace(commas=scope.commas + 1)
        for slot, scope in scopes.items()
        if scope.runs_on or scope.end == at
    }


def _ended(scopes: _Scopes, mark: Mark) -> _Scopes:
    """Return the scopes that the words of a cue leave: `không sốt, có ho` has two statements."""
    cue = mark.cue
    if not (cue.ends or cue.ends_earlier or (cue.ends_first and mark.first)):
        return scopes
    earlier = cue.ends_earlier | cue.ends_first if mark.first else cue.ends_earlier
    return {
        slot: scope
        for slot, scope in scopes.items()
        if scope.kind not in cue.ends and not (scope.commas and scope.kind in earlier)
    }


def _opened(scopes: _Scopes, mark: Mark) -> _Scopes:
    """Return the scopes behind a cue: a comma away, it ends those of another slot too.

    `Không ai trong gia đình` is one statement, `không sốt, mẹ bị lao` are two. When
    something was stays true where the subject changes: `cách đây 2 năm, bệnh nhân bị lao`.
    """
    cue = mark.cue
    if not cue.forward or (cue.first and not mark.first) or (cue.final and mark.last):
        return scopes
    slot = _SLOTS[cue.forward]
    if cue.forward == "patient" and slot in scopes and scopes[slot].end == mark.start:
        return scopes  # `mẹ bệnh nhân` is the mother
    stays = "time" if cue.forward == "patient" else ""
    kept = {
        other: scope
        for other, scope in scopes.items()
        if other != slot and (not scope.commas or other == stays)
    }
    return {**kept, slot: _Scope(cue.forward, mark.end, cue.ahead, cue.runs_on)}


def _behind(text: str, toned: bool) -> str:
    """Return the kind that the first cue behind a fact gives it, or nothing."""
    for mark in marks(text + " .", toned=toned)[0]:
        cue = mark.cue
        if (
            cue.backward
            and mark.start <= cue.behind
            and (mark.last or mark.followed or not cue.final)
        ):
            return cue.backward
        if cue.sign != "open":
            break
    return ""


def _is_queried(inside: list[Mark], size: int) -> bool:
    """Return whether the words of a fact themselves, `size` of them, call it possible."""
    if not inside:
        return False
    first, last = inside[0], inside[-1]
    return (first.start == 0 and first.cue.forward == "possible") or (
        last.end == size and last.cue.backward == "possible"
    )


def _settled(scopes: _Scopes, behind: str, section: str) -> str:
    """Return the one kind of a fact; an absent or another's disease is that before all."""
    kinds = {scope.kind for scope in scopes.values()}
    if behind == "present" and "existence" in scopes and scopes["existence"].commas:
        kinds.discard("absent")
    if _SLOTS.get(behind) == "existence":
        kinds -= {"absent", "possible"}
    kinds.add(behind)
    for kind in ("absent", "family", "possible", "historical"):
        if kind in kinds:
            return kind
    if section == "family_history" and "patient" in kinds:
        return "historical"  # the patient's own, told among the histories
    return _SECTIONS.get(section, "present")
