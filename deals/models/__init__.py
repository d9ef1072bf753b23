"""Programmes, variants, deals and what is promised, signed and kept on file in them."""

from deals.models.amendment import Amendment
from deals.models.ceremony import AgendaItem
from deals.models.commitment import (
    LARGEST_QUANTITY,
    Commitment,
    CommitmentTerms,
    SupportPromise,
    SupportTerms,
)
from deals.models.concern import Concern, ConcernKind, ConcernOutcome
from deals.models.conclusion import Conclusion, ConclusionMissed
from deals.models.copy_link import CopyLink
from deals.models.deal import ChangedMeanwhile, Deal
from deals.models.decline import Decline, DeclineReason, Question
from deals.models.document import Document, DocumentKind, DocumentState, DocumentStep
from deals.models.draft import AlreadySubmitted, DealDraft
from deals.models.duty import SigningDuty
from deals.models.evaluation import Again, Brought, Evaluation, EvaluationLink
from deals.models.invitation import Invitation, InvitationLink
from deals.models.participation import Participation
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
from deals.models.stage import StageAct, StageSignatory
from deals.models.suspension import Suspension
from deals.models.variant import Variant, VariantVersion
from deals.models.version import DealVersion, canonical_json, content_hash

__all__ = [
    "LARGEST_QUANTITY",
    "Adoption",
    "Again",
    "AgendaItem",
    "AlreadySubmitted",
    "Amendment",
    "Brought",
    "ChangedMeanwhile",
    "CheckOutcome",
    "Commitment",
    "CommitmentTerms",
    "Concern",
    "ConcernKind",
    "ConcernOutcome",
    "Conclusion",
    "ConclusionMissed",
    "CopyLink",
    "Deal",
    "DealDraft",
    "DealVersion",
    "Decline",
    "DeclineReason",
    "Document",
    "DocumentKind",
    "DocumentState",
    "DocumentStep",
    "Evaluation",
    "EvaluationLink",
    "GoodPractice",
    "Invitation",
    "InvitationLink",
    "Participation",
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
    "Suspension",
    "Target",
    "TargetKind",
    "TargetStrength",
    "Variant",
    "VariantVersion",
    "canonical_json",
    "content_hash",
]
