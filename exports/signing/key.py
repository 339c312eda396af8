"""The hospital's key: in a PKCS#12 file, or on a token that is reached by PKCS#11."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from pkcs11 import PKCS11Error
from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer, SimpleSigner

from models.errors import SettingsError, SigningError
from models.settings import Signing
from models.signature import Authorities

PASSPHRASE, PIN = "SOHOA_SIGNING_PASSPHRASE", "SOHOA_SIGNING_PIN"
MAY_SIGN = {"digital_signature", "non_repudiation"}
"""What a certificate must allow its key, one of them (RFC 5280, 4.2.1.3)."""


def configured(settings: Signing) -> bool:
    """Return whether there is a key to sign with; SettingsError where there are two."""
    if settings.key_file and settings.module:
        raise SettingsError("signing.key_file and signing.module are both set: keep one of them.")
    return bool(settings.key_file or settings.module)


@contextmanager
def opened(
    settings: Signing, authorities: Authorities, environ: Mapping[str, str]
) -> Iterator[Signer]:
    """Give what signs with the key.

    Raises SigningError where key, certificate or token cannot be used, SettingsError where
    the settings name none.
    """
    between = [x509.Certificate.load(one) for one in authorities.between]
    if not configured(settings):
        raise SettingsError(
            "There is no key to sign with: set signing.key_file, or signing.module and"
            " signing.label."
        )
    if settings.key_file:
        yield _good(_file(Path(settings.key_file), environ.get(PASSPHRASE, ""), between))
        return
    with _token(settings, environ.get(PIN), between) as signer:
        yield _good(signer)


def _file(path: Path, passphrase: str, between: Sequence[x509.Certificate]) -> SimpleSigner:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SigningError(
            f"The file of signing.key_file cannot be read ({error.strerror})."
        ) from error
    secret = passphrase.encode() or None
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, secret)
    except ValueError as error:
        raise SigningError(
            f"The file of signing.key_file does not open: see that {PASSPHRASE} is its passphrase,"
            " and that it is a PKCS#12 file (.p12, .pfx)."
        ) from error
    if key is None or certificate is None:
        raise SigningError("The file of signing.key_file lacks the key, or its certificate.")
    signer: SimpleSigner = SimpleSigner.load_pkcs12_data(data, between, secret)
    return signer


@contextmanager
def _token(
    settings: Signing, pin: str | None, between: Sequence[x509.Certificate]
) -> Iterator[PKCS11Signer]:
    if not settings.label:
        raise SettingsError("signing.label is not set: it names key and certificate on the token.")
    wanted = TokenCriteria(label=settings.token) if settings.token else None
    try:
        session = open_pkcs11_session(settings.module, token_criteria=wanted, user_pin=pin)
    except (PinIncorrect, PinInvalid, PinLenRange) as error:
        raise SigningError(
            f"The token refuses the PIN: see {PIN}. A token locks itself after a few wrong ones."
        ) from error
    except PinLocked as error:
        raise SigningError(
            "The token is locked after wrong PINs: its issuer unlocks it."
        ) from error
    except (PKCS11Error, OSError, RuntimeError) as error:
        raise SigningError(
            "The token does not open: see that it is plugged in, that signing.module is the"
            " library of its maker, and that signing.token is its label."
        ) from error
    every: None = None  # the certificates between may lie on the token too
    signer = PKCS11Signer(session, settings.label, ca_chain=between, other_certs_to_pull=every)
    try:
        yield _found(signer)
    finally:
        with suppress(PKCS11Error):  # of a token that was pulled out nothing is left to close
            session.close()


def _found(signer: PKCS11Signer) -> PKCS11Signer:
    try:
        signer.signing_cert  # noqa: B018 - it looks for certificate and key
    except PKCS11Error as error:
        raise SigningError(
            "The token has no key with its certificate under the name of signing.label, or it"
            f" asks for a PIN first: see {PIN}."
        ) from error
    return signer


def _good(signer: Signer) -> Signer:
    """Return a signer whose certificate is good today, and may sign."""
    certificate = signer.signing_cert
    assert certificate is not None
    now = datetime.now(UTC)
    if now > certificate.not_valid_after:
        raise SigningError(
            f"The certificate of the key ended on {certificate.not_valid_after:%d/%m/%Y}: get a"
            " new one from its authority."
        )
    if now < certificate.not_valid_before:
        raise SigningError(
            f"The certificate of the key begins on {certificate.not_valid_before:%d/%m/%Y} only:"
            " see that the clock of this machine is right."
        )
    use = certificate.key_usage_value
    if use is not None and not use.native & MAY_SIGN:
        raise SigningError("The certificate of the key does not allow it to sign documents.")
    return signer
