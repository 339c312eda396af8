"""The folder of certificates of those who answer for signers."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models.errors import SettingsError
from models.settings import Signing
from models.signature import Authorities

ENDINGS = (".pem", ".crt", ".cer")


def authorities(settings: Signing) -> Authorities:
    """Return the certificates of `signing.authorities`; none where that is not set.

    SettingsError where the folder, or a file of it, cannot be read.
    """
    if not settings.authorities:
        return Authorities()
    folder = Path(settings.authorities)
    if not folder.is_dir():
        raise SettingsError("The folder of signing.authorities is not there.")
    every: list[x509.Certificate] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in ENDINGS:
            every += _certificates(path)
    own = [one for one in every if one.issuer == one.subject]
    between = [one for one in every if one.issuer != one.subject]
    return Authorities(_encoded(own), _encoded(between))


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{path.name} in the folder of signing.authorities is no certificate in PEM."
        ) from error


def _encoded(some: list[x509.Certificate]) -> tuple[bytes, ...]:
    return tuple(one.public_bytes(Encoding.DER) for one in some)
