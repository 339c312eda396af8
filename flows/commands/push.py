"""`sohoa push`."""

import os
from typing import Annotated

import typer

from flows.commands.export import Since, Verified, chosen
from flows.commands.options import BATCH, DOCUMENT, IDENTITY, PLAIN_HTTP
from flows.messages import tr, tr_error
from flows.screen import result, say
from models.errors import DeliveryError
from models.forms import is_identity

Url = Annotated[
    str,
    typer.Argument(
        help="Base of the server, as in https://fhir.hospital.example/r4.", metavar="URL"
    ),
]


def fhir(
    url: Url,
    batch: BATCH = None,
    document: DOCUMENT = None,
    since: Since = None,
    verified: Verified = False,
    plain_http: PLAIN_HTTP = False,
    identity: IDENTITY = False,
) -> int:
    """Send the current version of every document to a FHIR R4 server.

    Each goes as one transaction: all of it is taken, or nothing. Sending again changes nothing
    there. A document that was withdrawn or superseded is deleted there. Identity papers are not
    sent, unless --identity is given.

    Credentials come from SOHOA_FHIR_TOKEN, or SOHOA_FHIR_USER and SOHOA_FHIR_PASSWORD; the
    hospital's own certificate authority from fhir.ca_file.

    Examples:
      sohoa push fhir https://fhir.hospital.example/r4
      sohoa push fhir https://fhir.hospital.example/r4 --batch week-47 --verified
      sohoa push fhir http://127.0.0.1:8080/fhir --document d3f0a1c2b
    """
    from exports.fhir.address import address
    from exports.fhir.server import Server
    from flows.house import opened
    from flows.push import push

    where = address(url, plain_http=plain_http)
    with opened() as house:
        server = Server(where, house.settings.fhir, os.environ)
        rows = chosen(house, batch, document, since, verified=verified, outdated=True)
        say(tr("Sending to {server} ...", server=server.host))
        refused = push(house, rows, server, identity=identity)
    for refusal in refused:
        say(f"{refusal.document_id}: {tr_error(refusal.reason)}")
    failed = {refusal.document_id for refusal in refused}
    taken = [row for row in rows if row.id not in failed]
    apart = [row for row in taken if is_identity(row.form) and row.current and not identity]
    sent = sum(row.current for row in taken) - len(apart)
    result(tr("documents sent: {count}", count=sent))
    if apart:
        say(tr("identity papers left out: {count}", count=len(apart)))
    if gone := sum(not row.current for row in taken):
        result(tr("documents taken back, they are no longer current: {count}", count=gone))
    if refused:
        result(tr("documents refused: {count}", count=len(refused)))
        return DeliveryError.exit_code
    return 0
