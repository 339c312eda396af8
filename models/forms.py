"""The form register as data: how the papers of a chart are headed, numbered and labelled."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from models.record import FIELDS, DocumentType
from models.text import fold, squeeze

LEAST_LETTERS = 4
"""A title of fewer letters is found in any text."""

_SERIES = re.compile(r"^(\d{1,3})[a-z]? ?bv ?(\d{1,2})$")

IDENTITY = "identity_"
"""How the ids of forms begin that show who a person is: cards, certificates of birth."""

Text = Annotated[str, Field(min_length=1, max_length=200)]


class Entry(BaseModel):
    """A part of the register: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Code(Entry):
    """A form's own number, as in `36/BV-02`, and the generation of forms that prints it.

    `generation` is the year of the rule that gave the number (2001 or 2023 for the ministry's).
    """

    code: Text
    generation: Annotated[str, Field(max_length=20)] = ""

    @property
    def key(self) -> str:
        """The number in one spelling: `36/BV02` of the ministry's series, else `fold(code)`."""
        series = _SERIES.match(fold(self.code))
        return f"{int(series[1]):02}/BV{int(series[2]):02}" if series else fold(self.code)


class FormLabel(Entry):
    """A label that this form prints and others do not; `field` as in `configs/labels.toml`."""

    text: Text
    field: Text
    wraps: bool = False
    bare: bool = False


class Form(Entry):
    """One form. `titles` are compared without tone marks and case; `pages` counts its sides.

    `paper` tells that the sheet itself is to be kept: what signs it is ink on it. `needed` are
    the fields that people key from pages that no machine reads, in the order of the form.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,63}$")]
    type: DocumentType
    titles: Annotated[tuple[Text, ...], Field(max_length=200)] = ()
    codes: tuple[Code, ...] = ()
    pages: Annotated[int, Field(ge=1, le=100)] | None = None
    labels: tuple[FormLabel, ...] = ()
    paper: bool = False
    needed: tuple[Text, ...] = ()
    source: Text

    @field_validator("titles")
    @classmethod
    def _long_enough(cls, titles: tuple[str, ...]) -> tuple[str, ...]:
        for title in titles:
            if len(squeeze(title)) < LEAST_LETTERS:
                raise ValueError(f"a title needs at least {LEAST_LETTERS} letters")
        return titles

    @field_validator("needed")
    @classmethod
    def _fields(cls, needed: tuple[Text, ...]) -> tuple[Text, ...]:
        for name in needed:
            group, _, key = name.partition(".")
            if key not in FIELDS.get(group, ()):
                raise ValueError(f"{name} is no field of a record")
        return needed

    @model_validator(mode="after")
    def _told_apart(self) -> "Form":
        if not (self.titles or self.codes):
            raise ValueError("a form needs titles or codes to be known by")
        return self


class FormFile(Entry):
    """One file of forms. Its `source` and `needed` are those of each form that names none."""

    source: Text | None = None
    needed: tuple[Text, ...] = ()
    form: Annotated[tuple[Form, ...], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _sourced(cls, data: object) -> object:
        if not isinstance(data, dict) or not isinstance(data.get("form"), list):
            return data
        common = {name: data[name] for name in ("source", "needed") if name in data}
        forms = [common | form if isinstance(form, dict) else form for form in data["form"]]
        return data | {"form": forms}


def is_identity(form: str | None) -> bool:
    """Return whether documents of a form, by its id, are identity papers: kept apart."""
    return form is not None and form.startswith(IDENTITY)
