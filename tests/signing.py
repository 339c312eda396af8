"""Keys, certificates and a time-stamping service of the tests' own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from asn1crypto import tsp
from asn1crypto import x509 as asn1
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

PASSPHRASE = "mật khẩu của khoá"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def p12(self, path: Path, passphrase: str = PASSPHRASE) -> Path:
        """Write both to a PKCS#12 file."""
        secret = BestAvailableEncryption(passphrase.encode())
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"sohoa", self.key, self.certificate, None, secret
            )
        )
        return path


class Root:
    """An authority: `folder` is what is trusted; `revoked` is told at `crl` once it listens."""

    def __init__(self, folder: Path, name: str = "Cơ quan chứng thực thử") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._key = rsa.generate_private_key(65537, 2048)
        self._name = _named(name)
        made = self._begun(self._name, self._key, datetime.now(UTC) - 30 * DAY, 3650 * DAY)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        made = made.add_extension(_use(ca=True), critical=True)
        self.certificate = made.sign(self._key, hashes.SHA256())
        (folder / "root.pem").write_bytes(self.certificate.public_bytes(Encoding.PEM))
        self.crl = ""
        self.revoked: list[int] = []

    def certify(
        self,
        name: str,
        *,
        begins: datetime | None = None,
        days: int = 365,
        stamps: bool = False,
        signs: bool = True,
    ) -> Pair:
        """Return a certificate, of a time-stamping service where it `stamps`, with its key."""
        key = rsa.generate_private_key(65537, 2048)
        begins = begins or datetime.now(UTC) - DAY
        made = self._begun(_named(name), key, begins, days * DAY)
        made = made.add_extension(_use(signs=signs), critical=True)
        made = made.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
            critical=False,
        )
        if stamps:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            made = made.add_extension(usage, critical=True)
        if self.crl:
            where = x509.DistributionPoint(
                [x509.UniformResourceIdentifier(self.crl)], None, None, None
            )
            made = made.add_extension(x509.CRLDistributionPoints([where]), critical=False)
        return Pair(made.sign(self._key, hashes.SHA256()), key)

    def list_of_revoked(self) -> bytes:
        """Return the list of revoked certificates as of now, DER."""
        now = datetime.now(UTC) - timedelta(minutes=1)
        made = x509.CertificateRevocationListBuilder(self._name, now, now + DAY)
        for number in self.revoked:
            one = x509.RevokedCertificateBuilder(number, now - timedelta(hours=1)).build()
            made = made.add_revoked_certificate(one)
        made = made.add_extension(x509.CRLNumber(1), critical=False)
        made = made.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
            critical=False,
        )
        return made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _begun(
        self, subject: x509.Name, key: rsa.RSAPrivateKey, begins: datetime, time: timedelta
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(self._name, subject, key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + time)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
        )


@contextmanager
def service(root: Root) -> Iterator[str]:
    """Answer on a free port of this machine as time-stamping service and list of revoked.

    Gives its address; the list is at `/crl`, where `root` has it written into what it certifies
    from now on.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            told = stamper.request_tsa_response(asked).dump()
            self._answer(told, "application/timestamp-reply")

        def do_GET(self) -> None:
            self._answer(root.list_of_revoked(), "application/pkix-crl")

        def _answer(self, data: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        root.crl = f"{address}/crl"
        pair = root.certify("Dịch vụ cấp dấu thời gian thử", stamps=True)
        stamper = DummyTimeStamper(*_asn1(pair))
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()


def _asn1(pair: Pair) -> tuple[asn1.Certificate, PrivateKeyInfo]:
    key = pair.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = pair.certificate.public_bytes(Encoding.DER)
    return asn1.Certificate.load(certificate), PrivateKeyInfo.load(key)


def _use(*, ca: bool = False, signs: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs or ca,
        content_commitment=signs,
        key_cert_sign=ca,
        crl_sign=ca,
        key_encipherment=not signs and not ca,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
