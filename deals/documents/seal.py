"""The seal: one invisible PAdES signature over the whole file, at the level that is configured (see `trust`)."""

from __future__ import annotations

import io
from typing import Any

from asn1crypto import algos
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.utils.translation import gettext_noop
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from deals.documents.keys import SealingKey, sealing_key
from deals.documents.reasons import NoSeal
from deals.documents.timestamp import TimeStampAuthority
from deals.documents.trust import Level, level, roots

FIELD = "Seal"
RESERVED = 16_384  # hexadecimal digits: a 4096-bit key with two certificates above it takes about 11,000
RESERVED_FOR_TIME_STAMP = 32_768
REVOKED = gettext_noop("A certificate of the seal or of the time-stamp authority was revoked.")
NO_PROOF = gettext_noop(
    "It could not be shown that the certificates of the seal and of the time-stamp authority are valid now."
)


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


def seal(pdf: bytes, *, reason: str, reserved: int | None = None) -> bytes:
    """Return `pdf` with our seal appended; what was there stays byte for byte.

    Raises NoSeal when we cannot seal now, and pyHanko's SigningError when the seal does not fit in what is reserved.
    """
    key = sealing_key()
    authority = TimeStampAuthority(settings.TIMESTAMP_URL) if settings.TIMESTAMP_URL else None
    what = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        name=key.owner,
        **(_with_proof(key) if level() == Level.LASTING else {}),
    )
    signer = signers.PdfSigner(
        what,
        signer=KeptKeySigner(key),
        timestamper=authority,
        new_field_spec=SigFieldSpec(FIELD, readable_field_name=f"{FIELD}: {key.owner}"),
    )
    room = reserved or (RESERVED_FOR_TIME_STAMP if authority else RESERVED)
    try:
        sealed = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=room)
    except RevokedError as error:
        raise NoSeal(REVOKED) from error
    except (PathError, ValidationError) as error:
        raise NoSeal(NO_PROOF) from error
    except SigningError as error:
        _explain(error)
        raise
    return sealed.getvalue()


def _with_proof(key: SealingKey) -> dict[str, Any]:
    """Return what makes pyHanko put certificates and their revocation lists into the part that the seal covers."""
    return {
        "embed_validation_info": True,
        "validation_context": ValidationContext(
            trust_roots=roots(), other_certs=key.chain, allow_fetching=True, revocation_mode="require"
        ),
        "dss_settings": DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    }


def _explain(error: SigningError) -> None:
    """Raise NoSeal when signing failed for the certificates, so that the document waits."""
    if isinstance(error.__cause__, RevokedError):
        raise NoSeal(REVOKED) from error
    if isinstance(error.__cause__, (PathError, ValidationError)):
        raise NoSeal(NO_PROOF) from error
