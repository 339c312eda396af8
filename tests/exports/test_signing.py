"""Signing PDFs: what pyHanko, and poppler's `pdfsig`, say of what comes out."""

import io
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, ObjectClass
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature

from exports.pdf import pdf
from exports.signing.sign import Signed, pen
from flows.authorities import authorities
from flows.settings import load
from models.errors import SettingsError, SigningError
from models.signature import Authorities, Level, State
from pipeline.signatures import signatures
from tests.exports.test_pdf import ABOUT, leaf
from tests.servers import free_ports
from tests.signing import PASSPHRASE, Pair, Root, service

ENVIRON = {"SOHOA_SIGNING_PASSPHRASE": PASSPHRASE}
SOFTHSM = next(
    (path for path in Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")), Path("libsofthsm2.so")
)


@pytest.fixture(scope="module")
def document() -> bytes:
    return pdf([leaf()], ABOUT)


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root(tmp_path / "authorities")


@pytest.fixture
def hospital(root: Root, tmp_path: Path) -> Pair:
    pair = root.certify("Bệnh viện Đa khoa Hải Tây")
    pair.p12(tmp_path / "key.p12")
    return pair


def sign(data: bytes, folder: Path, environ: Mapping[str, str] = ENVIRON, **said: str) -> Signed:
    """Sign with the key of a folder, and write `signed.pdf` beside it."""
    named = {"KEY_FILE": str(folder / "key.p12"), "AUTHORITIES": str(folder / "authorities")}
    settings = load({f"SOHOA_SIGNING_{key}": value for key, value in (named | said).items()})[0]
    with pen(settings.signing, authorities(settings.signing), environ) as ready:
        made = ready.sign(data, "Bản chuyển đổi từ hồ sơ giấy", "Hải Tây")
    (folder / "signed.pdf").write_bytes(made.data)
    return made


def known(root: Root) -> Authorities:
    settings, _ = load({"SOHOA_SIGNING_AUTHORITIES": str(root.folder)})
    return authorities(settings.signing)


def pdfsig(path: Path) -> str:
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=True)
    return told.stdout.decode()


def test_a_signature_is_over_the_whole_file_and_pyhanko_and_poppler_find_it_valid(
    document: bytes, root: Root, hospital: Pair, tmp_path: Path
) -> None:
    made = sign(document, tmp_path)
    assert made.level is Level.B
    assert made.data.startswith(document)  # not a byte of what was there is another
    (found,) = signatures(tmp_path / "signed.pdf", known(root))
    assert (found.state, found.whole, found.stamped) == (State.VALID, True, False)
    assert found.signer == "Bệnh viện Đa khoa Hải Tây"
    said = pdfsig(tmp_path / "signed.pdf")
    assert "Signature is Valid" in said and "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_a_byte_that_is_another_is_found(
    document: bytes, root: Root, hospital: Pair, tmp_path: Path
) -> None:
    data = bytearray(sign(document, tmp_path).data)
    data[data.index(b"stream") + 20] ^= 1
    path = tmp_path / "changed.pdf"
    path.write_bytes(data)
    assert [one.state for one in signatures(path, known(root))] == [State.CHANGED]
    assert "Digest Mismatch" in pdfsig(path)


def test_a_service_stamps_the_time_and_lists_of_revoked_make_it_last(
    document: bytes, root: Root, tmp_path: Path
) -> None:
    with service(root) as address:
        root.certify("Bệnh viện").p12(tmp_path / "key.p12")
        stamped = sign(document, tmp_path, TIMESTAMPS=address)
        (found,) = signatures(tmp_path / "signed.pdf", known(root))
        assert stamped.level is Level.T and found.stamped and found.state is State.VALID
        lasting = sign(document, tmp_path, TIMESTAMPS=address, LONG_TERM="true")
    # The service is gone: all that proves the signature is in the file.
    assert lasting.level is Level.LT
    (found,) = signatures(tmp_path / "signed.pdf", known(root))
    assert (found.state, found.whole, found.stamped) == (State.VALID, True, True)
    reader = PdfFileReader(io.BytesIO(lasting.data))
    kept = DocumentSecurityStore.read_dss(reader)
    must = {"trust_roots": _roots(root), "revocation_mode": "require", "allow_fetching": False}
    (one,) = reader.embedded_signatures
    assert validate_pdf_signature(one, kept.as_validation_context(must)).bottom_line
    assert "Signature is Valid" in pdfsig(tmp_path / "signed.pdf")


def test_without_a_stamp_a_certificate_that_ended_proves_nothing_later(
    document: bytes, root: Root, hospital: Pair, tmp_path: Path
) -> None:
    sign(document, tmp_path)
    later = datetime.now(UTC) + timedelta(days=500)
    (found,) = signatures(tmp_path / "signed.pdf", known(root), later)
    assert found.state is State.EXPIRED


def test_a_stamp_proves_that_a_certificate_was_good_when_it_signed(
    document: bytes, root: Root, tmp_path: Path
) -> None:
    with service(root) as address:
        for stamps, state in (("", State.EXPIRED), (address, State.VALID)):
            ends = datetime.now(UTC) + timedelta(seconds=3)
            root.certify("Bệnh viện", begins=ends - timedelta(days=1), days=1).p12(
                tmp_path / "key.p12"
            )
            sign(document, tmp_path, TIMESTAMPS=stamps)
            while datetime.now(UTC) < ends + timedelta(seconds=2):  # X.509 has whole seconds
                time.sleep(0.1)
            (found,) = signatures(tmp_path / "signed.pdf", known(root))
            assert (found.state, found.stamped) == (state, bool(stamps))


def test_nobody_else_is_known(document: bytes, root: Root, hospital: Pair, tmp_path: Path) -> None:
    sign(document, tmp_path)
    stranger = Root(tmp_path / "others", "Ai đó")
    (found,) = signatures(tmp_path / "signed.pdf", known(stranger))
    assert (found.state, found.whole) == (State.UNKNOWN, True)


def test_what_is_wrong_with_the_key_is_told(
    document: bytes, root: Root, hospital: Pair, tmp_path: Path
) -> None:
    with pytest.raises(SigningError, match="does not open: see that SOHOA_SIGNING_PASSPHRASE"):
        sign(document, tmp_path, {"SOHOA_SIGNING_PASSPHRASE": "wrong"})
    with pytest.raises(SigningError, match="cannot be read"):
        sign(document, tmp_path, KEY_FILE=str(tmp_path / "none.p12"))
    with pytest.raises(SettingsError, match="There is no key to sign with"):
        sign(document, tmp_path, KEY_FILE="")
    with pytest.raises(SettingsError, match="are both set"):
        sign(document, tmp_path, MODULE="/usr/lib/token.so")
    with pytest.raises(SettingsError, match="long_term needs"):
        sign(document, tmp_path, LONG_TERM="true")
    long_ago = datetime.now(UTC) - timedelta(days=20)
    for name, begins, signs, words in (
        ("ended", long_ago, True, "ended on"),
        ("not yet", datetime.now(UTC) + timedelta(days=1), True, "begins on"),
        ("other", long_ago + timedelta(days=15), False, "does not allow it"),
    ):
        root.certify(name, begins=begins, days=10, signs=signs).p12(tmp_path / "key.p12")
        with pytest.raises(SigningError, match=words):
            sign(document, tmp_path)
    stranger = Root(tmp_path / "others").certify("ai đó")
    stranger.p12(tmp_path / "key.p12")
    with pytest.raises(SigningError, match="No authority in the folder"):
        sign(document, tmp_path)
    assert not (tmp_path / "signed.pdf").exists()


def test_a_service_that_is_away_leaves_nothing_behind(
    document: bytes, root: Root, hospital: Pair, tmp_path: Path
) -> None:
    (port,) = free_ports(1)
    with pytest.raises(SigningError, match="gives no stamp"):
        sign(document, tmp_path, TIMESTAMPS=f"http://127.0.0.1:{port}/")
    assert not (tmp_path / "signed.pdf").exists()


def test_a_stamp_of_a_service_that_nobody_answers_for_is_not_taken(
    document: bytes, root: Root, hospital: Pair, tmp_path: Path
) -> None:
    stranger = Root(tmp_path / "others", "Ai đó")
    away = pytest.raises(SigningError, match="No authority in the folder")
    with service(stranger) as address, away:
        sign(document, tmp_path, TIMESTAMPS=address)


def test_a_folder_of_authorities_that_cannot_be_used_is_told(root: Root, tmp_path: Path) -> None:
    (root.folder / "other.crt").write_bytes(b"no certificate")
    with pytest.raises(SettingsError, match=r"other.crt in the folder .* is no certificate"):
        known(root)
    signing = load({"SOHOA_SIGNING_AUTHORITIES": str(tmp_path / "none")})[0].signing
    with pytest.raises(SettingsError, match="is not there"):
        authorities(signing)


def test_a_revoked_key_does_not_sign_what_is_to_last(
    document: bytes, root: Root, tmp_path: Path
) -> None:
    with service(root) as address:
        pair = root.certify("Bệnh viện")
        pair.p12(tmp_path / "key.p12")
        root.revoked.append(pair.certificate.serial_number)
        with pytest.raises(SigningError, match="was revoked"):
            sign(document, tmp_path, TIMESTAMPS=address, LONG_TERM="true")


def test_what_cannot_be_asked_does_not_last(
    document: bytes, root: Root, hospital: Pair, tmp_path: Path
) -> None:
    """The certificate of `hospital` names nobody to ask; the other one somebody who is away."""
    with service(root) as address:
        said = {"TIMESTAMPS": address, "LONG_TERM": "true"}
        assert sign(document, tmp_path, ENVIRON, **said).level is Level.T
        (port,) = free_ports(1)
        root.crl = f"http://127.0.0.1:{port}/crl"
        root.certify("Bệnh viện").p12(tmp_path / "key.p12")
        with pytest.raises(SigningError, match="is not found good"):
            sign(document, tmp_path, ENVIRON, **said)


@pytest.fixture
def token(hospital: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A token (SoftHSM) with the hospital's key; gives its label."""
    (tmp_path / "tokens").mkdir()
    file = tmp_path / "softhsm2.conf"
    file.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(file))
    label = "benh-vien"
    tool = ["softhsm2-util", "--module", str(SOFTHSM)]
    made = [*tool, "--init-token", "--free", "--label", label, "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(made, check=True, capture_output=True)
    key = tmp_path / "key.pem"
    key.write_bytes(hospital.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    put = ["--import", str(key), "--token", label, "--label", "khoa", "--id", "01", "--pin", "1234"]
    subprocess.run([*tool, *put], check=True, capture_output=True)
    with (
        pkcs11.lib(str(SOFTHSM))
        .get_token(token_label=label)
        .open(rw=True, user_pin="1234") as session
    ):
        data = hospital.certificate.public_bytes(Encoding.DER)
        about = {
            **decode_x509_certificate(data),
            Attribute.CLASS: ObjectClass.CERTIFICATE,
            Attribute.LABEL: "khoa",
            Attribute.ID: b"\x01",
            Attribute.TOKEN: True,
        }
        session.create_object(about)
    yield label
    pkcs11.unload(str(SOFTHSM))


def test_a_token_signs_and_tells_what_is_wrong(
    document: bytes, root: Root, token: str, tmp_path: Path
) -> None:
    said = {"KEY_FILE": "", "MODULE": str(SOFTHSM), "TOKEN": token, "LABEL": "khoa"}
    pin = {"SOHOA_SIGNING_PIN": "1234"}
    sign(document, tmp_path, pin, **said)
    assert [one.state for one in signatures(tmp_path / "signed.pdf", known(root))] == [State.VALID]
    assert "Signature is Valid" in pdfsig(tmp_path / "signed.pdf")
    with pytest.raises(SigningError, match="refuses the PIN"):
        sign(document, tmp_path, {"SOHOA_SIGNING_PIN": "4321"}, **said)
    with pytest.raises(SigningError, match="has no key with its certificate"):
        sign(document, tmp_path, pin, **{**said, "LABEL": "other"})
    with pytest.raises(SigningError, match="The token does not open"):
        sign(document, tmp_path, pin, **{**said, "TOKEN": "none"})
    with pytest.raises(SigningError, match="The token does not open"):
        sign(document, tmp_path, pin, **{**said, "MODULE": os.devnull})
    with pytest.raises(SigningError, match="The token does not sign"):
        _unplugged(document, token, said, pin)
    with pytest.raises(SettingsError, match="label is not set"):
        sign(document, tmp_path, pin, **{**said, "LABEL": ""})


def _unplugged(document: bytes, token: str, said: Mapping[str, str], pin: dict[str, str]) -> None:
    """Sign with a token of which the session ends meanwhile."""
    named = {f"SOHOA_SIGNING_{key}": value for key, value in said.items()}
    with pen(load(named)[0].signing, Authorities(), pin) as ready:
        pkcs11.lib(str(SOFTHSM)).finalize()
        ready.sign(document, "", "")


def _roots(root: Root) -> list[object]:
    return [x509.Certificate.load(root.certificate.public_bytes(Encoding.DER))]
