"""Writes that span a deal and all that is in it: one call, one transaction, whole or not at all."""

from deals.actions.entries import CommitmentEntry, DealEntry, PartyEntry, SignatureEntry, SupportEntry
from deals.actions.paper import log_signed_deal, sign_on_paper
from deals.actions.writing import rewrite_deal, write_deal

__all__ = [
    "CommitmentEntry",
    "DealEntry",
    "PartyEntry",
    "SignatureEntry",
    "SupportEntry",
    "log_signed_deal",
    "rewrite_deal",
    "sign_on_paper",
    "write_deal",
]
