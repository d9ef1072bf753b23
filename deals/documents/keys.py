"""The key of the seal: the organisation's own, or one that the demo makes for itself, once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext_noop

from deals.documents.reasons import NoSeal

LIFETIME = timedelta(days=3650)
DEMONSTRATION = "Handslag demonstration seal"

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey


@dataclass(frozen=True)
class SealingKey:
    """A private key, kept in memory, with its certificate and those above it."""

    private: PrivateKey
    certificate: asn1.Certificate
    chain: tuple[asn1.Certificate, ...]
    owner: str


def seals_for_show() -> bool:
    """Tell whether seals are made with the demo's own key, which proves nothing about who made them."""
    return not settings.SEAL_KEY_FILE and settings.DEMO


def sealing_key() -> SealingKey:
    """Return the key; read once in the life of a process. Raises NoSeal with a reason for people."""
    if settings.SEAL_KEY_FILE:
        path, password = Path(settings.SEAL_KEY_FILE), settings.SEAL_KEY_PASSWORD
    elif settings.DEMO:
        path, password = Path(settings.DATA_DIR) / "demonstration-seal.p12", ""
        if not path.exists():
            _make_key(path, datetime.now(UTC))
    else:
        raise NoSeal(
            gettext_noop("No seal is configured. An administrator of the installation sets SEAL_KEY_FILE.")
        )
    try:
        return _read(path, password, path.stat().st_mtime_ns)
    except OSError as error:
        raise NoSeal(gettext_noop("The file with the key of the seal cannot be read.")) from error
    except ValueError as error:
        raise NoSeal(
            gettext_noop("The key of the seal cannot be opened: wrong password, or no PKCS#12 file.")
        ) from error


@lru_cache(maxsize=2)
def _read(path: Path, password: str, changed: int) -> SealingKey:
    """Open a PKCS#12 file. Reading an RSA key costs more than signing with it, so it is kept."""
    stored = pkcs12.load_pkcs12(path.read_bytes(), password.encode() or None)
    if stored.cert is None or not isinstance(stored.key, PrivateKey):
        raise ValueError("no RSA or elliptic curve key with its certificate in the file")
    certificate = _plain(stored.cert.certificate)
    return SealingKey(
        stored.key,
        certificate,
        tuple(_plain(each.certificate) for each in stored.additional_certs),
        certificate.subject.native.get("common_name") or certificate.subject.human_friendly,
    )


def _plain(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _make_key(path: Path, now: datetime) -> None:
    """Make the demo's key and certificate. Two workers at once end up with the same one."""
    private = generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Handslag (demonstration)"),
            x509.NameAttribute(NameOID.COMMON_NAME, DEMONSTRATION),
        ]
    )
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signatures(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
    content = pkcs12.serialize_key_and_certificates(
        b"seal", private, certificate, None, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    try:
        path.hardlink_to(draft)  # unlike a rename, this never replaces the key that another worker made
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _for_signatures() -> x509.KeyUsage:
    """Return the usage of a key that only signs."""
    no = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **no
    )
