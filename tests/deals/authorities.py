"""Authorities of a test, on HTTP in this process: one that certifies (with CRL and OCSP), and one that stamps times."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
NO_LOCK = serialization.NoEncryption()
PASSWORD = "secret"
OF_A_SIGNER = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
OF_AN_AUTHORITY = x509.KeyUsage(True, False, False, False, False, True, True, False, False)


def named(name: str) -> x509.Name:
    """A name in a certificate."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def plain(certificate: x509.Certificate) -> asn1.Certificate:
    """The same certificate as pyHanko knows it."""
    return asn1.Certificate.load(certificate.public_bytes(DER))


@dataclass
class Authorities:
    """What the tests can change: whose certificate was revoked, how wrong the clock is, what does not answer."""

    address: str = ""
    skew: timedelta = timedelta()
    away: set[str] = field(default_factory=set)
    garbage: set[str] = field(default_factory=set)
    revoked: dict[int, datetime] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    by_crl: bool = True  # where certificates say that revocations are told; else by OCSP
    names: dict[str, tuple[x509.Certificate, rsa.RSAPrivateKey]] = field(default_factory=dict)

    def certify(self, name: str, *, usage: x509.ObjectIdentifier | None = None) -> None:
        """Give out a certificate: the first one is the root."""
        private = rsa.generate_private_key(65537, 2048)
        root = self.names.get("root", (None, private))
        issuer = root[0].subject if root[0] else named(name)
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder(issuer, named(name), private.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=30))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=not root[0], path_length=None), critical=True)
            .add_extension(OF_A_SIGNER if root[0] else OF_AN_AUTHORITY, critical=True)
        )
        if root[0]:
            builder = self._where_revocations_are(builder)
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        self.names[name] = (builder.sign(root[1], hashes.SHA256()), private)

    def _where_revocations_are(self, builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
        if self.by_crl:
            crl = x509.UniformResourceIdentifier(f"{self.address}/crl")
            points = x509.CRLDistributionPoints([x509.DistributionPoint([crl], None, None, None)])
            return builder.add_extension(points, critical=False)
        asked = x509.UniformResourceIdentifier(f"{self.address}/ocsp")
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, asked)
        return builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)

    def revoke(self, name: str) -> None:
        """Take a certificate back, as of an hour ago."""
        self.revoked[self.names[name][0].serial_number] = datetime.now(UTC) - timedelta(hours=1)

    def files(self, folder: Path) -> tuple[Path, Path]:
        """Write the key of the seal and the trusted root; return where they are."""
        certificate, private = self.names["Gemeente Duinstede"]
        lock = serialization.BestAvailableEncryption(PASSWORD.encode())
        root = self.names["root"][0]
        key, trusted = folder / "seal.p12", folder / "roots.pem"
        key.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", private, certificate, [root], lock))
        trusted.write_bytes(root.public_bytes(PEM))
        return key, trusted

    def answer(self, path: str, body: bytes) -> bytes:
        """Return what is answered under `path`."""
        self.asked.append(path)
        if path in self.garbage:
            return b"<html>Service temporarily unavailable</html>"
        return {"/crl": self._crl, "/ocsp": self._ocsp, "/time": self._time}[path](body)

    def _crl(self, _body: bytes) -> bytes:
        root, private = self.names["root"]
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder(
            root.subject, now - timedelta(hours=1), now + timedelta(days=7)
        )
        for serial, at in self.revoked.items():
            builder = builder.add_revoked_certificate(x509.RevokedCertificateBuilder(serial, at).build())
        return builder.sign(private, hashes.SHA256()).public_bytes(DER)

    def _ocsp(self, body: bytes) -> bytes:
        root, private = self.names["root"]
        serial = ocsp.load_der_ocsp_request(body).serial_number
        certificate = next(each for each, _key in self.names.values() if each.serial_number == serial)
        revoked_at, now = self.revoked.get(serial), datetime.now(UTC)
        builder = ocsp.OCSPResponseBuilder().add_response(
            certificate, root, hashes.SHA1(),  # noqa: S303  what the question names it by
            ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD,
            now, now + timedelta(days=1), revoked_at, None,
        )  # fmt: skip
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, root)
        return builder.sign(private, hashes.SHA256()).public_bytes(DER)

    def _time(self, body: bytes) -> bytes:
        certificate, private = self.names["Time"]
        secret = keys.PrivateKeyInfo.load(
            private.private_bytes(DER, serialization.PrivateFormat.PKCS8, NO_LOCK)
        )
        stamper = DummyTimeStamper(plain(certificate), secret, fixed_dt=datetime.now(UTC) + self.skew)
        return stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()


def handler(authorities: Authorities) -> type[BaseHTTPRequestHandler]:
    """Return what answers over HTTP for `authorities`."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path in authorities.away:
                self.send_error(503)
                return
            answer = authorities.answer(self.path, body)
            self.send_response(200)
            kinds = {"/time": "application/timestamp-reply", "/ocsp": "application/ocsp-response"}
            self.send_header("Content-Type", kinds.get(self.path, "application/pkix-crl"))
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    return Answer


@contextmanager
def serving(*, by_crl: bool = True) -> Iterator[Authorities]:
    """Yield authorities that answer until the end of the block."""
    authorities = Authorities(by_crl=by_crl)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(authorities)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        authorities.address = f"http://127.0.0.1:{server.server_port}"
        authorities.certify("root")
        authorities.certify("Gemeente Duinstede")
        authorities.certify("Time", usage=ExtendedKeyUsageOID.TIME_STAMPING)
        try:
            yield authorities
        finally:
            server.shutdown()
