"""From clean answers to the deal that they describe, and what it still lacks to count as signed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from deals.actions import CommitmentEntry, DealEntry, PartyEntry, SignatureEntry, SupportEntry
from deals.kinds import CommitmentKind, DealKind, Obligation, PartyRole, Unit
from deals.texts import variables
from deals.texts.deviations import deviations
from deals.wizard.facts import facts_so_far
from deals.wizard.wizard import Wizard
from partners.models import SupportKind


def deal_entry(wizard: Wizard, *, announced_for: str = "") -> DealEntry:
    """Return the deal that a finished wizard describes."""
    term, version = wizard.promises.term.cleaned_data, wizard.version
    commitments, clauses = _commitments(wizard), wizard.promises.clause_texts()
    facts = facts_so_far(wizard)
    differs = bool(deviations(clauses, [each.kind for each in commitments], version, facts))
    return DealEntry(
        kind=DealKind(version.variant.deal_kind),
        title=term["title"],
        programme=wizard.chosen_programme,
        parties=_parties(wizard),
        variant_version=version,
        commitments=commitments,
        support=_support(wizard),
        clauses=clauses,
        sector=term["sector"],
        parent=wizard.programme.form.umbrella,
        starts_on=term["starts_on"],
        ends_on=term["ends_on"],
        is_customised=term["is_customised"] or differs,
        account_manager=wizard.parties.form.our_officer(),
        next_progress_on=term["next_progress_on"],
        facts={
            "reference": term["reference"],
            "announced_for": announced_for,
            "is_fictional": wizard.chosen_programme.is_fictional,
        },
    )


def signature_entries(wizard: Wizard) -> list[SignatureEntry]:
    """Return the signatures that were filled in."""
    signing = wizard.promises.signing.cleaned_data
    signed = [form for form in wizard.promises.signatories if form.signed]
    sides = {f"sign-{side.key}": side for side in wizard.sides}
    return [
        SignatureEntry(
            organisation=sides[str(form.prefix)].organisation,
            capacity=form.cleaned_data["capacity"],
            signed_on=form.cleaned_data["signed_on"] or signing["signed_on"],
            person_name=form.cleaned_data["person_name"],
            mandate_reference=form.cleaned_data["mandate_reference"],
            event=signing["event"],
            place=signing["place"],
        )
        for form in signed
    ]


def missing_for_signing(wizard: Wizard) -> list[str]:
    """Return in sentences what must be there before the deal can be logged as signed."""
    promises = wizard.promises
    lacking = []
    if not promises.term.cleaned_data["starts_on"]:
        lacking.append(_("Fill in when the deal starts."))
    if not promises.commitments.filled():
        lacking.append(_("Fill in at least one commitment."))
    for form in promises.signatories:
        if not form.signed:
            lacking.append(_("The signature of %(party)s is missing.") % {"party": form.party})
        elif not (form.cleaned_data["signed_on"] or promises.signing.cleaned_data["signed_on"]):
            lacking.append(_("Fill in on which day %(party)s signed.") % {"party": form.party})
    if wizard.chosen_programme.checks_paper and not (wizard.draft and wizard.draft.scan):
        lacking.append(_("Add the scan: another account manager compares the signatures with it."))
    return lacking + variables.obstacles(promises.clause_texts(), facts_so_far(wizard))


def _parties(wizard: Wizard) -> list[PartyEntry]:
    """Return the parties with their contacts; in a deal that is written anew each keeps its turn to sign."""
    deal = wizard.draft.deal if wizard.draft else None
    planned = {(each.organisation_id, each.role): each for each in deal.parties.all()} if deal else {}
    entries = []
    for side in wizard.sides:
        turn: dict[str, Any] = {}
        if before := planned.get((side.organisation.pk, side.role)):
            turn = {"stage": before.stage, "signatories_needed": before.signatories_needed}
        contact = side.contact or (_our_contact(wizard) if side.role == PartyRole.MUNICIPALITY else {})
        entries.append(PartyEntry(side.organisation, side.role, signs=side.signs, **contact, **turn))
    return entries


def _our_contact(wizard: Wizard) -> dict[str, Any]:
    """Return whom to call at the municipality whose deal it is."""
    officer = wizard.parties.form.our_officer()
    return {
        "contact_name": str(officer),
        "contact_function": officer.function,
        "contact_email": officer.email,
        "contact_phone": officer.phone,
        "contact_user": officer,
    }


def _commitments(wizard: Wizard) -> list[CommitmentEntry]:
    """Return the promises of work."""
    sides = {side.key: side for side in wizard.sides}
    return [
        CommitmentEntry(
            organisation=sides[each["by"]].organisation,
            kind=CommitmentKind(each["kind"]),
            quantity=each["quantity"],
            unit=Unit(each["unit"]) if each["unit"] else None,
            hours_per_week=each["hours_per_week"],
            starts_on=each["starts_on"],
            ends_on=each["ends_on"],
            obligation=Obligation(each["obligation"]),
            label=each["label"],
        )
        for each in wizard.promises.commitments.filled()
    ]


def _support(wizard: Wizard) -> list[SupportEntry]:
    """Return the promises in return."""
    sides = {side.key: side for side in wizard.sides}
    return [
        SupportEntry(sides[each["by"]].organisation, SupportKind(each["kind"]), each["text"], each["due_on"])
        for each in wizard.promises.support.filled()
    ]
