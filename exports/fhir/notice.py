"""That a document is filed, as a FHIR server is told of it: one DocumentReference."""

import base64

from exports.fhir import transaction
from exports.fhir.bundle import checked, encoded, entry
from exports.fhir.codes import document_kind, loinc
from exports.fhir.evidence import URI, file_name
from exports.fhir.paper import Resource, identity
from models.hospital import Notice
from models.record import Field, Status
from models.settings import Fhir

KIND = "DocumentReference"


def told(notice: Notice, settings: Fhir) -> bytes:
    """Return the Bundle of type transaction that puts it, or deletes it where it is no more.

    It has the same id each time, so that to tell twice is to tell once. Patient and stay are
    named by their numbers: the server's own resources are left alone.
    """
    id = identity("notice", notice.document_id)
    if not notice.version:
        return transaction.deletion([(KIND, id)])
    put = {"method": "PUT", "url": f"{KIND}/{id}"}
    made = entry(checked(_reference(id, notice, settings))) | {"request": put}
    return encoded({"resourceType": "Bundle", "type": "transaction", "entry": [made]})


def _reference(id: str, notice: Notice, settings: Fhir) -> Resource:
    kind = document_kind(Field(notice.type, notice.type, 1.0, Status.AUTO, 1, None))
    stay = {"identifier": {"system": settings.stay_system, "value": notice.stay_code}}
    return {
        "resourceType": KIND,
        "id": id,
        "masterIdentifier": {"system": settings.document_system, "value": notice.document_id},
        "identifier": [{"system": URI, "value": file_name(notice.sha256)}],
        "status": "current",
        "type": loinc(kind["loinc"]),
        "subject": {
            "type": "Patient",
            "identifier": {"system": settings.patient_system, "value": notice.patient_id},
        },
        "date": notice.filed_at,
        "content": [{"attachment": _attachment(notice)}],
        "context": {"encounter": [stay]} if notice.stay_code else None,
    }


def _attachment(notice: Notice) -> Resource:
    return {
        "contentType": "application/pdf",
        "url": notice.address or file_name(notice.sha256),
        "size": notice.size,
        "hash": base64.b64encode(bytes.fromhex(notice.sha1)).decode(),
        "creation": notice.issued_on or None,
    }
