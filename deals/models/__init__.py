"""Programmes, variants, deals and what is promised, signed and kept on file in them."""

from deals.models.amendment import Amendment
from deals.models.ceremony import AgendaItem, StageAct, StageSignatory
from deals.models.commitment import (
    LARGEST_QUANTITY,
    Commitment,
    CommitmentTerms,
    SupportPromise,
    SupportTerms,
)
from deals.models.conclusion import Conclusion
from deals.models.deal import ChangedMeanwhile, Deal
from deals.models.decline import Decline, DeclineReason, Question
from deals.models.document import Document, DocumentKind, DocumentState, DocumentStep
from deals.models.draft import AlreadySubmitted, DealDraft
from deals.models.duty import SigningDuty
from deals.models.invitation import Invitation, InvitationLink
from deals.models.party import Party
from deals.models.practice import Adoption, GoodPractice
from deals.models.programme import Programme, Stream, Target, TargetKind, TargetStrength
from deals.models.signature import (
    CheckOutcome,
    Signature,
    SignatureCheck,
    SignatureLevel,
    SignatureMethod,
)
from deals.models.variant import Variant, VariantVersion
from deals.models.version import DealVersion, canonical_json, content_hash

__all__ = [
    "LARGEST_QUANTITY",
    "Adoption",
    "AgendaItem",
    "AlreadySubmitted",
    "Amendment",
    "ChangedMeanwhile",
    "CheckOutcome",
    "Commitment",
    "CommitmentTerms",
    "Conclusion",
    "Deal",
    "DealDraft",
    "DealVersion",
    "Decline",
    "DeclineReason",
    "Document",
    "DocumentKind",
    "DocumentState",
    "DocumentStep",
    "GoodPractice",
    "Invitation",
    "InvitationLink",
    "Party",
    "Programme",
    "Question",
    "Signature",
    "SignatureCheck",
    "SignatureLevel",
    "SignatureMethod",
    "SigningDuty",
    "StageAct",
    "StageSignatory",
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
