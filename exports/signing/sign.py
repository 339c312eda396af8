"""A signature at the end of a PDF, over all of it; what was there stays byte for byte."""

import io
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from asn1crypto import x509
from pkcs11 import PKCS11Error
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError as Refused
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, RevokedError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from exports.signing import key
from models.errors import SettingsError, SigningError
from models.settings import Signing
from models.signature import Authorities, Level

FIELD = "Signature1"
HASH = "sha256"

# Its remarks quote the names in certificates, and no log may.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF, and how long that can be proved."""

    data: bytes
    level: Level


class Pen:
    """Signs, one PDF after the other, with what is known of certificates fetched once."""

    def __init__(self, signer: Signer, settings: Signing, authorities: Authorities) -> None:
        own = signer.signing_cert
        assert own is not None  # looked at as the key was opened
        self.certificate: str = own.sha256.hex()
        """SHA-256 of the certificate, in hex."""
        self._asked = bool(own.crl_distribution_points or own.ocsp_urls)
        self._signer, self._settings = signer, settings
        self._stamps = _stamps(settings)
        self._known = _known(settings, authorities)

    def sign(self, data: bytes, reason: str, location: str) -> Signed:
        """Return a PDF signed; raises SigningError.

        The signature is none that is drawn: readers tell of it in their own way.
        """
        known = self._known
        said = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=HASH,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location or None,
            validation_context=known,
            embed_validation_info=known is not None and self._settings.long_term,
            signer_key_usage=set(),  # looked at as the key was opened: either of two will do
            dss_settings=_ONE_PIECE,
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        try:
            made = PdfSigner(said, self._signer, timestamper=self._stamps).sign_pdf(writer)
        except TimestampRequestError as error:
            raise SigningError(
                "The time-stamping service of signing.timestamps gives no stamp. Nothing was"
                " written; try again later."
            ) from error
        except PKCS11Error as error:
            raise SigningError(
                "The token does not sign: see that it is plugged in. Nothing was written; the same"
                " command goes on."
            ) from error
        except (Refused, PathBuildingError, PathValidationError) as error:
            raise _refusal(error) from error
        return Signed(made.getvalue(), self.level)

    @property
    def level(self) -> Level:
        """How long the last signature can be proved."""
        if self._stamps is None:
            return Level.B
        # A certificate that names nobody to ask is taken as good, and nothing proves it later.
        return Level.LT if self._settings.long_term and self._asked else Level.T


_ONE_PIECE = DSSContentSettings(
    include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
)
"""What proves a certificate is written before the signature, which so is over the whole file."""


@contextmanager
def pen(settings: Signing, authorities: Authorities, environ: Mapping[str, str]) -> Iterator[Pen]:
    """Give what signs with the hospital's key; raises as `exports.signing.key.opened`."""
    if settings.long_term and not (settings.timestamps and authorities.trusted):
        raise SettingsError(
            "signing.long_term needs signing.timestamps, and signing.authorities with those who"
            " answer for the key."
        )
    with key.opened(settings, authorities, environ) as signer:
        yield Pen(signer, settings, authorities)


def _stamps(settings: Signing) -> RequestsHTTPTimeStamper | None:
    if not settings.timestamps:
        return None
    return RequestsHTTPTimeStamper(settings.timestamps, timeout=settings.seconds)


def _known(settings: Signing, authorities: Authorities) -> ValidationContext | None:
    """Return what certificates are held against; None where no authority is trusted.

    With `signing.long_term` a certificate that names where to ask whether it was revoked must be
    found good there.
    """
    if not authorities.trusted:
        return None
    return ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in authorities.trusted],
        other_certs=[x509.Certificate.load(one) for one in authorities.between],
        allow_fetching=settings.long_term,
        revocation_mode="hard-fail" if settings.long_term else "soft-fail",
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=settings.seconds),
    )


def _refusal(error: Exception) -> SigningError:
    cause = error.__cause__ if isinstance(error, Refused) else error
    if isinstance(cause, RevokedError):
        return SigningError("A certificate was revoked: the one of the key, or one above it.")
    if isinstance(cause, PathBuildingError):
        return SigningError(
            "No authority in the folder of signing.authorities stands above the certificate of"
            " the key, or of the time-stamping service: put it there, with those between."
        )
    return SigningError(
        "The certificate of the key, or of the time-stamping service, is not found good. With"
        " signing.long_term its authority must answer whether it was revoked: try again later."
    )
