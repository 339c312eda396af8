"""Every parser of our own on anything: it gives its type or its own refusal, and nothing else.

FUZZ says how many examples each gets: `make fuzz FUZZ=20000`.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.insurer import dose
from extractors import amounts, dates, directions, particulars
from extractors.cards import told_by_codes
from extractors.codes import written_code
from extractors.typed import normal
from flows.disposal import read as read_disposal
from flows.forms import own_forms
from flows.lexicons.columns import Bad
from flows.lexicons.rows import parse
from flows.lexicons.sheet import sheets
from flows.manifest import manifest
from flows.names import batch_name, printable
from flows.people import values
from flows.people.files import patients, source
from flows.settings import OWN, load, variables
from models.document import Document
from models.errors import SettingsError, SohoaError, UsageError
from models.geometry import Box
from models.lexicon import Kind
from models.page import Line, Mark, MarkKind, Page, Word
from models.record import FIELDS, DocumentType
from models.settings import Forms
from models.slip import slip_of
from models.text import bare, fold, squeeze, toned
from pipeline.language import language_of
from pipeline.marks import codes as codes_of
from pipeline.split.codes import codes
from pipeline.split.register import register
from storage import terms
from storage.catalogue import Catalogue
from storage.masters import masters
from storage.person import phone_key
from storage.query import Query

MANY = int(os.environ.get("FUZZ", "25"))

PARTS = (
    *"0 1 9 31 30/02/2024 5/3/61 03/2024 1/1/1900 24:61 8h30 ngày tháng".split(),
    *"năm giờ tuổi viên mg ml null NaN 1e999 -0".split(),
    *"500mg 1.250,5 ½ x2 lần/ngày sáng tối J18.9 A00-B99 DN4010012345678 +84 0912 BS. ThS.".split(),
    *"NGUYỄN Nữ nam | / - . , : ; % ( ) [ ] < > \" ' = + @ sep= \\ ../ {}".split(),
    *("\u0300", "\u202e", "\ufeff", "\x00", "\t", "\n", "\r", "\u2028", "٣", "²", "Ⅻ", "ﬁ", "🙂"),
    "9" * 400, " " * 50,
)  # fmt: skip
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TEXT = st.lists(st.sampled_from(PARTS) | ANY, max_size=12).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda sign: sign.join(parts))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "resourceType entry resource identifier name given telecom type".split()
            ),
            inner | st.sampled_from(["Patient", "Bundle"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)

examples = settings(
    max_examples=MANY,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

OF_TEXT: dict[str, Callable[[str], object]] = {
    "date": dates.find_date,
    "short date": dates.short_date,
    "moment": dates.find_moment,
    "clock": dates.find_clock,
    "birth": dates.birth_date,
    "decimal": amounts.decimal,
    "counted": amounts.counted,
    "directions": directions.directions,
    "tidied": directions.tidied,
    "route": directions.route_of,
    "name": particulars.name,
    "sex": particulars.sex,
    "age": particulars.age,
    "born": particulars.born,
    "digits": particulars.digits(9, 12),
    "phone": particulars.phone,
    "insurance": particulars.insurance,
    "code": particulars.code,
    "written": particulars.written,
    "icd10": written_code,
    "insurer's dose": dose.right,
    "insurer's changing dose": dose.changing,
    "fold": fold,
    "squeeze": squeeze,
    "bare": bare,
    "toned": toned,
    "telephone": phone_key,
    "printable": printable,
    "batch": batch_name,
    "separator sheet": slip_of,
    "what a code holds": codes_of.plain,
}


@pytest.mark.parametrize("name", OF_TEXT)
@examples
@given(text=TEXT)
def test_texts(name: str, text: str) -> None:
    OF_TEXT[name](text)


@examples
@given(path=st.sampled_from(sorted(FIELDS)), text=TEXT)
def test_what_is_typed(path: str, text: str) -> None:
    try:
        value = normal(path, text)
    except UsageError:
        return
    assert value is None or value


@examples
@given(text=st.lists(TEXT, min_size=5, max_size=5))
def test_lasting_doses(text: list[str]) -> None:
    dose.days(*text)


@pytest.mark.parametrize("read", [values.birth, values.sex, values.national, values.insurance])
@examples
@given(text=TEXT)
def test_cells_of_a_register(read: Callable[[str], str], text: str) -> None:
    try:
        read(text)
        values.person({"patient_id": text, "full_name": text, "phone": text, "birth_date": text})
    except Bad:
        pass


def page(text: str, code: str) -> Page:
    box = Box(0.1, 0.1, 0.4, 0.2)
    words = tuple(Word(word, box, 0.9) for word in text.split())
    marks = (Mark(box, MarkKind.BARCODE, text=code),)
    return Page(1, 800, 1200, 100.0, (Line(words),) if words else (), marks=marks)


@examples
@given(text=TEXT, code=TEXT)
def test_codes_of_a_page(text: str, code: str) -> None:
    made = page(text, code)
    told_by_codes(Document((made,), DocumentType.OTHER, 1.0, "vi"), {})
    list(codes(made, _register()))
    language_of(made.words)


@cache
def _register() -> Any:
    return register()


def rows(data: bytes) -> Iterator[Iterator[Any]]:
    return sheets(data, 1000)


CSV = (
    st.binary(max_size=200)
    | TEXT.map(str.encode)
    | st.lists(TEXT, max_size=30).map(
        lambda cells: ("patient_id,full_name,code,name,ingredient\n" + ",".join(cells)).encode()
    )
)


@pytest.mark.parametrize("kind", Kind)
@examples
@given(data=CSV)
def test_lexicons(kind: Kind, data: bytes) -> None:
    with contextlib.suppress(UsageError):
        parse(kind, rows(data))


@examples
@given(data=CSV)
def test_registers_and_lists_in_files(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(data)
        for read in (lambda where: list(source(where).rows), read_disposal):
            with contextlib.suppress(UsageError):
                read(path)


@examples
@given(data=CSV | TEXT.map(lambda told: f"path,chart,pages\n{told}".encode()))
def test_manifests(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "manifest.csv"
        path.write_bytes(data)
        with contextlib.suppress(UsageError):
            for line in manifest(path).lines:
                assert not {"..", ""} & {*line.path.split("/")}, line


@examples
@given(text=TEXT)
def test_words_that_are_searched(text: str) -> None:
    asked = Query(tuple(terms.phrases(text)), (terms.mark("who", text),), batch=text)
    assert _catalogue().search.find(asked, 5) == ((), False)


@cache
def _catalogue() -> Catalogue:
    """Return a catalogue with nothing in it."""
    catalogue = Catalogue(f"sqlite:///{tempfile.mkdtemp()}/catalogue.sqlite")
    catalogue.check()
    return catalogue


@examples
@given(resources=st.lists(JSON, max_size=4))
def test_fhir(resources: list[Any]) -> None:
    for _, cells in patients(resources):
        if not isinstance(cells, Bad):
            with contextlib.suppress(Bad):
                values.person(cells)


ENVIRON = st.dictionaries(
    st.sampled_from(sorted(variables())) | TEXT.map(lambda name: f"SOHOA_{name}"), TEXT, max_size=3
)


@examples
@given(environ=ENVIRON, own=TEXT | st.sampled_from(["[read]\n", "[limits]\nseconds = "]))
def test_settings(environ: dict[str, str], own: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / OWN).write_text(own, encoding="utf-8")
        with contextlib.suppress(SettingsError):
            load({**environ, "SOHOA_HOME": folder})


@examples
@given(text=TEXT | TEXT.map(lambda told: f'[[form]]\nid = "a"\ntitles = ["{told}"]'))
def test_forms(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "forms").mkdir()
        (Path(folder) / "forms" / "own.toml").write_text(text, encoding="utf-8")
        with contextlib.suppress(SettingsError):
            own_forms(Forms(folder=""), Path(folder))


@examples
@given(word=TEXT)
def test_master_keys(word: str) -> None:
    with contextlib.suppress(SohoaError):
        masters({"SOHOA_STORE_KEY": word}, "")
