"""The seal: one invisible PAdES signature over the whole file, with a time stamp where an authority is configured."""

from __future__ import annotations

import io
from urllib.request import Request, urlopen

from asn1crypto import algos, tsp
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from deals.documents.keys import SealingKey, sealing_key

FIELD = "Seal"
RESERVED = 16_384  # hexadecimal digits: a 4096-bit key with two certificates above it takes about 11,000
RESERVED_FOR_TIME_STAMP = 32_768
PATIENCE = 10  # seconds for the time-stamp authority


class KeptKeySigner(signers.Signer):
    """Signs with a key that stays in memory. pyHanko's own signer parses and validates it for each signature."""

    def __init__(self, key: SealingKey) -> None:
        is_rsa = isinstance(key.private, RSAPrivateKey)
        super().__init__(
            signing_cert=key.certificate,
            cert_registry=SimpleCertificateStore.from_certs(key.chain),
            signature_mechanism=algos.SignedDigestAlgorithm(
                {"algorithm": "sha256_rsa" if is_rsa else "sha256_ecdsa"}
            ),
        )
        self.key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the bare signature over `data`."""
        if isinstance(self.key.private, RSAPrivateKey):
            return self.key.private.sign(data, PKCS1v15(), SHA256())
        return self.key.private.sign(data, ECDSA(SHA256()))


class TimeStampAuthority(TimeStamper):
    """Asks an RFC 3161 authority over HTTP when a hash existed."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send the request and return the answer; errors of the network are the caller's."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        request = Request(self.url, data=req.dump(), headers=headers)  # noqa: S310  from the settings
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return tsp.TimeStampResp.load(answer.read())


def seal(pdf: bytes, *, reason: str, reserved: int | None = None) -> bytes:
    """Return `pdf` with our seal appended; what was there stays byte for byte.

    Raises NoSeal without a key, and pyHanko's SigningError when the seal does not fit in what is reserved for it.
    """
    key = sealing_key()
    authority = TimeStampAuthority(settings.TIMESTAMP_URL) if settings.TIMESTAMP_URL else None
    what = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        name=key.owner,
    )
    signer = signers.PdfSigner(
        what,
        signer=KeptKeySigner(key),
        timestamper=authority,
        new_field_spec=SigFieldSpec(FIELD, readable_field_name=f"{FIELD}: {key.owner}"),
    )
    room = reserved or (RESERVED_FOR_TIME_STAMP if authority else RESERVED)
    sealed = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=room)
    return sealed.getvalue()
