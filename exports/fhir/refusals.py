"""What a FHIR server's refusals mean, and what to do about each."""

import json
import re

from urllib3.exceptions import HTTPError, MaxRetryError, SSLError

from models.errors import DeliveryError, DocumentRefused

PASSING = (429, 500, 502, 503, 504)
"""Answers of a server that may answer otherwise in a while."""
_KEYS = (401, 403)
_DOCUMENT = (400, 409, 412, 413, 422)
"""Answers that are about what was sent, and not about the server or us."""
_CODE = re.compile("[a-z-]{2,30}")


def answer(host: str, status: int, data: bytes) -> DeliveryError:
    """Return what an answer means that is no success."""
    if status in _KEYS:
        return DeliveryError(
            f"The FHIR server {host} refuses us ({status}): set SOHOA_FHIR_TOKEN, or"
            " SOHOA_FHIR_USER and SOHOA_FHIR_PASSWORD, to an account that is allowed this."
        )
    if status in _DOCUMENT:
        return document(host, ", ".join([str(status), *_codes(data)]))
    if status in PASSING:
        return DeliveryError(
            f"The FHIR server {host} is busy or broken ({status}): see its log, then give"
            " the same command again."
        )
    if 300 <= status < 400:
        return DeliveryError(
            f"The FHIR server {host} sends us elsewhere ({status}): give the address to"
            " which it points, if you trust it."
        )
    return no_server(host)


def _codes(data: bytes) -> list[str]:
    """Return the codes of an OperationOutcome. Its words may be a patient's: they stay out."""
    try:
        codes = {str(issue["code"]) for issue in json.loads(data)["issue"]}
        return sorted(code for code in codes if _CODE.fullmatch(code))
    except (ValueError, KeyError, TypeError):
        return []


def document(host: str, why: str) -> DocumentRefused:
    """Return that one document was not taken, and the codes that tell why."""
    return DocumentRefused(f"The FHIR server {host} refused it ({why}): its log says why.")


def no_server(host: str) -> DeliveryError:
    """Return that this is no FHIR server, or not its address."""
    return DeliveryError(
        f"{host} does not answer as a FHIR server does: check the URL, which is the server's"
        " base, as in https://fhir.hospital.example/r4."
    )


def silence(host: str, error: HTTPError) -> DeliveryError:
    """Return what it means that no answer came."""
    reason = error.reason if isinstance(error, MaxRetryError) else error
    if isinstance(reason, SSLError):
        return DeliveryError(
            f"TLS with {host} failed: if its certificate is of the hospital's own authority,"
            " give that in fhir.ca_file."
        )
    return DeliveryError(
        f"No answer from the FHIR server {host}: see that it runs and that the URL is"
        " right, then give the same command again."
    )
