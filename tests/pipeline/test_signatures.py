"""Signatures that files come with: what is said of each, and that no file can do harm."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from reportlab.pdfgen.canvas import Canvas

from flows.authorities import authorities
from flows.settings import load
from models.signature import Authorities, State
from pipeline import decoding
from tests.signing import PASSPHRASE, Pair, Root

LIMITS = load({})[0].limits


def born_digital() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 700, "Discharge summary")
    canvas.save()
    return out.getvalue()


def signed(
    data: bytes, pair: Pair, folder: Path, field: str = "Signature1", md: str = "sha256"
) -> bytes:
    key = pair.p12(folder / "signer.p12").read_bytes()
    signer = SimpleSigner.load_pkcs12_data(key, [], PASSPHRASE.encode())
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    said = PdfSignatureMetadata(field_name=field, md_algorithm=md)
    return bytes(sign_pdf(writer, said, signer).getvalue())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Root:
    return Root(tmp_path_factory.mktemp("ca") / "authorities")


@pytest.fixture(scope="module")
def known(root: Root) -> Authorities:
    settings, _ = load({"SOHOA_SIGNING_AUTHORITIES": str(root.folder)})
    return authorities(settings.signing)


@pytest.fixture(scope="module")
def doctor(root: Root) -> Pair:
    return root.certify("BS. Phạm Văn Nam")


def look(data: bytes, folder: Path, known: Authorities) -> list[tuple[State, str]]:
    path = folder / "file.pdf"
    path.write_bytes(data)
    found = decoding.signatures(path, known, LIMITS)
    return [(one.state, one.signer) for one in found]


def test_what_is_not_signed_has_none(tmp_path: Path, known: Authorities) -> None:
    assert look(born_digital(), tmp_path, known) == []


def test_who_signed_is_told_and_two_may(
    tmp_path: Path, known: Authorities, doctor: Pair, root: Root
) -> None:
    once = signed(born_digital(), doctor, tmp_path)
    assert look(once, tmp_path, known) == [(State.VALID, "BS. Phạm Văn Nam")]
    # A second signature is an addition that the first allows.
    twice = signed(once, root.certify("Trưởng khoa"), tmp_path, "Signature2")
    assert look(twice, tmp_path, known) == [
        (State.VALID, "BS. Phạm Văn Nam"),
        (State.VALID, "Trưởng khoa"),
    ]


def test_what_was_changed_is_told(tmp_path: Path, known: Authorities, doctor: Pair) -> None:
    data = bytearray(signed(born_digital(), doctor, tmp_path))
    data[data.index(b"stream") + 12] ^= 1
    assert look(bytes(data), tmp_path, known) == [(State.CHANGED, "BS. Phạm Văn Nam")]


def test_what_was_added_after_signing_is_told(
    tmp_path: Path, known: Authorities, doctor: Pair
) -> None:
    """The signed bytes are all there; what is shown is something else."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed(born_digital(), doctor, tmp_path)))
    other = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 700 Td (Something else) Tj ET")
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(other)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    assert look(out.getvalue(), tmp_path, known) == [(State.CHANGED, "BS. Phạm Văn Nam")]


def test_a_signer_whom_nobody_answers_for_is_told(tmp_path: Path, doctor: Pair) -> None:
    data = signed(born_digital(), doctor, tmp_path)
    assert look(data, tmp_path, Authorities()) == [(State.UNKNOWN, "BS. Phạm Văn Nam")]


def test_a_certificate_that_ended_is_told(tmp_path: Path, known: Authorities, root: Root) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=20)
    ended = root.certify("BS. Cũ", begins=long_ago, days=10)
    data = signed(born_digital(), ended, tmp_path)
    assert look(data, tmp_path, known) == [(State.EXPIRED, "BS. Cũ")]


def test_a_signature_that_can_be_forged_is_told(
    tmp_path: Path, known: Authorities, doctor: Pair
) -> None:
    data = signed(born_digital(), doctor, tmp_path, md="sha1")
    assert look(data, tmp_path, known) == [(State.WEAK, "BS. Phạm Văn Nam")]


def test_kinds_that_are_not_known_are_told(
    tmp_path: Path, known: Authorities, doctor: Pair
) -> None:
    data = signed(born_digital(), doctor, tmp_path)
    old = data.replace(b"/adbe.pkcs7.detached", b"/adbe.x509.rsa_sha1 ")
    assert old != data
    assert look(old, tmp_path, known) == [(State.UNCHECKED, "")]


def test_a_file_that_cannot_be_read_is_no_harm(tmp_path: Path, known: Authorities) -> None:
    junk = b"%PDF-1.7\n1 0 obj << /ByteRange [0 1 2 3] /Contents <30> >> endobj"
    assert look(junk, tmp_path, known) == [(State.UNCHECKED, "")]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=8))
def test_no_damage_makes_it_valid_or_ends_the_look(
    tmp_path: Path, known: Authorities, doctor: Pair, damage: list[tuple[int, int]]
) -> None:
    path = tmp_path / "good.pdf"
    if not path.exists():
        path.write_bytes(signed(born_digital(), doctor, tmp_path))
    good = path.read_bytes()
    data = bytearray(good)
    for place, value in damage:
        data[place % len(data)] = value
    found = look(bytes(data), tmp_path, known)
    with pikepdf.open(io.BytesIO(good)) as file:
        start, length, *_ = map(int, file.Root.AcroForm.Fields[0].V.ByteRange)
    if bytes(data[start:length]) != good[start:length]:
        assert (State.VALID, "BS. Phạm Văn Nam") not in found
