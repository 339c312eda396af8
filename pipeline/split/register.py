"""The form register at work: the forms of the house and a hospital's own, by title and code."""

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from models.forms import Form, FormFile
from models.text import squeeze

Title = tuple[Form, bool]
"""A form, and whether it is the hospital's own."""


@dataclass(frozen=True)
class Register:
    """Forms by what they print. `titles` holds squeezed titles by their length."""

    titles: dict[int, dict[str, list[Title]]]
    codes: dict[str, list[Form]]
    forms: dict[str, Form]


@lru_cache(maxsize=16)
def register(own: tuple[Form, ...] = ()) -> Register:
    """Return the register of the house with a hospital's own forms over it.

    A form of the hospital's takes the place of one with the same id. Kept by content, so that
    homes with other forms never see these.
    """
    replaced = {form.id for form in own}
    every = [(form, False) for form in packaged() if form.id not in replaced]
    return _indexed([*every, *((form, True) for form in own)])


@cache
def packaged() -> tuple[Form, ...]:
    """Return the forms of `configs/forms/`."""
    folder = files("configs").joinpath("forms")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    read = (tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in names)
    return tuple(form for data in read for form in FormFile.model_validate(data).form)


def _indexed(forms: Sequence[Title]) -> Register:
    titles: dict[int, dict[str, list[Title]]] = defaultdict(lambda: defaultdict(list))
    codes: dict[str, list[Form]] = defaultdict(list)
    for form, own in forms:
        for title in dict.fromkeys(map(squeeze, form.titles)):
            titles[len(title)][title].append((form, own))
        for key in dict.fromkeys(code.key for code in form.codes):
            codes[key].append(form)
    by_id = {form.id: form for form, _ in forms}
    return Register({n: dict(some) for n, some in titles.items()}, dict(codes), by_id)
