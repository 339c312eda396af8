"""The signatures that a PDF carries, checked (PAdES and its kin; pyHanko).

Nothing is fetched: what is not in the file, and not among the authorities, is not known.
"""

import asyncio
import logging
from datetime import datetime
from pathlib import Path

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.errors import DisallowedAlgorithmError, NoDSSFoundError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from models.signature import Authorities, Signature, State

_FIRST, _LAST = 1970, 2200
"""Years that a signature may be of."""
_USE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
_ENDED = (
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
    AdESIndeterminate.NO_POE,
)
_WEAK = (
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
)
# Its remarks quote the names in certificates, and no log may.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def signatures(
    path: Path, authorities: Authorities, moment: datetime | None = None
) -> tuple[Signature, ...]:
    """Return the signatures of a PDF, in the order in which they were made.

    Certificates are looked at as of `moment`, or else of the time that a trusted service has
    stamped, or else of now. One that cannot be checked is `UNCHECKED`; nothing is raised over a
    file that is damaged.
    """
    with path.open("rb") as file:
        try:
            reader = PdfFileReader(file, strict=False)
            fields = sum(1 for _ in enumerate_sig_fields(reader, filled_status=True))
            others = fields - len(reader.embedded_signatures)  # of kinds that pyHanko leaves out
            found = reader.embedded_regular_signatures
        except Exception:  # of a parser, on bytes that nobody foresaw
            return (Signature(State.UNCHECKED),)
        checked = tuple(_checked(reader, one, authorities, moment) for one in found)
        return checked + others * (Signature(State.UNCHECKED),)


def _checked(
    reader: PdfFileReader, one: EmbeddedPdfSignature, authorities: Authorities, at: datetime | None
) -> Signature:
    try:
        status = _status(reader, one, authorities, at)
        stamp = status.timestamp_validity
        if at is None and not status.trusted and stamp and stamp.trusted:
            status = _status(reader, one, authorities, stamp.timestamp)
    except DisallowedAlgorithmError:
        return Signature(State.WEAK, *_who(one))
    except Exception:  # as above
        return Signature(State.UNCHECKED, *_who(one))
    stamped = bool(stamp and stamp.trusted)
    time = stamp.timestamp if stamp and stamped else status.signer_reported_dt
    if time is not None and not _FIRST <= time.year < _LAST:
        time = None  # what is claimed may be anything
    return Signature(
        _state(status),
        *_who(one),
        time.isoformat() if time else None,
        stamped,
        status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
    )


def _status(
    reader: PdfFileReader, one: EmbeddedPdfSignature, authorities: Authorities, at: datetime | None
) -> PdfSignatureStatus:
    context = _context(reader, authorities, at)
    return asyncio.run(async_validate_pdf_signature(one, context, key_usage_settings=_USE))


def _context(
    reader: PdfFileReader, authorities: Authorities, at: datetime | None
) -> ValidationContext:
    """Return who is trusted, and what the file itself holds of certificates and revocations."""
    trusted = [x509.Certificate.load(one) for one in authorities.trusted]
    between = [x509.Certificate.load(one) for one in authorities.between]
    try:
        kept = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return ValidationContext(trust_roots=trusted, other_certs=between, moment=at)
    known = {"trust_roots": trusted, "other_certs": between, "moment": at}
    return kept.as_validation_context(known)


def _state(status: PdfSignatureStatus) -> State:
    stamp, why = status.timestamp_validity, status.trust_problem_indic
    whole = status.intact and status.valid and (stamp is None or (stamp.intact and stamp.valid))
    level = status.modification_level
    if not whole or level in (None, ModificationLevel.OTHER) or status.docmdp_ok is False:
        return State.CHANGED
    if status.trusted:
        return State.VALID
    if status.revoked or why is AdESFailure.REVOKED:
        return State.REVOKED
    if why in _WEAK:
        return State.WEAK
    return State.EXPIRED if why in _ENDED else State.UNKNOWN


def _who(one: EmbeddedPdfSignature) -> tuple[str, str]:
    """Return the name and the hash of the signer's certificate; empty where there is none."""
    try:
        certificate = one.signer_cert
        names = certificate.subject.native
        name = str(names.get("common_name") or names.get("organization_name") or "")
        return name, certificate.sha256.hex()
    except Exception:  # as above
        return "", ""
