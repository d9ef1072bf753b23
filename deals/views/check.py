"""The last page of the wizard: all that was filled in, and what becomes of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from deals.documents.wake import wake_makers
from deals.forms.outcome import ANNOUNCED, DRAFT, ONLINE, SIGNED, OutcomeForm
from deals.lifecycle import State
from deals.models import AlreadySubmitted, Deal, DealDraft
from deals.views.wizard import already_a_deal, draft_or_404
from deals.wizard import summary
from deals.wizard.entry import missing_for_signing
from deals.wizard.submission import Unfinished, submit
from deals.wizard.wizard import Wizard

SAID = {
    SIGNED: gettext_lazy("The deal is logged as signed."),
    ONLINE: gettext_lazy("The deal is kept. Now say who signs, and in which order."),
    ANNOUNCED: gettext_lazy("The deal is saved as announced."),
    DRAFT: gettext_lazy("The deal is kept as a draft deal."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def draft_check(request: Request, public_id: str) -> HttpResponse:
    """Show everything with ways to change it; posted, the draft becomes a deal, once."""
    draft = draft_or_404(request, public_id)
    if draft.submitted_at and draft.deal:
        return already_a_deal(request, draft.deal)
    wizard = Wizard(draft, request.user, today=timezone.localdate())
    if unfinished := wizard.first_unfinished():
        return redirect("deals:draft", draft.public_id, unfinished)
    form = _outcome_form(request, wizard)
    if request.method == "POST" and form.is_valid():
        return _submit(request, draft, form)
    context = {"form": form, "draft": draft, "wizard": wizard, **summary.everything(wizard)}
    return render(request, "deals/wizard/check.html", context, status=422 if form.is_bound else 200)


def _outcome_form(request: Request, wizard: Wizard) -> OutcomeForm:
    """Return the question what it is now; signed, when nothing lacks for that."""
    deal = wizard.draft.deal if wizard.draft else None
    missing = missing_for_signing(wizard)
    return OutcomeForm(
        request.POST if request.method == "POST" else None,
        missing=missing,
        is_being_written=bool(deal and deal.state == State.DRAFT),
        checks_paper=wizard.chosen_programme.checks_paper,
        initial={"outcome": "" if missing else SIGNED, "announced_for": deal.announced_for if deal else ""},
    )


def _said(deal: Deal, outcome: str) -> str:
    """Return what became of it, and what comes next."""
    if outcome == SIGNED and deal.state == State.OFFERED:
        return _("The signatures are recorded. Another account manager now compares them with the scan.")
    return str(SAID[outcome])


def _submit(request: Request, draft: DealDraft, form: OutcomeForm) -> HttpResponse:
    """Make the deal and show it, or say what came between."""
    answers = form.cleaned_data
    try:
        deal = submit(
            draft,
            answers["outcome"],
            by=request.user,
            at=timezone.now(),
            announced_for=answers["announced_for"],
        )
    except AlreadySubmitted as error:
        return already_a_deal(request, error.deal)
    except Unfinished as error:
        messages.error(request, _("Something changed meanwhile. Check this step; nothing was lost."))
        return redirect("deals:draft", draft.public_id, error.step)
    wake_makers()
    messages.success(request, _said(deal, answers["outcome"]))
    return redirect("deals:signing_plan", deal.public_id) if answers["outcome"] == ONLINE else redirect(deal)
