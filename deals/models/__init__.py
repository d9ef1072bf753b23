"""Programmes, variants, deals and what is promised, signed and kept on file in them."""

from deals.models.commitment import (
    LARGEST_QUANTITY,
    Commitment,
    CommitmentTerms,
    SupportPromise,
    SupportTerms,
)
from deals.models.deal import ChangedMeanwhile, Deal
from deals.models.document import Document, DocumentKind, DocumentState, DocumentStep
from deals.models.draft import AlreadySubmitted, DealDraft
from deals.models.party import Party
from deals.models.programme import Programme, Stream, Target, TargetKind, TargetStrength
from deals.models.signature import Signature, SignatureMethod
from deals.models.variant import Variant, VariantVersion
from deals.models.version import DealVersion, canonical_json, content_hash

__all__ = [
    "LARGEST_QUANTITY",
    "AlreadySubmitted",
    "ChangedMeanwhile",
    "Commitment",
    "CommitmentTerms",
    "Deal",
    "DealDraft",
    "DealVersion",
    "Document",
    "DocumentKind",
    "DocumentState",
    "DocumentStep",
    "Party",
    "Programme",
    "Signature",
    "SignatureMethod",
    "Stream",
    "SupportPromise",
    "SupportTerms",
    "Target",
    "TargetKind",
    "TargetStrength",
    "Variant",
    "VariantVersion",
    "canonical_json",
    "content_hash",
]
